/* SPDX-License-Identifier: MIT */
#include "export/text.h"

#include <string.h>

#include "judge/mistakes.h"
#include "judge/wording.h"
#include "memory.h"
#include "report/page.h"

void put_markup(FILE *out, const char *text)
{
	char *clean = text_clean(text, TEXT_OUTPUT_MAX);

	for (const char *s = clean; *s; s++) {
		switch (*s) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\'':
			fputs("&#39;", out);
			break;
		default:
			putc(*s, out);
		}
	}
	free(clean);
}

char *text_line(const char *text, size_t max)
{
	char *clean = text_clean(text, max);

	for (char *s = clean; *s; s++) {
		if (*s == '\n' || *s == '\t')
			*s = ' ';
	}
	return clean;
}

json_t *text_json(const char *text)
{
	char *clean;
	json_t *value;

	if (!text)
		return json_null();
	clean = text_clean(text, TEXT_OUTPUT_MAX);
	value = json_string(clean);
	free(clean);
	return value;
}

const char *points_text(char *buffer, double points)
{
	long hundredths = (long)(points * 100 + (points < 0 ? -0.5 : 0.5));
	const char *sign = hundredths < 0 ? "-" : "";
	long size = labs(hundredths);

	/* not %g: the locale's comma would be read as a separator */
	if (size % 100 == 0)
		snprintf(buffer, 32, "%s%ld", sign, size / 100);
	else if (size % 10 == 0)
		snprintf(buffer, 32, "%s%ld.%ld", sign, size / 100,
			 size % 100 / 10);
	else
		snprintf(buffer, 32, "%s%ld.%02ld", sign, size / 100,
			 size % 100);
	return buffer;
}

const char *script_title(const struct book_script *script)
{
	return script->visibility == VISIBLE ? script->title :
					       "A hidden script";
}

/* " (echo.c:41, in serve)", or "". */
static char *place_of(const struct book_script *script)
{
	if (!script->file || !script->line)
		return memory_text("");
	if (!script->function)
		return wording(" (%s:%d)", script->file, script->line);
	return wording(" (%s:%d, in %s)", script->file, script->line,
		       script->function);
}

static char *failure_story(const struct book_script *script)
{
	const struct mistake *mistake =
		script->mistake ? mistake_find(script->mistake) : NULL;
	char *place = place_of(script);
	char *story = wording("%s%s%s%s%s%s",
			      script->message ? script->message : "It failed.",
			      place, script->mistake ? "\n" : "",
			      script->mistake ? script->mistake : "",
			      mistake ? ": " : "", mistake ? mistake->why : "");

	free(place);
	return story;
}

char *script_story(const struct book_script *script)
{
	if (script->verdict == VERDICT_PASS)
		return memory_text("");
	if (script->visibility != VISIBLE)
		return memory_text("What it looks for is not told.");
	if (script->verdict == VERDICT_SKIPPED)
		return wording("Needs %s to pass first.",
			       script->needs ? script->needs : "another");
	if (script->verdict == VERDICT_INCONCLUSIVE)
		return wording("Could not be judged: %s",
			       script->message ? script->message : "");
	return failure_story(script);
}

/* Why it was not judged may name the script that could not be. */
static bool names_hidden(const struct book_entry *entry)
{
	for (size_t i = 0; i < entry->n_scripts; i++) {
		const struct book_script *script = &entry->scripts[i];

		if (script->visibility != VISIBLE && script->name &&
		    strstr(entry->note, script->name))
			return true;
	}
	return false;
}

/* Something was, under another name: whoever reads it has to know that. */
static char *nothing_story(const char *note)
{
	size_t len = note ? strlen(note) : 0;

	if (len == 0 || strcmp(note, "nothing was submitted") == 0)
		return memory_text("Nothing was submitted.");
	return wording("Nothing that could be graded was found: %s%s", note,
		       strchr(".?!", note[len - 1]) ? "" : ".");
}

char *entry_story(const struct book_entry *entry)
{
	size_t passed = 0;

	switch (entry->status) {
	case ENTRY_SCORED:
		for (size_t i = 0; i < entry->n_scripts; i++)
			passed += entry->scripts[i].verdict == VERDICT_PASS;
		return wording("%zu of %zu scripts passed.", passed,
			       entry->n_scripts);
	case ENTRY_DOES_NOT_COMPILE:
		return wording("%s does not compile.",
			       *entry->program ? entry->program : "The file");
	case ENTRY_NO_SUBMISSION:
		return nothing_story(entry->note);
	case ENTRY_REJECTED:
		return wording("Not accepted: %s.", entry->note);
	case ENTRY_NEEDS_REVIEW:
		return names_hidden(entry) ?
			       memory_text("Not judged yet, a person has to "
					   "look.") :
			       wording("Not judged yet, a person has to look: "
				       "%s.",
				       entry->note);
	}
	return memory_text("");
}

char *late_story(const struct book_entry *entry)
{
	char raw[32], final[32];

	if (entry->late <= 0)
		return memory_text("");
	points_text(raw, entry->points);
	points_text(final, entry->final);
	return wording("Late by %ld h %02ld min: %s of %s points count.",
		       entry->late / 3600, entry->late / 60 % 60, final, raw);
}

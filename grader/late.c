/* SPDX-License-Identifier: MIT */
#include "late.h"

#include <ctype.h>
#include <time.h>

#include "judge/wording.h"
#include "memory.h"
#include "policy.h"

#define DAY 86400L

/* "2026-03-01T23:59:59Z"; -1: it is none, as 2026-02-31 is none. */
static long long time_read(const char *text)
{
	struct tm tm = { 0 }, given;
	const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	long long at;

	if (!end || *end)
		return -1;
	given = tm;
	at = (long long)timegm(&tm);
	return tm.tm_mday == given.tm_mday && tm.tm_sec == given.tm_sec ? at :
									  -1;
}

/* "15m" in seconds; -1: it is none. */
static long duration_read(const char *text)
{
	static const char units[] = "smhd";
	static const long seconds[] = { 1, 60, 3600, DAY };
	char *end;
	long n = strtol(text, &end, 10);
	const char *unit = *end ? strchr(units, *end) : NULL;

	if (!isdigit((unsigned char)*text) || !unit || end[1] || n > 36500)
		return -1;
	return n * seconds[unit - units];
}

/* "10%"; -1: it is none. */
static long percent_read(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (!isdigit((unsigned char)*text) || strcmp(end, "%") != 0 || n > 100)
		return -1;
	return n;
}

static char *due_read(struct late *late, char **words)
{
	struct late_due due = { NULL, time_read(words[2]) };
	char *wrong = NULL;

	if (due.at < 0)
		return memory_text("a time looks like 2026-03-01T23:59:59Z");
	due.lesson = policy_lesson(words[1], &wrong);
	if (!due.lesson)
		return wrong;
	for (size_t i = 0; i < late->n_dues && !wrong; i++)
		if (strcmp(late->dues[i].lesson, due.lesson) == 0)
			wrong = wording("%s is due already", words[1]);
	if (wrong) {
		free(due.lesson);
		return wrong;
	}
	late->dues = memory_grow(late->dues, late->n_dues, sizeof due);
	late->dues[late->n_dues++] = due;
	return NULL;
}

/* Have the words this form? A question mark stands for any word. */
static bool is_rule(char **words, size_t n, const char *form)
{
	char *copy = memory_text(form), *rest = copy, *word;
	size_t i = 0;

	while ((word = strsep(&rest, " "))) {
		if (i == n ||
		    (strcmp(word, "?") != 0 && strcmp(word, words[i]) != 0))
			break;
		i++;
	}
	free(copy);
	return !word && i == n;
}

/* A rule that may stand once. It is -1 as long as it has not been said. */
static char *once(long *rule, long value, const char *looks)
{
	if (value < 0)
		return memory_text(looks);
	if (*rule >= 0)
		return memory_text("this has been said already");
	*rule = value;
	return NULL;
}

static char *rule_read(void *policy, char **words, size_t n)
{
	struct late *late = policy;

	if (is_rule(words, n, "due ? ?"))
		return due_read(late, words);
	if (is_rule(words, n, "grace ?"))
		return once(&late->grace, duration_read(words[1]),
			    "a time looks like 15m");
	if (is_rule(words, n, "lose ? a day"))
		return once(&late->lose, percent_read(words[1]),
			    "a part looks like 10%");
	if (is_rule(words, n, "at most ?"))
		return once(&late->most, percent_read(words[2]),
			    "a part looks like 50%");
	if (is_rule(words, n, "closed after ?"))
		return once(&late->closed, duration_read(words[2]),
			    "a time looks like 7d");
	return memory_text("no such rule: due LESSON TIME, grace TIME, lose N%"
			   " a day, at most N%, closed after TIME");
}

static long or_else(long said, long otherwise)
{
	return said < 0 ? otherwise : said;
}

struct late *late_read(const char *path, char **error)
{
	struct late *late = memory_get(sizeof *late);

	*late = (struct late){
		.grace = -1, .lose = -1, .most = -1, .closed = -1
	};
	if (policy_read(path, rule_read, late, error) < 0) {
		late_free(late);
		return NULL;
	}
	late->grace = or_else(late->grace, 0);
	late->lose = or_else(late->lose, 0);
	late->most = or_else(late->most, 100);
	return late;
}

void late_free(struct late *late)
{
	for (size_t i = 0; i < late->n_dues; i++)
		free(late->dues[i].lesson);
	free(late->dues);
	free(late);
}

/* When a lesson is due; -1: never. */
static long long due_of(const struct late *late, const char *lesson)
{
	long long any = -1;

	for (size_t i = 0; i < late->n_dues; i++) {
		if (strcmp(late->dues[i].lesson, lesson) == 0)
			return late->dues[i].at;
		if (strcmp(late->dues[i].lesson, "*") == 0)
			any = late->dues[i].at;
	}
	return any;
}

/* In hundredths, so that every machine rounds alike. */
static double points_left(const struct late *late, int points, long seconds)
{
	long days = (seconds + DAY - 1) / DAY;
	long lost = late->lose * (days < 101 ? days : 101);

	if (late->closed >= 0 && seconds > late->closed)
		lost = 100;
	else if (lost > late->most)
		lost = late->most;
	return (double)(points * (100 - lost)) / 100;
}

void late_apply(const struct late *late, struct book *book)
{
	for (size_t i = 0; i < book->n_students; i++) {
		for (size_t k = 0; k < book->n_lessons; k++) {
			struct book_entry *entry =
				&book->students[i].entries[k];
			long long due = due_of(late, book->lessons[k].name);
			long long at = time_read(entry->submitted_at);

			entry->late = 0;
			entry->final = entry->points;
			if (due < 0 || at <= due + late->grace)
				continue;
			entry->late = (long)(at - due);
			entry->final =
				points_left(late, entry->points, entry->late);
		}
	}
}

int book_late(struct book *book, const char *path, char **error)
{
	struct late *late = late_read(path, error);

	if (!late)
		return -1;
	late_apply(late, book);
	late_free(late);
	return 0;
}

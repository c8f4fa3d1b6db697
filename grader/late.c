/* SPDX-License-Identifier: MIT */
#include "late.h"

#include <ctype.h>
#include <errno.h>
#include <time.h>

#include "judge/wording.h"
#include "memory.h"

#define DAY 86400L

/* "2026-03-01T23:59:59Z"; -1: it is none. */
static long long time_read(const char *text)
{
	struct tm tm = { 0 };
	const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);

	return end && !*end ? (long long)timegm(&tm) : -1;
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
static int percent_read(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (!isdigit((unsigned char)*text) || strcmp(end, "%") != 0 || n > 100)
		return -1;
	return (int)n;
}

static const char *due_read(struct late *late, char **words)
{
	struct late_due due = { NULL, time_read(words[2]) };

	if (due.at < 0)
		return "a time looks like 2026-03-01T23:59:59Z";
	due.lesson = memory_text(words[1]);
	late->dues = memory_grow(late->dues, late->n_dues, sizeof due);
	late->dues[late->n_dues++] = due;
	return NULL;
}

/* NULL, or what is wrong with the line. */
static const char *rule_read(struct late *late, char **words, size_t n)
{
	const char *wrong = NULL;

	if (n == 3 && strcmp(words[0], "due") == 0)
		return due_read(late, words);
	if (n == 2 && strcmp(words[0], "grace") == 0) {
		late->grace = duration_read(words[1]);
		wrong = late->grace < 0 ? "a time looks like 15m" : NULL;
	} else if (n == 4 && strcmp(words[0], "lose") == 0 &&
		   strcmp(words[3], "day") == 0) {
		late->lose = percent_read(words[1]);
		wrong = late->lose < 0 ? "a part looks like 10%" : NULL;
	} else if (n == 3 && strcmp(words[0], "at") == 0) {
		late->most = percent_read(words[2]);
		wrong = late->most < 0 ? "a part looks like 50%" : NULL;
	} else if (n == 3 && strcmp(words[0], "closed") == 0) {
		late->closed = duration_read(words[2]);
		wrong = late->closed < 0 ? "a time looks like 7d" : NULL;
	} else {
		wrong = "no such rule: due LESSON TIME, grace TIME, lose N% a"
			" day, at most N%, closed after TIME";
	}
	return wrong;
}

static const char *line_read(struct late *late, char *line)
{
	char *words[8], *rest = line, *word;
	size_t n = 0;

	line[strcspn(line, "#\r\n")] = '\0';
	while ((word = strsep(&rest, " \t"))) {
		if (*word && n < 8)
			words[n++] = word;
	}
	return n ? rule_read(late, words, n) : NULL;
}

struct late *late_read(const char *path, char **error)
{
	struct late *late = memory_get(sizeof *late);
	FILE *in = fopen(path, "r");
	const char *wrong = NULL;
	char *line = NULL;
	size_t size = 0, number = 0;

	late->most = 100;
	if (!in)
		wrong = strerror(errno);
	while (!wrong && getline(&line, &size, in) > 0) {
		number++;
		wrong = line_read(late, line);
	}
	if (in)
		fclose(in);
	free(line);
	if (!wrong)
		return late;
	*error = number ? wording("%s:%zu: %s", path, number, wrong) :
			  wording("%s: %s", path, wrong);
	late_free(late);
	return NULL;
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

	if (late->closed && seconds > late->closed)
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

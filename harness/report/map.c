/* SPDX-License-Identifier: MIT */
#include "report/map.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "judge/wording.h"
#include "report/page.h"

/* The rest of the first line that begins with this word; NULL: none. */
static char *word_in_file(const char *path, const char *word)
{
	FILE *in = fopen(path, "r");
	char *line = NULL, *rest = NULL;
	size_t size = 0, n = strlen(word);

	if (!in)
		return NULL;
	while (!rest && getline(&line, &size, in) > 0) {
		char *p = line + strspn(line, " \t");
		char *end;

		if (strncmp(p, word, n) != 0 || !isblank((unsigned char)p[n]))
			continue;
		p += n + strspn(p + n, " \t");
		end = p + strcspn(p, "\r\n");
		while (end > p && isblank((unsigned char)end[-1]))
			end--;
		rest = strndup(p, (size_t)(end - p));
	}
	free(line);
	fclose(in);
	return rest;
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

/* What the scripts of a lesson are worth; a lesson never checked has no
   result to ask. */
static int points_of(const char *directory)
{
	char *path = wording("%s/scripts", directory);
	DIR *scripts = opendir(path);
	struct dirent *entry;
	int points = 0;

	while (scripts && (entry = readdir(scripts))) {
		char *file = wording("%s/%s", path, entry->d_name);
		char *text = ends_with(file, ".script") ?
				     word_in_file(file, "points") :
				     NULL;

		points += text ? atoi(text) : 0;
		free(text);
		free(file);
	}
	if (scripts)
		closedir(scripts);
	free(path);
	return points;
}

static struct map_lesson lesson_load(const char *root, const char *name)
{
	char *directory = wording("%s/lessons/%s", root, name);
	char *conf = wording("%s/lesson.conf", directory);
	char *results = wording("%s/build/results/%s.json", root, name);
	struct map_lesson lesson = {
		.name = wording("%s", name),
		.title = word_in_file(conf, "title"),
		.file = word_in_file(conf, "file"),
		.max_points = points_of(directory),
		.progress = json_progress_read(results),
	};

	if (lesson.max_points == 0)
		lesson.max_points = lesson.progress.max_points;
	free(directory);
	free(conf);
	free(results);
	return lesson;
}

static int is_lesson(const struct dirent *entry)
{
	const char *name = entry->d_name;

	return isdigit((unsigned char)name[0]) &&
	       isdigit((unsigned char)name[1]) && name[2] == '-';
}

struct map *map_load(const char *root)
{
	char *path = wording("%s/lessons", root);
	struct map *map = calloc(1, sizeof *map);
	struct dirent **entries = NULL;
	int i, n = scandir(path, &entries, is_lesson, alphasort);

	free(path);
	if (n < 0 || !map) {
		free(map);
		return NULL;
	}
	map->lessons = calloc((size_t)n + 1, sizeof *map->lessons);
	for (i = 0; i < n; i++) {
		if (map->lessons)
			map->lessons[map->n_lessons++] =
				lesson_load(root, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	while (map->current < map->n_lessons &&
	       map->lessons[map->current].progress.passed)
		map->current++;
	return map;
}

void map_free(struct map *map)
{
	size_t i;

	for (i = 0; map && i < map->n_lessons; i++) {
		free(map->lessons[i].name);
		free(map->lessons[i].title);
		free(map->lessons[i].file);
	}
	if (map)
		free(map->lessons);
	free(map);
}

static void print_head(const struct page *page, const struct map *map)
{
	int points = 0, max = 0;
	char *text;
	size_t i;

	for (i = 0; i < map->n_lessons; i++) {
		points += map->lessons[i].progress.points;
		max += map->lessons[i].max_points;
	}
	text = wording("you have %d of %d points", points, max);
	page_cell(page, STYLE_STRONG, "wouldblock",
		  PAGE_RIGHT - text_columns(text));
	page_line(page, text);
	fputc('\n', page->out);
	free(text);
}

static void print_lesson(const struct page *page,
			 const struct map_lesson *lesson, bool current)
{
	const struct progress *progress = &lesson->progress;
	char *points = wording("%d/%d", progress->points, lesson->max_points);
	char *title = text_clean(lesson->title ? lesson->title : "", 200);
	char number[3] = { lesson->name[0], lesson->name[1], '\0' };

	fputs("  ", page->out);
	page_cell(page, STYLE_PLAIN, number, 4);
	page_cell(page, current ? STYLE_STRONG : STYLE_PLAIN, lesson->name + 3,
		  13);
	page_cell(page, STYLE_PLAIN, title, 42);
	page_put(page, STYLE_STRONG, current ? "  > " : "    ");
	page_cell_right(page, progress->passed ? STYLE_GOOD : STYLE_PLAIN,
			points, 7);
	fputc('\n', page->out);
	free(points);
	free(title);
}

static void print_next(const struct page *page, const struct map *map)
{
	const struct map_lesson *lesson;
	char *edit;

	fputc('\n', page->out);
	if (map->current == map->n_lessons) {
		page_paragraph(page, 2,
			       "All lessons are passed. `make "
			       "diagrams` shows what you have built.");
		return;
	}
	lesson = &map->lessons[map->current];
	edit = wording("edit  lessons/%s/%s", lesson->name,
		       lesson->file ? lesson->file : "");
	fputs("  ", page->out);
	page_cell(page, STYLE_PLAIN, edit,
		  text_columns(edit) < 32 ? 34 : text_columns(edit) + 2);
	fprintf(page->out, "read  lessons/%s/README.md\n", lesson->name);
	page_put(page, STYLE_PLAIN, "  then  ");
	page_put(page, STYLE_STRONG, "make check");
	fputc('\n', page->out);
	free(edit);
}

int map_print(const char *root, bool colour, FILE *out)
{
	struct page page = { out, colour };
	struct map *map = map_load(root);
	size_t i;

	if (!map)
		return -1;
	print_head(&page, map);
	for (i = 0; i < map->n_lessons; i++)
		print_lesson(&page, &map->lessons[i], i == map->current);
	if (map->n_lessons > 0)
		print_next(&page, map);
	else
		page_paragraph(&page, 2, "There are no lessons here.");
	map_free(map);
	return fflush(out);
}

/* SPDX-License-Identifier: MIT */
#include "export/export.h"

#include <errno.h>
#include <string.h>

#include "export/files.h"
#include "judge/wording.h"
#include "memory.h"
#include "path.h"

static const struct format formats[] = {
	{ "gradescope", "results.json for each student", gradescope_write },
	{ "prairielearn", "results.json for each student", prairielearn_write },
	{ "github-classroom", "a result for the reporter, and a workflow",
	  classroom_write },
	{ "autolab", "the last lines of an autograder's output",
	  autolab_write },
	{ "junit", "XML for each student, as CI systems read it", junit_write },
	{ "tap", "version 14, for each student", tap_write },
	{ "canvas", "a gradebook to import", canvas_write },
	{ "moodle", "grading worksheets, a grade import, feedback folders",
	  moodle_write },
	{ "vpl", "the output of vpl_execution for each student", vpl_write },
	{ "coderunner", "a combinator's answer for each student",
	  coderunner_write },
	{ "csv", "one row a student and script", csv_write },
	{ "json", "everything, in one file", json_write },
};

const struct format *format_at(size_t i)
{
	return i < sizeof formats / sizeof *formats ? &formats[i] : NULL;
}

const struct format *format_find(const char *name)
{
	for (size_t i = 0; format_at(i); i++) {
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	}
	return NULL;
}

/* The new folder in place of the old one. */
static int folder_swap(const char *fresh, const char *place)
{
	if (folder_remove(place) < 0)
		return -1;
	return rename(fresh, place);
}

int export_run(const char *name, const struct book *book, const char *out,
	       char **error)
{
	const struct format *format = format_find(name);
	char *place, *fresh;
	int status;

	if (!format) {
		*error = wording("there is no format \"%s\"", name);
		return -1;
	}
	place = path_join(out, format->name);
	fresh = wording("%s/.%s.new", out, format->name);
	status = folder_remove(fresh);
	if (status == 0)
		status = folder_make(fresh);
	if (status == 0)
		status = format->write(book, fresh);
	if (status == 0)
		status = folder_swap(fresh, place);
	if (status < 0) {
		*error = wording("%s: %s", place, strerror(errno));
		folder_remove(fresh);
	}
	free(place);
	free(fresh);
	return status;
}

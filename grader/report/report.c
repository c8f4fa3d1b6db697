/* SPDX-License-Identifier: MIT */
#include "report/report.h"

#include <errno.h>
#include <string.h>

#include "export/files.h"
#include "export/table.h"
#include "judge/wording.h"
#include "memory.h"
#include "path.h"

static int overview_write(const struct book *book, const char *out)
{
	struct file file = file_begin(out, "index.html");

	if (file.out)
		overview_put(file.out, book);
	return file_end(&file);
}

static int grades_write(const struct book *book, const char *out)
{
	struct file file = file_begin(out, "grades.csv");

	if (file.out)
		grades_csv_put(file.out, book);
	return file_end(&file);
}

static int feedback_write(const struct book *book, const char *folder)
{
	int status = folder_make(folder);

	for (size_t i = 0; i < book->n_students && status == 0; i++) {
		char *name = student_file(&book->students[i], "index.html");
		struct file file = file_begin(folder, name);

		if (file.out)
			feedback_put(file.out, book, &book->students[i]);
		status = file_end(&file);
		free(name);
	}
	return status;
}

int report_write(const struct book *book, const char *out, char **error)
{
	char *place = path_join(out, "feedback");
	int status = feedback_write(book, place);

	if (status == 0)
		status = overview_write(book, out);
	if (status == 0)
		status = grades_write(book, out);
	if (status < 0)
		*error = wording("%s: %s", out, strerror(errno));
	free(place);
	return status;
}

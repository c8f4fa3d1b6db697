/* SPDX-License-Identifier: MIT */
/*
 * The names that platforms give to submissions in a class's download.
 *
 *   Moodle     Ann Example_1234567_assignsubmission_file_/, or flat, with the
 *              file's name behind it; _onlinetext_ is no file
 *   Canvas     exampleann_12345_678901_echo.c, with LATE_ before the numbers
 *   Gradescope submission_12345678/, who it is in submission_metadata.yml
 *   GitHub Classroom  assignment-login/
 */
#ifndef INTAKE_LAYOUT_H
#define INTAKE_LAYOUT_H

#include <stdbool.h>

struct layout {
	const char *platform; /* "Moodle"; NULL: a plain name */
	char *name;	      /* of the student, as the platform writes it */
	char *number;	      /* of the submission or participant; or NULL */
	char *file;	      /* the rest, the student's own name for it */
	bool aside;	      /* Moodle: nothing that was uploaded */
};

/* Of the name of a folder, or of an archive without its ending. */
struct layout layout_of(const char *name);
void layout_clear(struct layout *layout);

/* Lower case, and of letters and digits only: "Ann Example" is "annexample". */
char *layout_plain(const char *name);

#endif

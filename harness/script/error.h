/* SPDX-License-Identifier: MIT */
/*
 * Filling a struct script_error: where it is, what is wrong, what would have
 * been right.
 */
#ifndef SCRIPT_ERROR_H
#define SCRIPT_ERROR_H

#include <stdarg.h>

#include "script/script.h"

/* error->place must be set; text is the line (NULL: the file as a whole). */
void error_fill(struct script_error *error, const char *text,
		const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

/* The memory of included files will be gone when the message is printed: keep
   the name of any file but path. */
void error_keep_file(struct script_error *error, const char *path);

/* For where there is no line: "cannot read it: No such file". False. */
bool error_file(struct script_error *error, const char *path,
		const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A place in path, with its line. False, so that it can be returned. */
bool error_line(struct script_error *error, const char *path, int line,
		int column, const char *text, const char *format, ...)
	__attribute__((format(printf, 6, 7)));

#endif

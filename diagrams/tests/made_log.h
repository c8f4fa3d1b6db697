/* SPDX-License-Identifier: MIT */
/* A log that a test writes line by line, and the timeline of it. */
#ifndef TESTS_MADE_LOG_H
#define TESTS_MADE_LOG_H

#include <criterion/criterion.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "timeline/timeline.h"

struct made {
	FILE *out;
	char *text;
	size_t size, n;
	struct record *record;
	struct timeline *timeline;
};

static inline void made_begin(struct made *made)
{
	*made = (struct made){ 0 };
	made->out = open_memstream(&made->text, &made->size);
	cr_assert_not_null(made->out);
}

static inline void __attribute__((format(printf, 2, 3)))
add(struct made *made, const char *format, ...)
{
	va_list args;

	fprintf(made->out, "{\"n\":%zu,\"t\":0,", made->n++);
	va_start(args, format);
	vfprintf(made->out, format, args);
	va_end(args);
	fprintf(made->out, "}\n");
}

static inline void call(struct made *made, const char *act, const char *peer,
			int connection, int ret)
{
	add(made,
	    "\"who\":\"server\",\"do\":\"%s\",\"fd\":%d,\"peer\":\"%s\","
	    "\"connection\":%d,\"ret\":%d,\"at\":\"echo.c:7\"",
	    act, connection + 4, peer, connection, ret);
}

static inline void peer(struct made *made, const char *who, int connection,
			const char *act, int bytes)
{
	add(made, "\"who\":\"%s\",\"do\":\"%s\",\"bytes\":%d,\"connection\":%d",
	    who, act, bytes, connection);
}

static inline void made_end(struct made *made, size_t columns, size_t rows)
{
	struct timeline_limits limits = { .columns = columns, .rows = rows };
	char error[256] = "";

	fclose(made->out);
	made->record = record_parse(made->text, made->size, "made", error,
				    sizeof(error));
	cr_assert_not_null(made->record, "%s", error);
	made->timeline = timeline_new(made->record, &limits);
}

static inline void made_clear(struct made *made)
{
	timeline_free(made->timeline);
	record_free(made->record);
	free(made->text);
}

#endif

/* SPDX-License-Identifier: MIT */
#include "script/error.h"

#include <string.h>

static bool continues_character(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Keep as much of the line as fits, with the column in it. */
static void error_quote(struct script_error *error, const char *text)
{
	size_t len = strlen(text);
	size_t room = sizeof(error->text) - 1;
	size_t at = (size_t)error->place.column - 1;
	size_t from = 0;

	if (len > room && at > room / 2)
		from = at - room / 2;
	while (from > 0 && continues_character(text[from]))
		from--;
	len -= from;
	if (len > room)
		len = room;
	while (len > 0 && continues_character(text[from + len]))
		len--;
	memcpy(error->text, text + from, len);
	error->text[len] = '\0';
	error->text_column = (int)from + 1;
}

/* Words may be quoted from bytes that were cut in the middle. */
static void error_cut_message(struct script_error *error)
{
	size_t len = strlen(error->message);

	if (len < sizeof(error->message) - 1)
		return;
	while (len > 0 && continues_character(error->message[len - 1]))
		error->message[--len] = '\0';
	memcpy(error->message + len - 3, "...", 3);
}

void error_fill(struct script_error *error, const char *text,
		const char *format, va_list args)
{
	vsnprintf(error->message, sizeof(error->message), format, args);
	error_cut_message(error);
	error->text[0] = '\0';
	error->text_column = 1;
	if (text)
		error_quote(error, text);
}

void error_keep_file(struct script_error *error, const char *path)
{
	if (error->place.file == path)
		return;
	snprintf(error->included, sizeof(error->included), "%s",
		 error->place.file);
	error->place.file = error->included;
}

bool error_file(struct script_error *error, const char *path,
		const char *format, ...)
{
	va_list args;

	error->place = (struct script_place){ path, 0, 0 };
	va_start(args, format);
	error_fill(error, NULL, format, args);
	va_end(args);
	return false;
}

bool error_line(struct script_error *error, const char *path, int line,
		int column, const char *text, const char *format, ...)
{
	va_list args;

	error->place = (struct script_place){ path, line, column };
	va_start(args, format);
	error_fill(error, text, format, args);
	va_end(args);
	return false;
}

/* Tabs stay tabs under a tab, so that the caret meets its column whatever
   the terminal makes of them. */
static void caret_print(const struct script_error *error, FILE *out)
{
	int before = error->place.column - error->text_column;
	const char *s = error->text;

	for (int i = 0; i < before && *s; i++, s++) {
		if (!continues_character(*s))
			putc(*s == '\t' ? '\t' : ' ', out);
	}
	fputs("^\n", out);
}

/* Control characters in somebody's file are nothing for a terminal. */
static void text_print(const char *text, FILE *out)
{
	for (const char *s = text; *s; s++) {
		unsigned char c = (unsigned char)*s;

		putc((c < 0x20 && c != '\t') || c == 0x7f ? '?' : c, out);
	}
}

void script_error_print(const struct script_error *error, FILE *out)
{
	if (error->place.line == 0) {
		fprintf(out, "%s: %s\n", error->place.file, error->message);
		return;
	}
	fprintf(out, "%s:%d:%d: ", error->place.file, error->place.line,
		error->place.column);
	text_print(error->message, out);
	putc('\n', out);
	text_print(error->text, out);
	putc('\n', out);
	caret_print(error, out);
}

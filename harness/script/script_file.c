/* SPDX-License-Identifier: MIT */
#include "script/script_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "memory.h"
#include "script/error.h"
#include "script/lexer.h"

static const char not_text[] =
	"this is not UTF-8 text: save the script as UTF-8";

/* The length of the character at s, 0 when it is not UTF-8. */
static size_t utf8_length(const unsigned char *s, size_t left)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = s[0] < 0x80	   ? 1 :
		     (s[0] & 0xe0) == 0xc0 ? 2 :
		     (s[0] & 0xf0) == 0xe0 ? 3 :
		     (s[0] & 0xf8) == 0xf0 ? 4 :
					     0;
	uint32_t c = len ? s[0] & (0xff >> (len + (len > 1))) : 0;

	if (len <= 1)
		return len;
	if (len > left)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	return len;
}

/* The text of a line that may hold anything: cut where it stops being one. */
static bool bytes_fail(struct script_error *error, const char *path, int line,
		       const char *start, const char *at, const char *why)
{
	char text[SCRIPT_FILE_LINE + 1];
	size_t len = (size_t)(at - start);

	if (len > SCRIPT_FILE_LINE)
		len = SCRIPT_FILE_LINE;
	memcpy(text, start, len);
	text[len] = '\0';
	return error_line(error, path, line, (int)len + 1, text, "%s", why);
}

static const char *byte_complaint(const char *text, size_t left)
{
	unsigned char c = (unsigned char)*text;

	if (c == '\r' && left > 1 && text[1] != '\n')
		return "a carriage return is no text: a string holds it as \\r";
	if (c == 0)
		return "a NUL byte is no text: a string holds it as \\0";
	if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
		return "a control character is no text: a string holds it as "
		       "\\xHH";
	if (utf8_length((const unsigned char *)text, left) == 0)
		return not_text;
	return NULL;
}

static bool bytes_check(const char *path, const char *text, size_t len,
			struct script_error *error)
{
	const char *start = text;
	const char *end = text + len;
	int line = 1;

	while (text < end) {
		const char *why = byte_complaint(text, (size_t)(end - text));

		if (!why && text - start > SCRIPT_FILE_LINE)
			why = "a line has at most 4096 bytes: a long payload "
			      "can be a pattern, as in: sends 64 KiB pattern";
		if (why)
			return bytes_fail(error, path, line, start, text, why);
		if (*text == '\n') {
			start = text + 1;
			line++;
		}
		text += utf8_length((const unsigned char *)text,
				    (size_t)(end - text));
	}
	return true;
}

/* text is NUL-terminated and becomes the file's. */
static void lines_cut(struct script_file *file, char *text)
{
	size_t len = strlen(text);
	int n = 1;

	for (const char *s = text; *s; s++)
		n += *s == '\n' && s[1];
	file->lines = memory_get(((size_t)n + 1) * sizeof(*file->lines));
	file->n_lines = n;
	for (int i = 0; i < n; i++) {
		size_t line = strcspn(text, "\n");
		bool last = line == len;

		file->lines[i] = text;
		text[line] = '\0';
		if (line > 0 && text[line - 1] == '\r')
			text[line - 1] = '\0';
		if (last)
			break;
		len -= line + 1;
		text += line + 1;
	}
	file->lines[n] = NULL;
}

static bool line_begins(const char *line, const char *word)
{
	size_t len = strlen(word);

	while (lexer_is_blank(*line))
		line++;
	return (size_t)lexer_word_length(line) == len &&
	       !strncmp(line, word, len);
}

static bool line_opens_block(const char *line)
{
	return line_begins(line, "repeat") || line_begins(line, "for") ||
	       line_begins(line, "together");
}

static bool block_fail(struct script_file *file, int i, const char *why,
		       struct script_error *error)
{
	const char *line = file->lines[i];

	return error_line(error, file->path, i + 1,
			  (int)strspn(line, " \t") + 1, line, "%s", why);
}

static bool blocks_match(struct script_file *file, struct script_error *error)
{
	int open[SCRIPT_FILE_NESTING];
	int depth = 0;

	file->ends = memory_get((size_t)file->n_lines * sizeof(*file->ends));
	for (int i = 0; i < file->n_lines; i++) {
		if (line_opens_block(file->lines[i])) {
			if (depth == SCRIPT_FILE_NESTING)
				return block_fail(file, i,
						  "blocks stand in "
						  "each other at most 16 deep",
						  error);
			open[depth++] = i;
		} else if (line_begins(file->lines[i], "end")) {
			if (depth == 0)
				return block_fail(file, i,
						  "no block is open "
						  "here: \"end\" closes "
						  "repeat, for or together",
						  error);
			file->ends[open[--depth]] = i;
		}
	}
	if (depth == 0)
		return true;
	return block_fail(file, open[depth - 1],
			  "this block has no end: a "
			  "line \"end\" is missing",
			  error);
}

struct script_file *script_file_from(const char *path, const char *text,
				     size_t len, struct script_error *error)
{
	struct script_file *file;
	char *copy;

	if (len > SCRIPT_FILE_BYTES) {
		error_file(error, path, "a script has at most 1 MiB");
		return NULL;
	}
	/* The mark that some editors put before UTF-8. */
	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
		text += 3;
		len -= 3;
	}
	if (!bytes_check(path, text, len, error))
		return NULL;
	file = memory_get(sizeof(*file));
	file->path = memory_copy(path, strlen(path));
	copy = memory_copy(text, len);
	lines_cut(file, copy);
	if (!blocks_match(file, error)) {
		/* The message must not point into what is freed. */
		error->place.file = path;
		script_file_free(file);
		return NULL;
	}
	return file;
}

static bool regular_check(const char *path, struct script_error *error)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return error_file(error, path, "cannot read it: %s",
				  strerror(errno));
	if (!S_ISREG(st.st_mode))
		return error_file(error, path,
				  "cannot read it: no regular "
				  "file");
	return true;
}

struct script_file *script_file_read(const char *path, bool included,
				     struct script_error *error)
{
	struct script_file *file = NULL;
	char *text;
	size_t len;
	FILE *in;

	if (included && !regular_check(path, error))
		return NULL;
	in = fopen(path, "re");
	if (!in) {
		error_file(error, path, "cannot read it: %s", strerror(errno));
		return NULL;
	}
	text = memory_get(SCRIPT_FILE_BYTES + 1);
	len = fread(text, 1, SCRIPT_FILE_BYTES + 1, in);
	if (ferror(in))
		error_file(error, path, "cannot read it: %s", strerror(errno));
	else
		file = script_file_from(path, text, len, error);
	fclose(in);
	free(text);
	return file;
}

void script_file_free(struct script_file *file)
{
	if (!file)
		return;
	if (file->lines)
		free(file->lines[0]);
	free(file->lines);
	free(file->ends);
	free(file->path);
	free(file);
}

char *script_file_beside(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');
	size_t dir = slash && name[0] != '/' ? (size_t)(slash - path) + 1 : 0;
	size_t len = strlen(name);
	char *joined = memory_get(dir + len + 1);

	memcpy(joined, path, dir);
	memcpy(joined + dir, name, len + 1);
	return joined;
}

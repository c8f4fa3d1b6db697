/* SPDX-License-Identifier: MIT */
/*
 * The lines of a file, one after another: blocks are expanded, header lines
 * and steps handed on.
 */
#include "script/parser.h"

#include <string.h>

char *line_rest(char *text)
{
	char *s;

	text += strspn(text, " \t");
	for (s = text; *s; s++) {
		if (*s == '#' && (s == text || lexer_is_blank(s[-1])))
			break;
	}
	while (s > text && lexer_is_blank(s[-1]))
		s--;
	*s = '\0';
	return text;
}

static const char *binding_value(const struct parser *parser, const char *word,
				 int len)
{
	for (int i = parser->n_bindings - 1; i >= 0; i--) {
		const char *name = parser->bindings[i].name;

		if (strlen(name) == (size_t)len &&
		    !strncmp(name, word, (size_t)len))
			return parser->bindings[i].value;
	}
	return NULL;
}

/* The next piece of a line: a word, a string, or one character. */
static int piece_length(const char *s)
{
	struct lexer_error error;
	const char *end;
	size_t len;

	if (lexer_begins_word(*s))
		return lexer_word_length(s);
	if (*s != '"')
		return 1;
	end = lexer_string(s, NULL, &len, &error);
	return end ? (int)(end - s) : 1;
}

/* Put the line into parser->text, with the names of `for` replaced. */
static bool line_take(struct parser *parser, const char *line)
{
	size_t used = 0;

	while (*line) {
		int len = piece_length(line);
		const char *value = binding_value(parser, line, len);
		size_t size = value ? strlen(value) : (size_t)len;

		if (used + size > SCRIPT_FILE_LINE) {
			parser->text[used] = '\0';
			return parser_fail(parser, parser->text + used,
					   "with "
					   "its names put in, this line is too "
					   "long");
		}
		memcpy(parser->text + used, value ? value : line, size);
		used += size;
		line += len;
	}
	parser->text[used] = '\0';
	return true;
}

/* The line in parser->text. */
static bool line_parse(struct parser *parser)
{
	char *line = parser->text + strspn(parser->text, " \t");
	struct token *first = &parser->tokens[0];
	struct lexer_error error;

	if (!*line || *line == '#')
		return true;
	first->kind = TOKEN_WORD;
	first->start = line;
	first->len = lexer_word_length(line);
	if (header_is(line, first->len))
		return header_parse(parser, line);
	parser->steps_begun = true;
	/* What stands behind it is a path, and no tokens. */
	if (token_is(first, "include"))
		return block_parse(parser);
	if (!lexer_line(parser->text, parser->tokens, &error))
		return parser_fail(parser, error.at, "%s", error.message);
	parser->at = 0;
	if (block_is_keyword(first))
		return block_parse(parser);
	return step_parse_line(parser);
}

bool line_parse_all(struct parser *parser, int from, int to)
{
	struct script_file *file = parser->file;

	for (int i = from - 1; i < to; i++) {
		parser->file = file;
		parser->line = i + 1;
		if (file == parser->files[0])
			parser->top_line = i + 1;
		parser->text[0] = '\0';
		parser->expanded += strlen(file->lines[i]) + 16;
		if (parser->expanded > PARSER_TEXT)
			return parser_fail(parser, parser->text,
					   "the script "
					   "is too long when its blocks are "
					   "written out");
		if (!line_take(parser, file->lines[i]) || !line_parse(parser))
			return false;
		/* A block has done its lines; its `end` is left. */
		if (file->ends[i])
			i = file->ends[i] - 1;
	}
	parser->file = file;
	return true;
}

bool line_parse_file(struct parser *parser, struct script_file *file)
{
	struct script_file *outer = parser->file;
	bool begun = parser->steps_begun;

	parser->file = file;
	parser->steps_begun = false;
	file->active = true;
	if (!line_parse_all(parser, 1, file->n_lines))
		return false;
	file->active = false;
	parser->file = outer;
	parser->steps_begun = begun;
	return true;
}

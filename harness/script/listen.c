/* SPDX-License-Identifier: MIT */
/* Peers that listen, and the lines that a program prints about them. */
#include "script/parser.h"

#include <string.h>

#include "memory.h"
#include "script/error.h"

/* One part of the line, behind a blank if it is not the first. */
static void append(struct payload *line, const void *text, size_t len)
{
	size_t blank = line->len > 0;
	uint8_t *longer = memory_get(line->len + blank + len + 1);

	if (line->len)
		memcpy(longer, line->bytes, line->len);
	if (blank)
		longer[line->len] = ' ';
	memcpy(longer + line->len + blank, text, len);
	free(line->bytes);
	line->bytes = longer;
	line->len += blank + len;
}

static bool text_part(struct parser *parser, struct step *step)
{
	const struct token *token = parser_token(parser);
	struct payload part = { 0 };
	bool good;

	if (!parser_text(parser, &part))
		return false;
	good = part.len && !memchr(part.bytes, '\n', part.len) &&
	       !memchr(part.bytes, '\0', part.len);
	if (good)
		append(&step->payload, part.bytes, part.len);
	free(part.bytes);
	return good || parser_fail(parser, token->start,
				   "a line has no \\n in it, and is not empty, "
				   "as in: %s",
				   parser->example);
}

static bool name_part(struct parser *parser, struct step *step)
{
	const struct token *token = parser_token(parser);
	char *name = memory_copy(token->start, (size_t)token->len);
	bool good = cast_listens(&parser->cast, name);

	if (good)
		append(&step->payload, name, strlen(name));
	free(name);
	parser->at++;
	return good || parser_fail(parser, token->start,
				   "a word of a line stands in quotes, if it "
				   "is not the name of a peer that listens");
}

static bool is_part(const struct token *token)
{
	return token->kind == TOKEN_STRING ||
	       (token->kind == TOKEN_WORD && !token_is(token, "and"));
}

bool line_text_parse(struct parser *parser, struct step *step)
{
	step->payload.kind = PAYLOAD_TEXT;
	if (!is_part(parser_token(parser)))
		return parser_expected(parser, "the line belongs here");
	while (is_part(parser_token(parser)))
		if (!(parser_token(parser)->kind == TOKEN_STRING ?
			      text_part(parser, step) :
			      name_part(parser, step)))
			return false;
	return true;
}

static bool is_argument(const struct script *script, const char *name)
{
	for (char **it = script->arguments; *it; it++)
		if (!strcmp(*it, name))
			return true;
	return false;
}

bool listeners_finish(struct parser *parser)
{
	const struct script *script = parser->script;
	struct script_file *file = parser->files[0];

	for (size_t i = 0; i < script->n_steps; i++) {
		const struct step *step = &script->steps[i];

		if (!verb_is_answer(step->verb) ||
		    is_argument(script, step->who))
			continue;
		return error_line(parser->error, file->path, step->line, 1,
				  file->lines[step->line - 1],
				  "the program is not told of %s, as in: "
				  "arguments 1000 %s",
				  step->who, step->who);
	}
	return true;
}

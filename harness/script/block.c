/* SPDX-License-Identifier: MIT */
/* What stands for other lines: include, repeat, for, together. */
#include "script/parser.h"
#include "script/vary.h"

#include <string.h>

#include "memory.h"

struct keyword {
	const char *word;
	bool (*parse)(struct parser *parser);
};

static int block_end(const struct parser *parser)
{
	return parser->file->ends[parser->line - 1];
}

static bool block_enter(struct parser *parser)
{
	if (parser->depth == SCRIPT_FILE_NESTING)
		return parser_fail(parser, parser->tokens[0].start,
				   "blocks and includes stand in each other at "
				   "most %d deep",
				   SCRIPT_FILE_NESTING);
	parser->depth++;
	return true;
}

static bool line_finish(struct parser *parser)
{
	const struct token *token = parser_token(parser);

	if (token->kind == TOKEN_END)
		return true;
	return parser_fail(parser, token->start,
			   "nothing more belongs on this "
			   "line, as in: %s",
			   parser->example);
}

static bool repeat_parse(struct parser *parser)
{
	int from = parser->line + 1;
	int end = block_end(parser);
	int64_t times;

	parser->example = "repeat 100 times";
	parser->at = 1;
	if (!parser_number(parser, "times", 1, PARSER_STEPS, &times) ||
	    !(parser_word(parser, "time") || parser_expect(parser, "times")) ||
	    !line_finish(parser) || !block_enter(parser))
		return false;
	while (times-- > 0) {
		if (!line_parse_all(parser, from, end))
			return false;
	}
	parser->depth--;
	return true;
}

/* Names are in capitals, so that no verb and no peer is replaced. */
static bool name_is_capital(const struct token *token)
{
	if (token->kind != TOKEN_WORD)
		return false;
	for (int i = 0; i < token->len; i++) {
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_",
			    token->start[i]))
			return false;
	}
	return true;
}

/* Returns the number of values, copied, since the line will be gone when
   they are used; -1 after an error. */
static int values_take(struct parser *parser, char ***values)
{
	const struct token *token;
	int n = 0;

	*values = NULL;
	for (; (token = parser_token(parser))->kind != TOKEN_END;
	     parser->at++) {
		if (token->kind == TOKEN_COMMA || token->kind == TOKEN_CODE) {
			parser_expected(parser, "the values stand side by "
						"side");
			return -1;
		}
		n++;
	}
	if (n == 0) {
		parser_expected(parser, "a value belongs here");
		return -1;
	}
	*values = memory_get((size_t)n * sizeof(**values));
	for (int i = 0; i < n; i++) {
		token = &parser->tokens[parser->at - n + i];
		(*values)[i] = memory_copy(token->start, (size_t)token->len);
	}
	return n;
}

static bool values_parse(struct parser *parser, char **values, int n, int from,
			 int end)
{
	struct binding *binding = &parser->bindings[parser->n_bindings - 1];

	for (int i = 0; i < n; i++) {
		binding->value = values[i];
		if (!line_parse_all(parser, from, end))
			return false;
	}
	return true;
}

static bool for_parse(struct parser *parser)
{
	const struct token *name = &parser->tokens[1];
	struct binding *binding = &parser->bindings[parser->n_bindings];
	int from = parser->line + 1;
	int end = block_end(parser);
	char **values;
	bool parsed;
	int n;

	parser->example = "for WHO in alice bob";
	parser->at = 1;
	if (!name_is_capital(name))
		return parser_expected(parser, "a name in capitals belongs "
					       "here");
	parser->at = 2;
	if (!parser_expect(parser, "in") || !block_enter(parser))
		return false;
	n = values_take(parser, &values);
	if (n < 0)
		return false;
	binding->name = memory_copy(name->start, (size_t)name->len);
	parser->n_bindings++;
	parsed = values_parse(parser, values, n, from, end);
	parser->n_bindings--;
	parser->depth--;
	free(binding->name);
	for (int i = 0; i < n; i++)
		free(values[i]);
	free(values);
	return parsed;
}

/* The block that ends here can happen in several orders: not in too many. */
static bool orders_finish(struct parser *parser, struct block block)
{
	struct script *script = parser->script;

	block.count = script->n_steps - block.first;
	script->blocks =
		memory_grow(script->blocks, script->n_blocks, sizeof(block));
	script->blocks[script->n_blocks++] = block;
	if (vary_count(&script->steps[block.first], block.count) <= VARY_ORDERS)
		return true;
	return parser_fail(parser, parser->tokens[0].start,
			   "this makes more than %d orders, in which each "
			   "peer does its own steps one after the other",
			   VARY_ORDERS);
}

/* In the order of the lines; or `in every order`, `in any order`. */
static bool order_parse(struct parser *parser, bool *every, bool *several)
{
	*several = parser_word(parser, "in");
	*every = false;
	if (!*several)
		return true;
	parser->example = "together in every order";
	*every = parser_word(parser, "every");
	if (!*every && !parser_word(parser, "any"))
		return parser_expected(parser, "in \"every\" order or in "
					       "\"any\" belongs here");
	return parser_expect(parser, "order");
}

static bool together_parse(struct parser *parser)
{
	struct block block = { .first = parser->script->n_steps };
	bool in_orders;

	int from = parser->line + 1;
	int end = block_end(parser);

	parser->example = "together";
	parser->at = 1;
	if (!order_parse(parser, &block.every, &in_orders) ||
	    !line_finish(parser))
		return false;
	if (parser->in_together)
		return parser_fail(parser, parser->tokens[0].start,
				   "all of "
				   "this happens together already: one "
				   "\"together\" is enough");
	if (!block_enter(parser))
		return false;
	parser->in_together = true;
	parser->in_orders = in_orders;
	parser->together_from = parser->script->n_steps;
	if (!line_parse_all(parser, from, end))
		return false;
	parser->in_together = false;
	parser->depth--;
	if (in_orders && !orders_finish(parser, block))
		return false;
	parser->in_orders = false;
	return true;
}

static bool end_parse(struct parser *parser)
{
	/* That it closes a block was seen when the file was read. */
	parser->example = "end";
	parser->at = 1;
	return line_finish(parser);
}

/* A file is read once, however often it is included. */
static struct script_file *file_get(struct parser *parser, char *path)
{
	struct script_file *file;

	for (int i = 0; i < parser->n_files; i++) {
		if (!strcmp(parser->files[i]->path, path)) {
			free(path);
			return parser->files[i];
		}
	}
	file = script_file_read(path, true, parser->error);
	if (!file) {
		/* The message may point at it. */
		parser->refused = path;
		return NULL;
	}
	free(path);
	parser->files[parser->n_files++] = file;
	return file;
}

/* A file that cannot be read is a mistake of the line that names it; one that
   is no text has a place of its own. */
static bool include_refuse(struct parser *parser, const char *at)
{
	char why[sizeof(parser->error->message)];

	if (parser->error->place.line > 0)
		return false;
	memcpy(why, parser->error->message, sizeof(why));
	return parser_fail(parser, at, "%.200s", why);
}

static bool include_parse(struct parser *parser)
{
	char *line = parser->text + strspn(parser->text, " \t");
	char *rest = line_rest(line + strlen("include"));
	struct script_file *file;

	if (!*rest || !lexer_is_blank(line[strlen("include")]))
		return parser_fail(parser, rest,
				   "the name of a file belongs "
				   "here, as in: include handshake.script");
	if (parser->n_files == PARSER_FILES)
		return parser_fail(parser, line,
				   "a script has at most %d "
				   "files",
				   PARSER_FILES);
	file = file_get(parser, script_file_beside(parser->file->path, rest));
	if (!file)
		return include_refuse(parser, rest);
	if (file->active)
		return parser_fail(parser, rest,
				   "this file is being read "
				   "already: it would include itself");
	if (!block_enter(parser) || !line_parse_file(parser, file))
		return false;
	parser->depth--;
	return true;
}

static const struct keyword keywords[] = {
	{ "include", include_parse }, { "repeat", repeat_parse },
	{ "for", for_parse },	      { "together", together_parse },
	{ "end", end_parse },
};

enum { N_KEYWORDS = sizeof(keywords) / sizeof(keywords[0]) };

static const struct keyword *keyword_find(const struct token *token)
{
	for (int i = 0; i < N_KEYWORDS; i++) {
		if (token_is(token, keywords[i].word))
			return &keywords[i];
	}
	return NULL;
}

bool block_is_keyword(const struct token *token)
{
	return keyword_find(token) != NULL;
}

bool block_parse(struct parser *parser)
{
	const struct keyword *keyword = keyword_find(&parser->tokens[0]);

	return keyword && keyword->parse(parser);
}

void block_suggest(struct suggestion *suggestion)
{
	for (int i = 0; i < N_KEYWORDS; i++)
		suggest_offer(suggestion, keywords[i].word);
}

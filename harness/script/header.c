/* SPDX-License-Identifier: MIT */
/* The lines that come first: title, points, and the like. */
#include "script/parser.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "script/error.h"

enum {
	PROSE = 1, /* a # in it is no comment */
	MAY_BE_EMPTY = 2,
};

struct header_row {
	const char *word;
	bool (*parse)(struct parser *parser, char *rest);
	unsigned flags;
	const char *example;
};

static bool title_parse(struct parser *parser, char *rest)
{
	size_t len = strlen(rest);

	if (rest[len - 1] == '.')
		return parser_fail(parser, rest + len - 1,
				   "a title ends without a full stop");
	parser->script->title = memory_copy(rest, len);
	return true;
}

static bool why_parse(struct parser *parser, char *rest)
{
	parser->script->why = memory_copy(rest, strlen(rest));
	return true;
}

/* The one number that a header line takes. */
static bool number_parse(struct parser *parser, const char *rest, uint64_t most,
			 uint64_t *number)
{
	const char *s = rest;

	for (*number = 0; *s >= '0' && *s <= '9'; s++) {
		if (__builtin_mul_overflow(*number, 10u, number) ||
		    __builtin_add_overflow(*number, *s - '0', number))
			break;
	}
	if (*s || *number > most)
		return parser_fail(parser, rest,
				   "a number from 0 to %llu "
				   "belongs here, as in: %s",
				   (unsigned long long)most, parser->example);
	return true;
}

static bool points_parse(struct parser *parser, char *rest)
{
	uint64_t number;

	if (!number_parse(parser, rest, 1000, &number))
		return false;
	parser->script->points = (int)number;
	return true;
}

static bool seed_parse(struct parser *parser, char *rest)
{
	return number_parse(parser, rest, UINT64_MAX, &parser->script->seed);
}

static bool clock_parse(struct parser *parser, char *rest)
{
	if (strcmp(rest, "exact") != 0)
		return parser_fail(parser, rest,
				   "\"exact\" belongs here, as in: %s",
				   parser->example);
	parser->script->exact = true;
	return true;
}

static bool needs_parse(struct parser *parser, char *rest)
{
	size_t len = strspn(rest, "abcdefghijklmnopqrstuvwxyz0123456789-");
	char *name;

	if (rest[len] && strcmp(rest + len, ".script"))
		return parser_fail(parser, rest + len,
				   "one name of a script "
				   "belongs here, as in: %s",
				   parser->example);
	name = script_name_of(rest);
	if (strcmp(name, rest)) {
		parser_fail(parser, rest,
			    "a script's name has no number and "
			    "no \".script\": did you mean \"%.60s\"?",
			    name);
		free(name);
		return false;
	}
	parser->script->needs = name;
	return true;
}

static bool reveals_parse(struct parser *parser, char *rest)
{
	return parser_code(parser, rest, (int)strlen(rest),
			   &parser->script->reveals);
}

static bool driver_parse(struct parser *parser, char *rest)
{
	size_t len = strlen(rest);

	if (len < 3 || strcmp(rest + len - 2, ".c") ||
	    rest[strcspn(rest, "/ \t")])
		return parser_fail(parser, rest,
				   "a C file beside the script "
				   "belongs here, as in: %s",
				   parser->example);
	parser->script->driver = script_file_beside(parser->path, rest);
	if (parser->on_disk && access(parser->script->driver, R_OK) < 0)
		return parser_fail(parser, rest, "cannot read it: %s",
				   strerror(errno));
	return true;
}

/* A word, or a string, which may be empty or hold blanks. */
static bool argument_parse(struct parser *parser, char **rest, char **argument)
{
	struct lexer_error error;
	const char *end;
	size_t len;

	if (**rest != '"') {
		len = strcspn(*rest, " \t");
		*argument = memory_copy(*rest, len);
		*rest += len;
		return true;
	}
	end = lexer_string(*rest, NULL, &len, &error);
	if (!end)
		return parser_fail(parser, error.at, "%s", error.message);
	*argument = memory_get(len + 1);
	lexer_string(*rest, (uint8_t *)*argument, &len, &error);
	if (memchr(*argument, '\0', len))
		return parser_fail(parser, *rest,
				   "an argument cannot hold "
				   "\\0");
	*rest += end - *rest;
	return true;
}

static bool arguments_parse(struct parser *parser, char *rest)
{
	char **arguments = parser->script->arguments;
	size_t n = 0;

	for (size_t i = 0; arguments[i]; i++)
		free(arguments[i]);
	arguments[0] = NULL;
	for (;;) {
		rest += strspn(rest, " \t");
		if (!*rest)
			return true;
		arguments = memory_check(
			realloc(arguments, (n + 2) * sizeof(*arguments)));
		arguments[n] = arguments[n + 1] = NULL;
		parser->script->arguments = arguments;
		if (!argument_parse(parser, &rest, &arguments[n++]))
			return false;
	}
}

static const struct header_row rows[] = {
	{ "title", title_parse, PROSE,
	  "title   A silent client delays nobody" },
	{ "points", points_parse, 0, "points  2" },
	{ "needs", needs_parse, 0, "needs   echo" },
	{ "why", why_parse, PROSE, "why     One quiet client holds them all." },
	{ "reveals", reveals_parse, 0, "reveals short-write-lost" },
	{ "arguments", arguments_parse, MAY_BE_EMPTY, "arguments PORT 500" },
	{ "driver", driver_parse, 0, "driver  classify.c" },
	{ "seed", seed_parse, 0, "seed    7" },
	{ "clock", clock_parse, 0, "clock   exact" },
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

static int header_find(const char *word, int len)
{
	for (int i = 0; i < N_ROWS; i++) {
		if (strlen(rows[i].word) == (size_t)len &&
		    !strncmp(rows[i].word, word, (size_t)len))
			return i;
	}
	return -1;
}

bool header_is(const char *word, int len)
{
	return header_find(word, len) >= 0;
}

void header_suggest(struct suggestion *suggestion)
{
	for (int i = 0; i < N_ROWS; i++)
		suggest_offer(suggestion, rows[i].word);
}

/* Prose is taken as it stands: `why  Client #3 waits` has no comment. */
static char *prose_rest(char *text)
{
	size_t len;

	text += strspn(text, " \t");
	len = strlen(text);
	while (len > 0 && lexer_is_blank(text[len - 1]))
		text[--len] = '\0';
	return text;
}

bool header_parse(struct parser *parser, char *line)
{
	int len = lexer_word_length(line);
	int i = header_find(line, len);
	const struct header_row *row = &rows[i];
	char *rest;

	if (parser->steps_begun)
		return parser_fail(parser, line,
				   "\"%s\" is a header line: "
				   "those come before the first step",
				   row->word);
	/* The steps of an included file are taken; what it is worth and how
	   its program is started is its own affair. */
	if (parser->file != parser->files[0])
		return true;
	if (parser->headers & 1u << i)
		return parser_fail(parser, line,
				   "there is a \"%s\" already: "
				   "each header line stands at most once",
				   row->word);
	parser->headers |= 1u << i;
	parser->example = row->example;
	if (line[len] && !lexer_is_blank(line[len]))
		return parser_fail(parser, line + len,
				   "a blank belongs here, "
				   "as in: %s",
				   row->example);
	rest = row->flags & PROSE ? prose_rest(line + len) :
				    line_rest(line + len);
	if (!*rest && !(row->flags & MAY_BE_EMPTY))
		return parser_fail(parser, rest,
				   "something is missing after "
				   "\"%s\", as in: %s",
				   row->word, row->example);
	return row->parse(parser, rest);
}

static bool header_missing(struct parser *parser, int i)
{
	return error_line(parser->error, parser->files[0]->path, 1, 1,
			  parser->files[0]->lines[0],
			  "a script has a \"%s\" before its steps, as in: %s",
			  rows[i].word, rows[i].example);
}

bool header_finish(struct parser *parser)
{
	for (int i = 0; i < 2; i++) {
		if (!(parser->headers & 1u << i))
			return header_missing(parser, i);
	}
	return true;
}

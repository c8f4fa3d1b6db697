/* SPDX-License-Identifier: MIT */
#include "script/parser.h"

#include <string.h>

#include "judge/mistakes.h"
#include "memory.h"
#include "script/error.h"

bool parser_fail(struct parser *parser, const char *at, const char *format, ...)
{
	va_list args;

	parser->error->place.file = parser->file->path;
	parser->error->place.line = parser->line;
	parser->error->place.column = (int)(at - parser->text) + 1;
	va_start(args, format);
	error_fill(parser->error, parser->text, format, args);
	va_end(args);
	return false;
}

bool parser_expected(struct parser *parser, const char *what)
{
	return parser_fail(parser, parser_token(parser)->start, "%s, as in: %s",
			   what, parser->example);
}

const struct token *parser_token(const struct parser *parser)
{
	return &parser->tokens[parser->at];
}

static bool token_is_word(const struct token *token, const char *word,
			  size_t len)
{
	return token->kind == TOKEN_WORD && (size_t)token->len == len &&
	       !strncmp(token->start, word, len);
}

bool token_is(const struct token *token, const char *word)
{
	return token_is_word(token, word, strlen(word));
}

bool parser_word(struct parser *parser, const char *word)
{
	if (!token_is(parser_token(parser), word))
		return false;
	parser->at++;
	return true;
}

int parser_match(const struct parser *parser, const char *phrase, int *n_words)
{
	int matched = 0;
	bool matching = true;

	*n_words = 0;
	while (*phrase) {
		size_t len = strcspn(phrase, " ");

		matching = matching &&
			   token_is_word(&parser->tokens[parser->at + matched],
					 phrase, len);
		matched += matching;
		++*n_words;
		phrase += len + (phrase[len] == ' ');
	}
	return matched;
}

bool parser_expect(struct parser *parser, const char *words)
{
	int n;
	int matched = parser_match(parser, words, &n);

	parser->at += matched;
	if (matched == n)
		return true;
	return parser_fail(parser, parser_token(parser)->start,
			   "\"%s\" belongs here, as in: %s", words,
			   parser->example);
}

bool parser_number(struct parser *parser, const char *what, int64_t least,
		   int64_t most, int64_t *number)
{
	const struct token *token = parser_token(parser);

	if (token->kind != TOKEN_NUMBER)
		return parser_fail(parser, token->start,
				   "the number of %s "
				   "belongs here, as in: %s",
				   what, parser->example);
	if (token->number < least || token->number > most)
		return parser_fail(parser, token->start,
				   "the number of %s is "
				   "from %lld to %lld",
				   what, (long long)least, (long long)most);
	*number = token->number;
	parser->at++;
	return true;
}

bool parser_count(struct parser *parser, const char *what, size_t least,
		  size_t most, size_t *count)
{
	int64_t number = 0;

	if (!parser_number(parser, what, (int64_t)least, (int64_t)most,
			   &number))
		return false;
	*count = (size_t)number;
	return true;
}

struct unit {
	const char *name;
	int64_t factor;
};

static const struct unit size_units[] = {
	{ "bytes", 1 },	    { "byte", 1 }, { "KiB", 1 << 10 },
	{ "MiB", 1 << 20 }, { NULL, 0 },
};

#define SECOND INT64_C(1000000000)

static const struct unit time_units[] = {
	{ "us", SECOND / 1000000 },
	{ "ms", SECOND / 1000 },
	{ "second", SECOND },
	{ "seconds", SECOND },
	{ "minute", 60 * SECOND },
	{ "minutes", 60 * SECOND },
	{ "hour", 3600 * SECOND },
	{ "hours", 3600 * SECOND },
	{ NULL, 0 },
};

/* A number and its unit; choices names the units for the message. */
static bool parser_amount(struct parser *parser, const struct unit *units,
			  const char *choices, int64_t *amount)
{
	const struct token *number = parser_token(parser);
	const struct token *name = number + 1;
	const struct unit *unit = units;
	struct suggestion suggestion;

	if (number->kind != TOKEN_NUMBER)
		return parser_expected(parser, "a number belongs here");
	suggest_begin(&suggestion, name->start, name->len);
	for (; unit->name && !token_is(name, unit->name); unit++)
		suggest_offer(&suggestion, unit->name);
	if (!unit->name)
		return parser_fail(parser, name->start,
				   "a unit belongs here: "
				   "%s%s",
				   choices, suggest_text(&suggestion, ""));
	if (__builtin_mul_overflow(number->number, unit->factor, amount))
		return parser_fail(parser, number->start, "this is too much");
	parser->at += 2;
	return true;
}

bool parser_size(struct parser *parser, size_t *bytes)
{
	const char *start = parser_token(parser)->start;
	int64_t amount;

	if (!parser_amount(parser, size_units, "bytes, KiB or MiB", &amount))
		return false;
	if (amount < 1)
		return parser_fail(parser, start, "a size is at least 1 byte");
	if (amount > PARSER_PAYLOAD)
		return parser_fail(parser, start, "a size is at most %d MiB",
				   PARSER_PAYLOAD >> 20);
	*bytes = (size_t)amount;
	return true;
}

bool parser_duration(struct parser *parser, bool backwards, int64_t *ns)
{
	/* So that no sum of times overflows, here or in a clock. */
	const int64_t century = INT64_C(36525) * 24 * 3600 * SECOND;
	const char *start = parser_token(parser)->start;

	if (!parser_amount(parser, time_units,
			   "us, ms, seconds, minutes or hours", ns))
		return false;
	if (*ns == 0 || (*ns < 0 && !backwards))
		return parser_fail(parser, start,
				   "time goes on: at least "
				   "1 us");
	if (*ns > century || *ns < -century ||
	    parser->time + (*ns < 0 ? -*ns : *ns) > century)
		return parser_fail(parser, start,
				   "in a script pass at most "
				   "100 years");
	parser->time += *ns < 0 ? -*ns : *ns;
	return true;
}

bool parser_text(struct parser *parser, struct payload *payload)
{
	const struct token *token = parser_token(parser);
	struct lexer_error error;

	if (token->kind != TOKEN_STRING)
		return parser_expected(parser, "a text in quotes belongs "
					       "here");
	payload->kind = PAYLOAD_TEXT;
	payload->bytes = memory_get((size_t)token->len);
	lexer_string(token->start, payload->bytes, &payload->len, &error);
	parser->at++;
	return true;
}

bool parser_code(struct parser *parser, const char *text, int len, char **code)
{
	struct suggestion suggestion;
	const struct mistake *mistake;
	char *copy = memory_copy(text, (size_t)len);

	if (mistake_find(copy)) {
		*code = copy;
		return true;
	}
	suggest_begin(&suggestion, copy, len);
	for (int i = 0; (mistake = mistake_at(i)); i++)
		suggest_offer(&suggestion, mistake->code);
	parser_fail(parser, text,
		    "\"%.60s\" is no mistake that the kit names%s", copy,
		    suggest_text(&suggestion, ", as "
					      "\"short-write-lost\" is"));
	free(copy);
	return false;
}

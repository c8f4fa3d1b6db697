/* SPDX-License-Identifier: MIT */
/* Subjects: who does it. What they do is looked up in the table for them. */
#include "script/parser.h"

#include <string.h>

#include "memory.h"

static const char *const reserved[] = { "server", "program", "clients",
					"client", "the",     "every",
					"each",	  "and",     NULL };

static bool name_is_reserved(const struct token *token)
{
	for (int i = 0; reserved[i]; i++) {
		if (token_is(token, reserved[i]))
			return true;
	}
	return block_is_keyword(token) || header_is(token->start, token->len);
}

static bool name_is_lower(const struct token *token)
{
	for (int i = 0; i < token->len; i++) {
		char c = token->start[i];

		if (c == '_' || (c >= 'A' && c <= 'Z'))
			return false;
	}
	return true;
}

/* Did they mean a word of the language, where a peer's name would do? */
static bool keyword_refuse(struct parser *parser, const struct token *token)
{
	struct suggestion suggestion;

	suggest_begin(&suggestion, token->start, token->len);
	for (int i = 0; reserved[i]; i++)
		suggest_offer(&suggestion, reserved[i]);
	block_suggest(&suggestion);
	header_suggest(&suggestion);
	if (!suggestion.best)
		return true;
	return parser_fail(parser, token->start, "unknown word \"%.*s\"%s",
			   token->len > 32 ? 32 : token->len, token->start,
			   suggest_text(&suggestion, ""));
}

/* Only what can be said is played: a step of a stranger is no good either,
   but its verb is what is wrong with it. */
static bool peer_parse(struct parser *parser, struct step *step,
		       const struct subject *subject)
{
	char why[200];

	if (!verb_parse(parser, step, verb_peer_rows, subject))
		return false;
	if (cast_play(&parser->cast, step, why, sizeof(why)))
		return true;
	return parser_fail(parser, subject->start, "%s", why);
}

static bool named_parse(struct parser *parser, struct step *step,
			struct subject *subject)
{
	const struct token *token = parser_token(parser);

	step->who = memory_copy(token->start, (size_t)token->len);
	if (!cast_knows(&parser->cast, step->who) &&
	    !verb_begins(verb_peer_rows, token + 1) &&
	    !keyword_refuse(parser, token))
		return false;
	if (!name_is_lower(token))
		return parser_fail(parser, token->start,
				   "a peer's name is in "
				   "lower-case letters, as in: alice connects");
	if (token->len > CAST_NAME)
		return parser_fail(parser, token->start,
				   "a peer's name has at "
				   "most %d letters",
				   CAST_NAME);
	if (name_is_reserved(token))
		return parser_fail(parser, token->start,
				   "no step begins with "
				   "\"%s\"",
				   step->who);
	snprintf(subject->text, sizeof(subject->text), "%s", step->who);
	parser->at++;
	return peer_parse(parser, step, subject);
}

/* `client 17`, whose second token is a number. */
static bool member_parse(struct parser *parser, struct step *step,
			 struct subject *subject)
{
	int64_t number;

	parser->example = "client 17 sends \"x\"";
	parser->at++;
	if (!parser_number(parser, "a client", 1, CAST_CROWD, &number))
		return false;
	step->who = memory_copy("clients", 7);
	step->first = (int)number;
	snprintf(subject->text, sizeof(subject->text), "client %d",
		 step->first);
	return peer_parse(parser, step, subject);
}

/* `the clients` */
static bool crowd_parse(struct parser *parser, struct step *step,
			struct subject *subject)
{
	parser->at += 2;
	step->who = memory_copy("clients", 7);
	step->count = 0;
	subject->many = true;
	snprintf(subject->text, sizeof(subject->text), "a crowd");
	return peer_parse(parser, step, subject);
}

/* `500 clients connect` */
static bool newcomers_parse(struct parser *parser, struct step *step,
			    struct subject *subject)
{
	const struct token *noun = parser_token(parser) + 1;
	int64_t count;

	parser->example = "500 clients connect";
	if (!parser_number(parser, "clients", 1, CAST_CROWD, &count))
		return false;
	subject->many = token_is(noun, "clients");
	parser->at++;
	step->who = memory_copy("clients", 7);
	step->count = (int)count;
	snprintf(subject->text, sizeof(subject->text), "a crowd");
	if (!token_is(&parser->tokens[parser->at], "connect") &&
	    !token_is(&parser->tokens[parser->at], "connects"))
		return parser_fail(parser, noun->start,
				   "a number of clients "
				   "only connects: then it is \"the clients\" "
				   "or \"client 17\"");
	return peer_parse(parser, step, subject);
}

/* `10 seconds pass` */
static bool passing_parse(struct parser *parser, struct step *step)
{
	const struct token *noun = parser_token(parser) + 1;

	parser->example = "10 seconds pass";
	if (noun->kind != TOKEN_WORD)
		return parser_fail(parser, noun->start,
				   "a number begins "
				   "\"500 clients connect\" or \"10 seconds "
				   "pass\"");
	step->verb = VERB_PASSES;
	return parser_duration(parser, false, &step->ns) &&
	       (parser_word(parser, "passes") || parser_expect(parser, "pass"));
}

static bool number_parse(struct parser *parser, struct step *step,
			 struct subject *subject)
{
	const struct token *noun = parser_token(parser) + 1;

	if (token_is(noun, "clients") || token_is(noun, "client"))
		return newcomers_parse(parser, step, subject);
	return passing_parse(parser, step);
}

static bool program_parse(struct parser *parser, struct step *step,
			  struct subject *subject)
{
	snprintf(subject->text, sizeof(subject->text), "%.*s",
		 parser_token(parser)->len, parser_token(parser)->start);
	parser->at++;
	return verb_parse(parser, step, verb_program_rows, subject);
}

static bool the_parse(struct parser *parser, struct step *step,
		      struct subject *subject)
{
	const struct token *noun = parser_token(parser) + 1;

	if (token_is(noun, "clients"))
		return crowd_parse(parser, step, subject);
	if (token_is(noun, "server") || token_is(noun, "program"))
		return parser_fail(parser, parser_token(parser)->start,
				   "without \"the\", as in: server waits");
	snprintf(subject->text, sizeof(subject->text), "the world");
	return verb_parse(parser, step, verb_world_rows, subject);
}

bool subject_parse(struct parser *parser, struct step *step,
		   struct subject *subject)
{
	const struct token *token = parser_token(parser);

	subject->start = token->start;
	if (fault_begins(parser))
		return fault_parse(parser, step);
	if (token->kind == TOKEN_NUMBER)
		return number_parse(parser, step, subject);
	if (token->kind != TOKEN_WORD)
		return parser_fail(parser, token->start,
				   "a step begins with "
				   "who does it, as in: alice connects");
	if (token_is(token, "the"))
		return the_parse(parser, step, subject);
	if (token_is(token, "client"))
		return member_parse(parser, step, subject);
	if (token_is(token, "clients"))
		return parser_fail(parser, token->start,
				   "with \"the\", as in: "
				   "the clients send \"x\"");
	if (token_is(token, "server") || token_is(token, "program"))
		return program_parse(parser, step, subject);
	return named_parse(parser, step, subject);
}

bool subject_parse_name(struct parser *parser, char **name)
{
	const struct token *token = parser_token(parser);
	int len = token->len;

	if (token_is(token, "the") && token_is(token + 1, "clients")) {
		*name = memory_copy("clients", 7);
		parser->at += 2;
		return true;
	}
	if (token_is(token, "client") && token[1].kind == TOKEN_NUMBER) {
		*name = memory_get(32);
		snprintf(*name, 32, "client %lld", (long long)token[1].number);
		parser->at += 2;
		return true;
	}
	if (token->kind != TOKEN_WORD || len > CAST_NAME ||
	    name_is_reserved(token))
		return parser_expected(parser, "the name of a peer belongs "
					       "here");
	*name = memory_copy(token->start, (size_t)len);
	parser->at++;
	return true;
}

bool subject_parse_known(struct parser *parser, char **name)
{
	const struct token *token = parser_token(parser);

	if (!subject_parse_name(parser, name))
		return false;
	return cast_knows(&parser->cast, *name) ||
	       parser_fail(parser, token->start,
			   "%s is no peer that has connected: \"%s connects\" "
			   "comes first",
			   *name, *name);
}

/* SPDX-License-Identifier: MIT */
/*
 * Verbs: the phrase that stands here, found in a table, and what is wrong when
 * none does.
 */
#include "script/parser.h"

#include <string.h>

bool verb_begins(const struct verb_row *rows, const struct token *token)
{
	for (; rows->one; rows++) {
		size_t one = strcspn(rows->one, " ");
		size_t many = strcspn(rows->many, " ");

		if (token->kind != TOKEN_WORD)
			return false;
		if (((size_t)token->len == one &&
		     !strncmp(token->start, rows->one, one)) ||
		    ((size_t)token->len == many &&
		     !strncmp(token->start, rows->many, many)))
			return true;
	}
	return false;
}

static const char *phrase(const struct verb_row *row, bool many)
{
	return many ? row->many : row->one;
}

/* The first words are right: what comes behind them? */
static bool verb_half_known(struct parser *parser, const struct verb_row *rows,
			    bool many, int matched)
{
	const struct verb_row *row;
	char choices[160] = "";
	size_t used = 0;
	int n;

	for (row = rows; row->one; row++) {
		const char *rest = phrase(row, many);

		if (parser_match(parser, rest, &n) != matched)
			continue;
		parser->example = row->example;
		for (int i = 0; i < matched; i++)
			rest += strcspn(rest, " ") + 1;
		if (used < sizeof(choices))
			used += (size_t)snprintf(choices + used,
						 sizeof(choices) - used,
						 "%s\"%s\"", used ? " or " : "",
						 rest);
	}
	parser->at += matched;
	return parser_fail(parser, parser_token(parser)->start,
			   "%s belongs here, as in: %s", choices,
			   parser->example);
}

/* No row begins with this word, in this form. */
static bool verb_unknown(struct parser *parser, const struct verb_row *rows,
			 const struct subject *subject)
{
	const struct token *token = parser_token(parser);
	bool of_peer = rows == verb_peer_rows;
	struct suggestion suggestion;

	if (token->kind == TOKEN_END)
		return parser_fail(parser, token->start,
				   "what does %s do? As "
				   "in: %s",
				   subject->text, rows[1].example);
	suggest_begin(&suggestion, token->start, token->len);
	for (int i = 0; rows[i].one; i++)
		suggest_offer(&suggestion, phrase(&rows[i], subject->many));
	if (verb_begins(rows, token))
		return parser_fail(parser, token->start,
				   "one peer \"sends\", "
				   "many \"send\"%s",
				   suggest_text(&suggestion, ""));
	if (verb_begins(of_peer ? verb_program_rows : verb_peer_rows, token))
		return parser_fail(
			parser, token->start,
			of_peer ? "\"%.*s\" is said of the server, and %s is "
				  "a peer" :
				  "\"%.*s\" is said of peers, and "
				  "%s is the program",
			token->len, token->start, subject->text);
	return parser_fail(
		parser, token->start,
		"this is nothing that %s "
		"does%s",
		subject->text,
		suggest_text(&suggestion,
			     of_peer ? ": there are connects, sends, "
				       "receives, half-closes, closes, resets" :
				       ": there are waits, exits, prints, "
				       "holds, restarts and more"));
}

/* The longest phrase that stands here; then what follows it. */
bool verb_parse(struct parser *parser, struct step *step,
		const struct verb_row *rows, const struct subject *subject)
{
	const struct verb_row *found = NULL;
	int best = 0;
	int partial = 0;
	int n;

	for (const struct verb_row *row = rows; row->one; row++) {
		int matched =
			parser_match(parser, phrase(row, subject->many), &n);

		if (matched == n && n > best) {
			found = row;
			best = n;
		}
		if (matched > partial)
			partial = matched;
	}
	if (!found && partial > 0)
		return verb_half_known(parser, rows, subject->many, partial);
	if (!found)
		return verb_unknown(parser, rows, subject);
	step->verb = found->verb;
	parser->example = found->example;
	parser->at += best;
	return !found->parse || found->parse(parser, step);
}

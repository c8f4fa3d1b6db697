/* SPDX-License-Identifier: MIT */
/* What peers do: one row a verb, one function for what stands behind it. */
#include "script/parser.h"

#include <string.h>

#include "memory.h"

static bool byte_by_byte(struct parser *parser, struct step *step)
{
	step->pieces = memory_get(sizeof(*step->pieces));
	step->pieces[0] = 1;
	step->n_pieces = 1;
	return parser_expect(parser, "byte by byte");
}

/* 1 to 700, behind "in pieces of". */
static bool drawn_pieces(struct parser *parser, struct step *step)
{
	return parser_count(parser, "bytes of a piece", 1, PARSER_PAYLOAD,
			    &step->pieces_least) &&
	       parser_expect(parser, "to") &&
	       parser_count(parser, "bytes of a piece", step->pieces_least,
			    PARSER_PAYLOAD, &step->pieces_most);
}

/* 1,1,7: "bytes" may stand behind it. */
static bool in_pieces(struct parser *parser, struct step *step)
{
	size_t size;

	if (!parser_expect(parser, "in pieces of"))
		return false;
	if (token_is(parser_token(parser) + 1, "to"))
		return drawn_pieces(parser, step);
	do {
		if (!parser_count(parser, "bytes of a piece", 1, PARSER_PAYLOAD,
				  &size))
			return false;
		step->pieces = memory_grow(step->pieces, step->n_pieces,
					   sizeof(*step->pieces));
		step->pieces[step->n_pieces++] = size;
		if (parser_token(parser)->kind != TOKEN_COMMA)
			break;
		parser->at++;
	} while (true);
	if (!parser_word(parser, "bytes"))
		parser_word(parser, "byte");
	return true;
}

/* 100 bytes, or 10 to 4000 bytes: the seed draws. The lower bound is in the
   unit of the upper one. */
static bool sent_size(struct parser *parser, struct step *step)
{
	const struct token *first = parser_token(parser), *last;
	struct payload *payload = &step->payload;

	payload->kind = PAYLOAD_PATTERN;
	if (!token_is(first + 1, "to"))
		return parser_size(parser, &payload->len);
	parser->at += 2;
	if (!parser_size(parser, &payload->len))
		return false;
	last = parser_token(parser) - 1;
	payload->least =
		payload->len / (size_t)last[-1].number * (size_t)first->number;
	if (first->number < 1 || payload->least >= payload->len)
		return parser_fail(parser, first->start,
				   "the smaller size stands first, and is at "
				   "least 1, as in: alice sends 10 to 4000 "
				   "bytes");
	step->open = memory_copy(
		first->start, (size_t)(last->start + last->len - first->start));
	return true;
}

static bool sends_parse(struct parser *parser, struct step *step)
{
	const struct token *token = parser_token(parser);

	if (token->kind == TOKEN_STRING) {
		if (!parser_text(parser, &step->payload))
			return false;
		if (step->payload.len == 0)
			return parser_fail(parser, token->start,
					   "nothing "
					   "cannot be sent: a text has at "
					   "least one byte");
	} else if (token->kind == TOKEN_NUMBER) {
		if (!sent_size(parser, step))
			return false;
		parser_word(parser, "pattern");
	} else {
		return parser_expected(parser, "a text in quotes or a size "
					       "belongs here");
	}
	if (token_is(parser_token(parser), "byte"))
		return byte_by_byte(parser, step);
	if (token_is(parser_token(parser), "in"))
		return in_pieces(parser, step);
	return true;
}

struct expectation {
	const char *phrase;
	enum payload_kind kind;
};

static const struct expectation expectations[] = {
	{ "the pattern", PAYLOAD_PATTERN },
	{ "everything it sent", PAYLOAD_ALL_SENT },
	{ "everything they sent", PAYLOAD_ALL_SENT },
	{ "nothing", PAYLOAD_NOTHING },
	{ "end of stream", PAYLOAD_END },
	{ "a reset", PAYLOAD_RESET },
	{ NULL, PAYLOAD_NONE },
};

static bool receives_unknown(struct parser *parser)
{
	const struct token *token = parser_token(parser);
	const struct expectation *row;
	struct suggestion suggestion;
	int n;

	for (row = expectations; row->phrase; row++) {
		if (parser_match(parser, row->phrase, &n) > 0)
			return parser_expect(parser, row->phrase);
	}
	suggest_begin(&suggestion, token->start, token->len);
	for (row = expectations; row->phrase; row++)
		suggest_offer(&suggestion, row->phrase);
	return parser_fail(parser, token->start, "what is received%s",
			   suggest_text(&suggestion,
					"? A \"TEXT\", the "
					"pattern, everything it sent, at most "
					"N bytes, nothing, end of stream, or "
					"a reset"));
}

/* `and more`, but `and more connects` speaks of a peer with that name; or
   `and at most 12 bytes more`. */
static bool more_parse(struct parser *parser, struct step *step)
{
	const struct token *behind = parser_token(parser) + 2;
	int n;

	if (parser_match(parser, "and at most", &n) == n) {
		parser->at += n;
		step->payload.more = true;
		return parser_size(parser, &step->payload.at_most) &&
		       parser_expect(parser, "more");
	}
	if (parser_match(parser, "and more", &n) < n ||
	    (behind->kind == TOKEN_WORD && !token_is(behind, "and")))
		return true;
	parser->at += n;
	step->payload.more = true;
	return true;
}

static bool receives_text(struct parser *parser, struct step *step)
{
	const struct token *token = parser_token(parser);
	int n;

	if (!parser_text(parser, &step->payload))
		return false;
	if (step->payload.len == 0)
		return parser_fail(parser, token->start,
				   "an empty text is "
				   "written: receives nothing");
	if (!more_parse(parser, step))
		return false;
	if (parser_match(parser, "at once", &n) == n) {
		parser->at += n;
		step->payload.at_once = true;
	}
	return true;
}

static bool receives_parse(struct parser *parser, struct step *step)
{
	const struct expectation *row;
	int matched;
	int n;

	if (parser_token(parser)->kind == TOKEN_STRING)
		return receives_text(parser, step);
	if (parser_word(parser, "what")) {
		parser->example = "alice receives what ends in \"bye\\n\"";
		step->payload.tail = true;
		return parser_expect(parser, "ends in") &&
		       receives_text(parser, step);
	}
	if (token_is(parser_token(parser), "at")) {
		step->payload.kind = PAYLOAD_AT_MOST;
		parser->example = "alice receives at most 4 KiB";
		return parser_expect(parser, "at most") &&
		       parser_size(parser, &step->payload.len);
	}
	for (row = expectations; row->phrase; row++) {
		matched = parser_match(parser, row->phrase, &n);
		if (matched < n)
			continue;
		step->payload.kind = row->kind;
		parser->at += n;
		return true;
	}
	return receives_unknown(parser);
}

/* `with "left\n"`, if it is not the pattern; then who is to be served. */
static bool floods_parse(struct parser *parser, struct step *step)
{
	const struct token *token;

	step->flood.kind = PAYLOAD_PATTERN;
	if (parser_word(parser, "with")) {
		token = parser_token(parser);
		if (!parser_text(parser, &step->flood))
			return false;
		if (step->flood.len == 0)
			return parser_fail(parser, token->start,
					   "nothing is no flood: a text has "
					   "at least one byte");
	}
	if (!parser_expect(parser, "until"))
		return false;
	token = parser_token(parser);
	if (!subject_parse_known(parser, &step->other))
		return false;
	if (!strcmp(step->other, step->who))
		return parser_fail(parser, token->start,
				   "it is somebody else who is to be served "
				   "meanwhile");
	return parser_expect(parser, "receives") && receives_text(parser, step);
}

static bool window_parse(struct parser *parser, struct step *step)
{
	return parser_size(parser, &step->n);
}

static bool reads_parse(struct parser *parser, struct step *step)
{
	return parser_size(parser, &step->n);
}

const struct verb_row verb_peer_rows[] = {
	{ VERB_CONNECTS, "connects", "connect", NULL, "alice connects" },
	{ VERB_SENDS, "sends", "send", sends_parse,
	  "alice sends \"hello\\n\"" },
	{ VERB_RECEIVES, "receives", "receive", receives_parse,
	  "alice receives \"hello\\n\"" },
	{ VERB_HALF_CLOSES, "half-closes", "half-close", NULL,
	  "alice half-closes" },
	{ VERB_CLOSES, "closes", "close", NULL, "alice closes" },
	{ VERB_RESETS, "resets", "reset", NULL, "alice resets" },
	{ VERB_STOPS_READING, "stops reading", "stop reading", NULL,
	  "alice stops reading" },
	{ VERB_HAS_WINDOW, "has a window of", "have a window of", window_parse,
	  "alice has a window of 4 KiB" },
	{ VERB_READS, "reads", "read", reads_parse, "alice reads 100 bytes" },
	{ VERB_READS_AGAIN, "reads again", "read again", NULL,
	  "alice reads again" },
	{ VERB_ACCEPTS, "accepts", "accept", NULL, "alice accepts" },
	{ VERB_ACCEPTS_AT_ONCE, "accepts at once", "accept at once", NULL,
	  "alice accepts at once" },
	{ VERB_REFUSES, "refuses", "refuse", NULL, "alice refuses" },
	{ VERB_STAYS_PENDING, "stays pending", "stay pending", NULL,
	  "alice stays pending" },
	{ VERB_IS_UNREACHABLE, "is unreachable", "are unreachable", NULL,
	  "alice is unreachable" },
	{ VERB_LETS_THROUGH, "lets it through", "let it through", NULL,
	  "alice lets it through" },
	{ VERB_FLOODS, "floods", "flood", floods_parse,
	  "alice floods until bob receives \"hello\\n\"" },
	{ .one = NULL },
};

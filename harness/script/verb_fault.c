/* SPDX-License-Identifier: MIT */
/*
 * Faults: the 3rd to 5th write for alice takes at most 7 bytes.
 *
 * Only what the kernel could answer can be said, so that no program fails a
 * script for something that never happens.
 */
#include "script/parser.h"

#include <errno.h>
#include <string.h>

#include "memory.h"
#include "script/error.h"

enum { OCCURRENCES = 1000000 };

struct call_word {
	const char *word;
	enum call_family family;
};

static const struct call_word call_words[] = {
	{ "read", CALL_READ },	   { "write", CALL_WRITE },
	{ "accept", CALL_ACCEPT }, { "connect", CALL_CONNECT },
	{ "wait", CALL_WAIT },
};

enum { N_CALL_WORDS = sizeof(call_words) / sizeof(call_words[0]) };

#define IN(family) (1u << (family))

/* Which call can fail so; 0: none, and instead says what to write. */
struct error_word {
	const char *word;
	int error;
	unsigned families;
	const char *instead;
};

static const struct error_word error_words[] = {
	{ "ECONNABORTED", ECONNABORTED, IN(CALL_ACCEPT), NULL },
	{ "ENFILE", ENFILE, IN(CALL_ACCEPT), NULL },
	{ "EPROTO", EPROTO, IN(CALL_ACCEPT), NULL },
	{ "ENOBUFS", ENOBUFS,
	  IN(CALL_ACCEPT) | IN(CALL_WRITE) | IN(CALL_CONNECT), NULL },
	{ "ENOMEM", ENOMEM,
	  IN(CALL_ACCEPT) | IN(CALL_WRITE) | IN(CALL_READ) | IN(CALL_CONNECT) |
		  IN(CALL_WAIT),
	  NULL },
	{ "ENETDOWN", ENETDOWN, IN(CALL_ACCEPT) | IN(CALL_CONNECT), NULL },
	{ "ENETUNREACH", ENETUNREACH,
	  IN(CALL_ACCEPT) | IN(CALL_CONNECT) | IN(CALL_READ) | IN(CALL_WRITE),
	  NULL },
	{ "EHOSTUNREACH", EHOSTUNREACH,
	  IN(CALL_ACCEPT) | IN(CALL_CONNECT) | IN(CALL_READ) | IN(CALL_WRITE),
	  NULL },
	{ "ETIMEDOUT", ETIMEDOUT,
	  IN(CALL_CONNECT) | IN(CALL_READ) | IN(CALL_WRITE), NULL },
	{ "ECONNREFUSED", ECONNREFUSED, IN(CALL_CONNECT), NULL },
	{ "EADDRNOTAVAIL", EADDRNOTAVAIL, IN(CALL_CONNECT), NULL },
	{ "EACCES", EACCES, IN(CALL_CONNECT), NULL },
	{ "EPERM", EPERM, IN(CALL_CONNECT) | IN(CALL_ACCEPT), NULL },
	{ "EMFILE", EMFILE, 0, "server has at most 32 descriptors" },
	{ "EINTR", EINTR, 0, "the first read is interrupted" },
	{ "EAGAIN", EAGAIN, 0, "the first read says EAGAIN" },
	{ "EWOULDBLOCK", EAGAIN, 0, "the first read says EAGAIN" },
	{ "ECONNRESET", ECONNRESET, 0, "alice resets" },
	{ "EPIPE", EPIPE, 0, "alice resets" },
};

enum { N_ERROR_WORDS = sizeof(error_words) / sizeof(error_words[0]) };

/* -1 when there is no ordinal at the token. */
static int64_t ordinal_at(const struct token *token)
{
	if (token_is(token, "first"))
		return 1;
	return token->kind == TOKEN_ORDINAL ? token->number : -1;
}

bool fault_begins(const struct parser *parser)
{
	const struct token *token = parser_token(parser);

	if (token_is(token, "every") || token_is(token, "each"))
		return true;
	if (!token_is(token, "the"))
		return false;
	/* `the read ...` is a fault that lacks its ordinal. */
	for (int i = 0; i < N_CALL_WORDS; i++) {
		if (token_is(token + 1, call_words[i].word))
			return true;
	}
	return ordinal_at(token + 1) > 0;
}

static bool ordinal_parse(struct parser *parser, int *occurrence)
{
	int64_t number = ordinal_at(parser_token(parser));

	if (number < 0)
		return parser_expected(parser, "an occurrence belongs here "
					       "(\"the first\", \"every\")");
	if (number > OCCURRENCES)
		return parser_fail(parser, parser_token(parser)->start,
				   "no "
				   "program comes so far: at most %dth",
				   OCCURRENCES);
	*occurrence = (int)number;
	parser->at++;
	return true;
}

static bool occurrences_parse(struct parser *parser, struct fault_spec *fault)
{
	const char *start;

	fault->first = 1;
	if (parser_word(parser, "every"))
		return true;
	if (parser_word(parser, "each")) {
		fault->sweep = true;
		return true;
	}
	parser->at++;
	if (!ordinal_parse(parser, &fault->first))
		return false;
	fault->last = fault->first;
	if (!parser_word(parser, "to"))
		return true;
	start = parser_token(parser)->start;
	if (!ordinal_parse(parser, &fault->last))
		return false;
	if (fault->last < fault->first)
		return parser_fail(parser, start,
				   "the last comes after the "
				   "first, as in: %s",
				   parser->example);
	return true;
}

/* Words that stand for a family without being its name. */
static bool call_refuse(struct parser *parser)
{
	static const char *const families[][8] = {
		{ "read", "recv", "recvfrom", "recvmsg", "readv", "reads" },
		{ "write", "send", "sendto", "sendmsg", "writev", "writes" },
		{ "accept", "accept4", "accepts" },
		{ "wait", "epoll_wait", "epoll_pwait", "poll", "select",
		  "pselect", "ppoll" },
	};
	const struct token *token = parser_token(parser);
	struct suggestion suggestion;

	for (int i = 0; i < 4; i++) {
		for (int j = 1; j < 8 && families[i][j]; j++) {
			if (token_is(token, families[i][j]))
				return parser_fail(parser, token->start,
						   "\"%s\" stands for all "
						   "calls of its kind, \"%s\" "
						   "too",
						   families[i][0],
						   families[i][j]);
		}
	}
	suggest_begin(&suggestion, token->start, token->len);
	for (int i = 0; i < N_CALL_WORDS; i++)
		suggest_offer(&suggestion, call_words[i].word);
	return parser_fail(parser, token->start,
			   "faults are of read, write, "
			   "accept, connect and wait%s",
			   suggest_text(&suggestion, ""));
}

static bool call_parse(struct parser *parser, struct fault_spec *fault)
{
	for (int i = 0; i < N_CALL_WORDS; i++) {
		if (parser_word(parser, call_words[i].word)) {
			fault->call = call_words[i].family;
			return true;
		}
	}
	return call_refuse(parser);
}

static bool whose_parse(struct parser *parser, struct fault_spec *fault)
{
	const struct token *token = parser_token(parser);

	if (!token_is(token, "for"))
		return true;
	if (fault->call != CALL_READ && fault->call != CALL_WRITE)
		return parser_fail(parser, token->start,
				   "only a read or a "
				   "write is for a peer");
	parser->at++;
	return subject_parse_name(parser, &fault->peer);
}

static const char *call_name(const struct fault_spec *fault)
{
	for (int i = 0; i < N_CALL_WORDS; i++) {
		if (call_words[i].family == fault->call)
			return call_words[i].word;
	}
	return "it";
}

static bool at_most_parse(struct parser *parser, struct fault_spec *fault,
			  enum call_family family, const char *verb)
{
	if (fault->call != family)
		return parser_fail(parser, parser_token(parser)->start,
				   "only a %s %s: a read returns at most N "
				   "bytes, a write takes them",
				   family == CALL_READ ? "read" : "write",
				   verb);
	fault->effect = FAULT_AT_MOST;
	return parser_expect(parser, verb) &&
	       parser_expect(parser, "at most") &&
	       parser_size(parser, &fault->n);
}

static bool says_parse(struct parser *parser, struct fault_spec *fault)
{
	fault->effect = FAULT_EAGAIN;
	if (fault->call == CALL_WAIT || fault->call == CALL_CONNECT)
		return parser_fail(parser, parser_token(parser)->start,
				   "a %s never says EAGAIN: read, write and "
				   "accept do",
				   call_name(fault));
	return parser_expect(parser, "says EAGAIN");
}

static bool error_parse(struct parser *parser, struct fault_spec *fault)
{
	const struct token *token = parser_token(parser);
	const struct error_word *row = error_words;
	struct suggestion suggestion;

	suggest_begin(&suggestion, token->start, token->len);
	for (; row < error_words + N_ERROR_WORDS; row++) {
		if (token_is(token, row->word))
			break;
		suggest_offer(&suggestion, row->word);
	}
	if (row == error_words + N_ERROR_WORDS)
		return parser_fail(parser, token->start,
				   "the name of an error "
				   "belongs here, such as ECONNABORTED%s",
				   suggest_text(&suggestion, ""));
	if (row->instead)
		return parser_fail(parser, token->start,
				   "%s is made to "
				   "happen, not pretended: %s",
				   row->word, row->instead);
	if (!(row->families & IN(fault->call)))
		return parser_fail(parser, token->start,
				   "a %s never fails "
				   "with %s",
				   call_name(fault), row->word);
	fault->effect = FAULT_ERRNO;
	fault->error = row->error;
	parser->at++;
	return true;
}

static bool effect_parse(struct parser *parser, struct fault_spec *fault)
{
	const struct token *token = parser_token(parser);

	if (token_is(token, "returns"))
		return at_most_parse(parser, fault, CALL_READ, "returns");
	if (token_is(token, "takes"))
		return at_most_parse(parser, fault, CALL_WRITE, "takes");
	if (token_is(token, "says"))
		return says_parse(parser, fault);
	if (token_is(token, "fails"))
		return parser_expect(parser, "fails with") &&
		       error_parse(parser, fault);
	if (token_is(token, "is")) {
		fault->effect = FAULT_INTERRUPT;
		return parser_expect(parser, "is interrupted");
	}
	return parser_fail(parser, token->start,
			   "what happens? \"returns at "
			   "most\" or \"takes at most\" N bytes, \"says "
			   "EAGAIN\", \"fails with\" an error, or \"is "
			   "interrupted\"");
}

bool fault_parse(struct parser *parser, struct step *step)
{
	struct fault_spec *fault = &step->fault;

	step->verb = VERB_FAULT;
	parser->example = "the 3rd to 5th write for alice takes at most "
			  "7 bytes";
	if (!occurrences_parse(parser, fault) || !call_parse(parser, fault) ||
	    !whose_parse(parser, fault))
		return false;
	if (fault->sweep) {
		parser->example = "each read in turn says EAGAIN";
		if (!parser_expect(parser, "in turn"))
			return false;
	}
	return effect_parse(parser, fault);
}

/* NULL when the peer of this fault is one of the cast. */
static const char *stranger(const struct parser *parser,
			    const struct fault_spec *fault)
{
	const struct cast *cast = &parser->cast;
	const char *peer = fault->peer;

	if (!peer)
		return NULL;
	if (!strncmp(peer, "client ", 7)) {
		long long number = atoll(peer + 7);

		return number >= 1 && number <= cast->n_members ? NULL : peer;
	}
	return cast_knows(cast, peer) ? NULL : peer;
}

bool fault_finish(struct parser *parser)
{
	const struct script *script = parser->script;

	for (size_t i = 0; i < script->n_steps; i++) {
		const struct step *step = &script->steps[i];
		const char *peer = stranger(parser, &step->fault);
		const char *line = parser->files[0]->lines[step->line - 1];
		const char *at = peer ? strstr(line, peer) : NULL;

		if (peer)
			return error_line(parser->error, parser->files[0]->path,
					  step->line,
					  at ? (int)(at - line) + 1 : 1, line,
					  "%s never connects in this script",
					  peer);
	}
	return true;
}

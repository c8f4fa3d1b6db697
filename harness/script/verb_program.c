/* SPDX-License-Identifier: MIT */
/* What is said of the program, of the clock and of the port. */
#include "script/parser.h"

#include <string.h>

#include "memory.h"

/* Calls that a script may name; the first are those in which one waits. */
static const char *const waiting_calls[] = {
	"read",		"readv",      "recv",
	"recvfrom",	"recvmsg",    "write",
	"writev",	"send",	      "sendto",
	"sendmsg",	"sendfile",   "splice",
	"accept",	"accept4",    "connect",
	"select",	"pselect",    "poll",
	"ppoll",	"epoll_wait", "epoll_pwait",
	"epoll_pwait2", "nanosleep",  "clock_nanosleep",
	"sleep",	"usleep",     "pause",
	"sigsuspend",	"sigwait",    "sigwaitinfo",
	"sigtimedwait", "futex",      "wait4",
	"waitid",	NULL
};

static const char *const other_calls[] = { "socket",
					   "bind",
					   "listen",
					   "shutdown",
					   "close",
					   "fcntl",
					   "ioctl",
					   "setsockopt",
					   "getsockopt",
					   "getsockname",
					   "getpeername",
					   "dup",
					   "dup2",
					   "dup3",
					   "pipe",
					   "pipe2",
					   "socketpair",
					   "eventfd",
					   "signalfd",
					   "timerfd_create",
					   "timerfd_settime",
					   "epoll_create",
					   "epoll_create1",
					   "epoll_ctl",
					   "fork",
					   "vfork",
					   "clone",
					   "clone3",
					   "execve",
					   "kill",
					   "sigaction",
					   "sigprocmask",
					   "alarm",
					   "setitimer",
					   "timer_create",
					   "clock_gettime",
					   "gettimeofday",
					   "time",
					   "setrlimit",
					   "prlimit",
					   "mmap",
					   "brk",
					   "open",
					   "openat",
					   "exit",
					   NULL };

static bool call_find(const struct token *token, const char *const *calls,
		      struct suggestion *suggestion)
{
	for (; *calls; calls++) {
		if (token_is(token, *calls))
			return true;
		suggest_offer(suggestion, *calls);
	}
	return false;
}

static bool call_parse(struct parser *parser, struct step *step, bool waiting)
{
	const struct token *token = parser_token(parser);
	struct suggestion suggestion;

	if (token->kind != TOKEN_WORD)
		return parser_expected(parser, "the name of a call belongs "
					       "here");
	suggest_begin(&suggestion, token->start, token->len);
	if (!call_find(token, waiting_calls, &suggestion) &&
	    (waiting || !call_find(token, other_calls, &suggestion)))
		return parser_fail(parser, token->start,
				   waiting ? "nothing waits in \"%.*s\"%s" :
					     "unknown call \"%.*s\"%s",
				   token->len > 32 ? 32 : token->len,
				   token->start, suggest_text(&suggestion, ""));
	step->name = memory_copy(token->start, (size_t)token->len);
	parser->at++;
	return true;
}

static bool waits_parse(struct parser *parser, struct step *step)
{
	if (!parser_word(parser, "in"))
		return true;
	return call_parse(parser, step, true);
}

static bool has_not_called_parse(struct parser *parser, struct step *step)
{
	return call_parse(parser, step, false);
}

static bool held_parse(struct parser *parser, struct step *step)
{
	return parser_duration(parser, false, &step->ns);
}

static bool descriptors_parse(struct parser *parser, struct step *step,
			      size_t least)
{
	if (!parser_count(parser, "descriptors", least, 1000000, &step->n))
		return false;
	return parser_word(parser, "descriptor") ||
	       parser_expect(parser, "descriptors");
}

/* 0, 1 and 2 are always open. */
static bool starts_with_parse(struct parser *parser, struct step *step)
{
	return descriptors_parse(parser, step, 3) &&
	       parser_expect(parser, "open");
}

static bool limit_parse(struct parser *parser, struct step *step)
{
	return descriptors_parse(parser, step, 3);
}

static bool makes_parse(struct parser *parser, struct step *step)
{
	if (!parser_count(parser, "calls", 0, 1000000000, &step->n))
		return false;
	return (parser_word(parser, "call") ||
		parser_expect(parser, "calls")) &&
	       parser_expect(parser, "while") &&
	       parser_duration(parser, false, &step->ns) &&
	       (parser_word(parser, "passes") || parser_expect(parser, "pass"));
}

static bool holds_parse(struct parser *parser, struct step *step)
{
	if (!descriptors_parse(parser, step, 0))
		return false;
	step->relative = token_is(parser_token(parser), "more");
	return !step->relative ||
	       parser_expect(parser, "more than at the start");
}

static bool uses_parse(struct parser *parser, struct step *step)
{
	step->relative = true;
	return parser_size(parser, &step->n) &&
	       parser_expect(parser, "more than at the start");
}

static bool keeps_parse(struct parser *parser, struct step *step)
{
	return parser_size(parser, &step->n) && parser_expect(parser, "for") &&
	       subject_parse_known(parser, &step->other);
}

static bool exits_parse(struct parser *parser, struct step *step)
{
	if (parser_word(parser, "failure")) {
		step->n = SIZE_MAX;
		return true;
	}
	if (parser_token(parser)->kind != TOKEN_NUMBER)
		return parser_expected(parser, "a status or \"failure\" "
					       "belongs here");
	return parser_count(parser, "the status", 0, 255, &step->n);
}

static bool prints_parse(struct parser *parser, struct step *step)
{
	const struct token *token = parser_token(parser);

	if (parser_word(parser, "something")) {
		step->payload.kind = PAYLOAD_TEXT;
		return true;
	}
	if (!parser_text(parser, &step->payload))
		return false;
	if (step->payload.len == 0)
		return parser_fail(parser, token->start,
				   "an empty text is in "
				   "all that is printed: \"something\" is any "
				   "text but that");
	return true;
}

static bool jumps_parse(struct parser *parser, struct step *step)
{
	return parser_duration(parser, true, &step->ns);
}

const struct verb_row verb_program_rows[] = {
	{ VERB_WAITS, "waits", "waits", waits_parse,
	  "server waits in epoll_wait" },
	{ VERB_STILL_SERVES, "still serves", "still serves", NULL,
	  "server still serves" },
	{ VERB_EXITS, "exits with", "exits with", exits_parse,
	  "server exits with 0" },
	{ VERB_PRINTS, "prints", "prints", prints_parse,
	  "server prints \"listening\"" },
	{ VERB_PRINTS_LINE, "prints line", "prints line", line_text_parse,
	  "program prints line alice \"connected\"" },
	{ VERB_PRINTS_NOTHING_MORE, "prints nothing more",
	  "prints nothing more", NULL, "program prints nothing more" },
	{ VERB_HAS_NOT_CALLED, "has not called", "has not called",
	  has_not_called_parse, "server has not called fork" },
	{ VERB_HAS_ACCEPTED, "has accepted everybody", "has accepted everybody",
	  NULL, "server has accepted everybody" },
	{ VERB_HAS_LIMIT, "has at most", "has at most", limit_parse,
	  "server has at most 32 descriptors" },
	{ VERB_STARTS_WITH_OPEN, "starts with", "starts with",
	  starts_with_parse, "server starts with 1020 descriptors open" },
	{ VERB_MAKES_CALLS, "makes at most", "makes at most", makes_parse,
	  "server makes at most 5 calls while 10 seconds pass" },
	{ VERB_HOLDS, "holds at most", "holds at most", holds_parse,
	  "server holds at most 0 descriptors more than at the start" },
	{ VERB_USES, "uses at most", "uses at most", uses_parse,
	  "server uses at most 256 KiB more than at the start" },
	{ VERB_KEEPS, "keeps at most", "keeps at most", keeps_parse,
	  "server keeps at most 128 KiB for alice" },
	{ VERB_HELD, "is held for", "is held for", held_parse,
	  "server is held for 7 ms" },
	{ VERB_INTERRUPTED, "is interrupted", "is interrupted", NULL,
	  "server is interrupted" },
	{ VERB_RESTARTS, "restarts", "restarts", NULL, "server restarts" },
	{ .one = NULL },
};

const struct verb_row verb_world_rows[] = {
	{ VERB_WALL_JUMPS, "the wall clock jumps by", "the wall clock jumps by",
	  jumps_parse, "the wall clock jumps by -1 hour" },
	{ VERB_PORT_TAKEN, "the port is taken", "the port is taken", NULL,
	  "the port is taken" },
	{ .one = NULL },
};

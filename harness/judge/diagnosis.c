/* SPDX-License-Identifier: MIT */
/* The diagnosis: which rule decides, and what it finds. */
#include "judge/diagnosis.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "judge/evidence.h"
#include "judge/mistakes.h"
#include "judge/wording.h"

struct rule {
	const char *code;
	const char *name;
	rule_explains *explains;
};

#define RULE(code, name)                 \
	{                                \
		code, #name, rule_##name \
	}

/*
 * In the order of attribution: how it ended comes first, then calls without
 * end, then who is held up, then content, then how connections end, and last
 * what the program waits for. Several rows of one code see it in several ways.
 */
static const struct rule rules[] = {
	RULE("forbidden-call", forbidden_call),
	RULE("killed-by-sigpipe", killed_by_sigpipe),
	RULE("fd-set-overflow", fd_set_overflow),
	RULE("interrupted-is-fatal", interrupted_crashes),
	RULE("crashed", crashed),
	RULE("did-not-listen", did_not_listen),
	RULE("did-not-listen", bind_failed),
	RULE("did-not-listen", started_anyway),
	RULE("did-not-listen", listener_closed),
	RULE("stale-event", stale_event),
	RULE("interrupted-is-fatal", interrupted_ends),
	RULE("accept-error-is-fatal", accept_error_ends),
	RULE("descriptor-limit-fatal", limit_ends),
	RULE("pending-is-success", pending_is_success),
	RULE("pending-is-failure", pending_is_failure),
	RULE("pending-is-failure", pending_ends),
	RULE("connect-error-unread", connect_error_unread),
	RULE("wouldblock-is-fatal", wouldblock_ends),
	RULE("reset-is-fatal", reset_ends),
	RULE("hangup-unhandled", hangup_ends),
	RULE("closed-descriptor-watched", closed_descriptor_ends),
	RULE("descriptor-limit-spin", limit_spins),
	RULE("closed-descriptor-watched", closed_descriptor_spins),
	RULE("eof-ignored", eof_spins),
	RULE("hangup-unhandled", hangup_spins),
	RULE("write-interest-always-on", write_interest_spins),
	RULE("timeout-reused", timeout_reused),
	RULE("stalled-on-slow-reader", write_spins),
	RULE("connect-blocks", connect_blocks),
	RULE("exited-early", gave_up_pending),
	RULE("interrupted-restarts-wait", interrupted_restarts_wait),
	RULE("stalled-on-silent-peer", stalled_on_silent_peer),
	RULE("stalled-on-slow-reader", stalled_on_slow_reader),
	RULE("not-nonblocking", not_nonblocking),
	RULE("starved-by-flood", starved_by_flood),
	RULE("closed-descriptor-watched", closed_descriptor_watched),
	RULE("interrupted-is-fatal", interrupted_write),
	RULE("interrupted-is-fatal", interrupted_closes),
	RULE("wouldblock-is-fatal", wouldblock_closes),
	RULE("reset-is-fatal", reset_closes),
	RULE("data-crossed", data_crossed),
	RULE("text-assumed", text_assumed),
	RULE("output-reordered", output_reordered),
	RULE("short-write-lost", short_write_lost),
	RULE("short-read-assumed", short_read_assumed),
	RULE("short-write-lost", short_write_closes),
	RULE("half-close-loses-data", half_close_loses_data),
	RULE("half-close-loses-data", half_close_forgets),
	RULE("close-loses-data", close_loses_data),
	RULE("wrong-nfds", wrong_nfds),
	RULE("short-write-lost", short_write_forgotten),
	RULE("output-stuck", output_stuck),
	RULE("set-not-rebuilt", set_not_rebuilt),
	RULE("edge-not-drained", edge_not_drained),
	RULE("accept-not-drained", accept_not_drained),
	RULE("accept-error-is-fatal", accept_given_up),
	RULE("descriptor-limit-fatal", limit_given_up),
	RULE("eof-ignored", eof_unnoticed),
	RULE("never-closes", never_closes),
	RULE("wrong-answer", unfinished),
	RULE("descriptor-leak", descriptor_leak),
	RULE("unbounded-buffer", unbounded_buffer),
};

bool finding_say(struct finding *finding, struct source at, const char *format,
		 ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&finding->explanation, format, arguments) < 0)
		finding->explanation = NULL;
	va_end(arguments);
	finding->source = at;
	return true;
}

void finding_add(struct finding *finding, const char *format, ...)
{
	va_list arguments;
	char *more, *old = finding->explanation;
	size_t n = old ? strlen(old) : 0;
	bool sentence = n && old[n - 1] == '.';

	va_start(arguments, format);
	if (vasprintf(&more, format, arguments) < 0)
		more = NULL;
	va_end(arguments);
	if (!more)
		return;
	/* A clause that follows a clause gets its comma from "while". */
	finding->explanation =
		wording("%s%s%s", old ? old : "",
			!n					   ? "" :
			sentence || strncmp(more, "while", 5) != 0 ? " " :
								     ", ",
			more);
	free(old);
	free(more);
}

/* The rule of the table that explains the failure, or NULL. */
static const struct rule *find_rule(const struct trial *trial,
				    struct finding *finding)
{
	size_t i;

	for (i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (rules[i].explains(trial, finding))
			return &rules[i];
	return NULL;
}

/* What a failure of this kind is called when nothing says more. */
static const char *plain_code(const struct trial *trial)
{
	const struct step *step = evidence_step(trial);
	const struct connection *c =
		evidence_connection(trial, trial->connection);

	switch (trial->mismatch) {
	case MISMATCH_OPEN:
		return c && c->peer_fin ? "never-closes" : "wrong-answer";
	case MISMATCH_COUNT:
		if (step && step->verb == VERB_HOLDS)
			return "descriptor-leak";
		return step && (step->verb == VERB_USES ||
				step->verb == VERB_KEEPS) ?
			       "unbounded-buffer" :
			       "busy-loop";
	case MISMATCH_REFUSED:
		return "did-not-listen";
	case MISMATCH_CALLED:
		return "forbidden-call";
	case MISMATCH_NONE:
	case MISMATCH_CONTENT:
	case MISMATCH_LESS:
	case MISMATCH_MORE:
	case MISMATCH_CLOSED:
	case MISMATCH_RESET:
	case MISMATCH_BACKLOG:
	case MISMATCH_RUNNING:
	case MISMATCH_STATUS:
	case MISMATCH_OUTPUT:
	case MISMATCH_WAITS:
	case MISMATCH_LINE:
	case MISMATCH_LINES:
	case MISMATCH_ALONE:
		break;
	}
	return "wrong-answer";
}

static bool one_of(const char *code, const char *const *codes)
{
	for (; code && *codes; codes++)
		if (strcmp(code, *codes) == 0)
			return true;
	return false;
}

/* A script's driver calls the student's functions itself, and prints what it
   found as "CODE: text" before it exits. */
static const char *driver_code(const struct trial *trial,
			       struct finding *finding)
{
	const struct mistake *mistake = NULL;
	char *output, *line, *rest;

	if (!trial->script->driver || trial->mismatch != MISMATCH_STATUS)
		return NULL;
	output = strndup((const char *)trial->output.data, trial->output.len);
	for (rest = output; rest && !mistake;) {
		line = strsep(&rest, "\n");
		if (!strchr(line, ':'))
			continue;
		mistake = mistake_find(strsep(&line, ":"));
		if (mistake && line)
			finding->explanation =
				wording("%s.", line + strspn(line, " "));
	}
	free(output);
	return mistake ? mistake->code : NULL;
}

/* Where no rule of the table decides, these do; the order is theirs, too. */
static const char *const fallbacks[] = {
	"driver",  "out_of_time",  "exited_early", "busy_loop",
	"reveals", "closed_early", "plain",
};

static struct diagnosis decided(const char *code, const char *rule)
{
	return (struct diagnosis){ .code = code, .rule = rule };
}

/* An end of the program, and calls without end, are plain to see; the script
   may know why, if its code is one of that kind. */
static struct diagnosis plain_to_see(const struct trial *trial,
				     struct finding *finding)
{
	static const char *const ends[] = {
		"wouldblock-is-fatal",	 "reset-is-fatal",
		"accept-error-is-fatal", "descriptor-limit-fatal",
		"hangup-unhandled",	 "pending-is-failure",
		"stale-event",		 NULL,
	};
	static const char *const spins[] = {
		"eof-ignored",
		"write-interest-always-on",
		"timeout-reused",
		"hangup-unhandled",
		"descriptor-limit-spin",
		"closed-descriptor-watched",
		"tick-drift",
		"tick-starved",
		NULL,
	};
	const char *code = evidence_reveals(trial);

	if (rule_out_of_time(trial, finding))
		return decided(one_of(code, spins) ? code : "busy-loop",
			       "out_of_time");
	if (rule_exited_early(trial, finding))
		return decided(one_of(code, ends) ? code : "exited-early",
			       "exited_early");
	if (rule_busy_loop(trial, finding))
		return decided(one_of(code, spins) ? code : "busy-loop",
			       "busy_loop");
	return decided(NULL, NULL);
}

/* No rule knows why: what the program did. Of what is due at a moment, when
   says more than what. */
static void explain_effect(const struct trial *trial, struct finding *finding,
			   const char *code)
{
	bool timed = code_is_timed(code);

	if ((!timed || trial->mismatch == MISMATCH_CONTENT) &&
	    rule_wrong_byte(trial, finding))
		return;
	if (!timed && rule_missing_bytes(trial, finding))
		return;
	finding->explanation = trial->mismatch == MISMATCH_STATUS ?
				       wording_printed(trial) :
				       wording_effect(trial, code);
}

/* The script's code, or what such a failure is called. */
static struct diagnosis by_the_script(const struct trial *trial,
				      struct finding *finding)
{
	const char *code = evidence_reveals(trial);

	if (!code && (trial->doing.kind == DOING_SPINNING ||
		      trial->doing.kind == DOING_COMPUTING))
		code = "busy-loop";
	if (code && strcmp(code, "exited-early") == 0)
		code = NULL; /* it has not */
	if (code_is_about_time(code) && rule_silence(trial, finding))
		return decided(code, "reveals");
	if (rule_closed_early(trial, finding))
		return decided(code ? code : plain_code(trial),
			       code ? "reveals" : "closed_early");
	explain_effect(trial, finding, code);
	return decided(code ? code : plain_code(trial),
		       code ? "reveals" : "plain");
}

struct diagnosis diagnosis_of(const struct trial *trial)
{
	struct finding finding = { NULL, { NULL, 0, NULL } };
	const struct rule *rule = find_rule(trial, &finding);
	struct diagnosis diagnosis;

	if (rule)
		diagnosis = decided(rule->code, rule->name);
	else
		diagnosis = decided(driver_code(trial, &finding), "driver");
	if (!diagnosis.code)
		diagnosis = plain_to_see(trial, &finding);
	if (!diagnosis.code)
		diagnosis = by_the_script(trial, &finding);
	diagnosis.finding = finding;
	return diagnosis;
}

const char *diagnosis_rule(size_t i)
{
	size_t n = sizeof rules / sizeof rules[0];

	if (i < n)
		return rules[i].name;
	i -= n;
	return i < sizeof fallbacks / sizeof fallbacks[0] ? fallbacks[i] : NULL;
}

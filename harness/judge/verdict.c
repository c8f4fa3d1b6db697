/* SPDX-License-Identifier: MIT */
#include "judge/verdict.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "judge/mistakes.h"
#include "judge/rules.h"
#include "judge/wording.h"

#define FIELD 4000 /* bytes of a field, with a little to spare */
#define LEAD  256  /* of these, before the first differing byte */

struct rule {
	const char *code;
	rule_explains *explains;
};

/*
 * In the order of attribution: how it ended comes first, then calls without
 * end, then who is held up, then content, then how connections end, and last
 * what the program waits for. Several rows of one code see it in several ways.
 */
static const struct rule rules[] = {
	{ "forbidden-call", rule_forbidden_call },
	{ "killed-by-sigpipe", rule_killed_by_sigpipe },
	{ "fd-set-overflow", rule_fd_set_overflow },
	{ "crashed", rule_crashed },
	{ "did-not-listen", rule_did_not_listen },
	{ "did-not-listen", rule_bind_failed },
	{ "did-not-listen", rule_started_anyway },
	{ "stale-event", rule_stale_event },
	{ "interrupted-is-fatal", rule_interrupted_ends },
	{ "accept-error-is-fatal", rule_accept_error_ends },
	{ "descriptor-limit-fatal", rule_limit_ends },
	{ "pending-is-success", rule_pending_is_success },
	{ "pending-is-failure", rule_pending_is_failure },
	{ "pending-is-failure", rule_pending_ends },
	{ "connect-error-unread", rule_connect_error_unread },
	{ "wouldblock-is-fatal", rule_wouldblock_ends },
	{ "reset-is-fatal", rule_reset_ends },
	{ "closed-descriptor-watched", rule_closed_descriptor_ends },
	{ "descriptor-limit-spin", rule_limit_spins },
	{ "closed-descriptor-watched", rule_closed_descriptor_spins },
	{ "eof-ignored", rule_eof_spins },
	{ "hangup-unhandled", rule_hangup_spins },
	{ "write-interest-always-on", rule_write_interest_spins },
	{ "timeout-reused", rule_timeout_reused },
	{ "stalled-on-slow-reader", rule_write_spins },
	{ "connect-blocks", rule_connect_blocks },
	{ "exited-early", rule_gave_up_pending },
	{ "interrupted-restarts-wait", rule_interrupted_restarts_wait },
	{ "stalled-on-silent-peer", rule_stalled_on_silent_peer },
	{ "stalled-on-slow-reader", rule_stalled_on_slow_reader },
	{ "not-nonblocking", rule_not_nonblocking },
	{ "starved-by-flood", rule_starved_by_flood },
	{ "closed-descriptor-watched", rule_closed_descriptor_watched },
	{ "interrupted-is-fatal", rule_interrupted_write },
	{ "interrupted-is-fatal", rule_interrupted_closes },
	{ "wouldblock-is-fatal", rule_wouldblock_closes },
	{ "reset-is-fatal", rule_reset_closes },
	{ "data-crossed", rule_data_crossed },
	{ "text-assumed", rule_text_assumed },
	{ "output-reordered", rule_output_reordered },
	{ "short-write-lost", rule_short_write_lost },
	{ "short-read-assumed", rule_short_read_assumed },
	{ "short-write-lost", rule_short_write_closes },
	{ "half-close-loses-data", rule_half_close_loses_data },
	{ "close-loses-data", rule_close_loses_data },
	{ "wrong-nfds", rule_wrong_nfds },
	{ "short-write-lost", rule_short_write_forgotten },
	{ "output-stuck", rule_output_stuck },
	{ "set-not-rebuilt", rule_set_not_rebuilt },
	{ "edge-not-drained", rule_edge_not_drained },
	{ "accept-not-drained", rule_accept_not_drained },
	{ "accept-error-is-fatal", rule_accept_given_up },
	{ "descriptor-limit-fatal", rule_limit_given_up },
	{ "eof-ignored", rule_eof_unnoticed },
	{ "never-closes", rule_never_closes },
	{ "wrong-answer", rule_unfinished },
	{ "descriptor-leak", rule_descriptor_leak },
	{ "unbounded-buffer", rule_unbounded_buffer },
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

static const char *find_mistake(const struct trial *trial,
				struct finding *finding)
{
	size_t i;

	for (i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (rules[i].explains(trial, finding))
			return rules[i].code;
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

/* An end of the program, and calls without end, are plain to see; the script
   may know why, if its code is one of that kind. */
static const char *fallback(const struct trial *trial, struct finding *finding)
{
	static const char *const ends[] = {
		"interrupted-is-fatal",
		"wouldblock-is-fatal",
		"reset-is-fatal",
		"accept-error-is-fatal",
		"descriptor-limit-fatal",
		"hangup-unhandled",
		"pending-is-failure",
		"closed-descriptor-watched",
		"stale-event",
		NULL,
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
	const char *code = driver_code(trial, finding);

	if (code)
		return code;
	code = evidence_reveals(trial);
	if (rule_out_of_time(trial, finding))
		return one_of(code, spins) ? code : "busy-loop";
	if (rule_exited_early(trial, finding))
		return one_of(code, ends) ? code : "exited-early";
	if (rule_busy_loop(trial, finding))
		return one_of(code, spins) ? code : "busy-loop";
	if (trial->doing.kind == DOING_SPINNING ||
	    trial->doing.kind == DOING_COMPUTING)
		code = code ? code : "busy-loop";
	if (code && strcmp(code, "exited-early") == 0)
		code = NULL; /* it has not */
	if (!(code_is_about_time(code) && rule_silence(trial, finding)) &&
	    !rule_closed_early(trial, finding))
		finding->explanation = trial->mismatch == MISMATCH_STATUS ?
					       wording_printed(trial) :
					       wording_doing(trial);
	return code ? code : plain_code(trial);
}

/* Wrong content was written somewhere; for all else, where it is now. */
static struct source plain_source(const struct trial *trial)
{
	size_t at = EVIDENCE_NONE;

	/* A driver's lines are not the student's. */
	if (trial->script->driver)
		return (struct source){ NULL, 0, NULL };
	if (trial->connection && (trial->mismatch == MISMATCH_CONTENT ||
				  trial->mismatch == MISMATCH_MORE))
		at = evidence_last(trial, SIZE_MAX,
				   (struct query){ CALL_WRITE,
						   trial->connection, ANY_FD,
						   RESULT_SUCCESS });
	if (trial->exited || trial->mismatch == MISMATCH_LINES ||
	    (trial->mismatch == MISMATCH_LINE && trial->received.len))
		at = evidence_printed(trial);
	if (at == EVIDENCE_NONE)
		return trial->doing.at;
	return log_at(trial->log, at)->at;
}

/* The part of a content around the first differing byte. */
static char *field(const struct blob *blob, size_t differs_at)
{
	size_t from = 0;
	char *text, *result;

	if (differs_at > FIELD / 4 && differs_at <= blob->len)
		from = (differs_at - LEAD) / 8 * 8;
	text = printable(blob->data + from, blob->len - from, FIELD);
	if (from == 0)
		return text;
	result = wording("...%s", text);
	free(text);
	return result;
}

static void fill_content(struct verdict *verdict, const struct trial *trial)
{
	if (trial->end != TRIAL_STEP_FAILED ||
	    (trial->expected.len == 0 && trial->received.len == 0))
		return;
	verdict->expected = field(&trial->expected, trial->differs_at);
	verdict->received = field(&trial->received, trial->differs_at);
}

struct verdict verdict_of(const struct trial *trial)
{
	struct verdict verdict = { .kind = VERDICT_PASS };
	struct finding finding = { NULL, { NULL, 0, NULL } };
	const struct step *step = evidence_step(trial);

	if (trial->end == TRIAL_COMPLETED)
		return verdict;
	verdict.happened = wording_happened(trial);
	verdict.message = wording_message(trial, verdict.happened);
	if (trial->end == TRIAL_INCONCLUSIVE) {
		verdict.kind = VERDICT_INCONCLUSIVE;
		return verdict;
	}
	verdict.kind = VERDICT_FAIL;
	verdict.mistake = find_mistake(trial, &finding);
	if (!verdict.mistake)
		verdict.mistake = fallback(trial, &finding);
	verdict.explanation = finding.explanation;
	verdict.source = finding.source.line || finding.source.function ?
				 finding.source :
				 plain_source(trial);
	if (step && trial->end != TRIAL_NOT_LISTENING)
		verdict.script_line = step->line;
	fill_content(&verdict, trial);
	return verdict;
}

void verdict_clear(struct verdict *verdict)
{
	free(verdict->message);
	free(verdict->happened);
	free(verdict->explanation);
	free(verdict->expected);
	free(verdict->received);
	memset(verdict, 0, sizeof *verdict);
}

/* SPDX-License-Identifier: MIT */
/*
 * What can be said of a failure whose cause no rule knows: too late, too early,
 * too much. Part of wording.h.
 */
#include <stdlib.h>
#include <string.h>

#include "judge/evidence.h"
#include "judge/pattern.h"
#include "judge/rules.h"
#include "judge/wording.h"

/* It waits on, and what the step expects has not come. */
static char *too_late(const struct trial *trial)
{
	const struct doing *doing = &trial->doing;
	const char *call = call_for_people(doing->call);
	char *time, *text;

	if (doing->kind != DOING_WAITING || trial->received.len > 0)
		return NULL;
	switch (trial->mismatch) {
	case MISMATCH_LESS:
	case MISMATCH_LINE:
	case MISMATCH_OPEN:
	case MISMATCH_RUNNING:
		break;
	default:
		return NULL;
	}
	if (doing->timeout < 0)
		return wording("Your program waits in %s() without a timeout, "
			       "and this was due by now.",
			       call);
	time = wording_duration(doing->timeout);
	text = wording("Your program waits in %s() for another %s, and this "
		       "was due by now.",
		       call, time);
	free(time);
	return text;
}

/* It has said or sent what was not to come before a later moment. */
static char *too_early(const struct trial *trial)
{
	struct query write = { CALL_WRITE, trial->connection, ANY_FD,
			       RESULT_SUCCESS };
	const struct event *event;
	char *did, *time, *text;
	size_t i;

	if (trial->mismatch == MISMATCH_LINES)
		i = evidence_printed(trial);
	else if (trial->mismatch == MISMATCH_MORE && !trial->expected.len)
		i = evidence_last(trial, SIZE_MAX, write);
	else
		return NULL;
	if (i == EVIDENCE_NONE)
		return NULL;
	event = log_at(trial->log, i);
	did = event->kind == EVENT_PRINTS ?
		      wording("said \"%s\"", event->text) :
		      wording("called %s() for %s", call_for_people(event->act),
			      peer_for_people(event->peer, "a client"));
	time = wording_duration(event->t);
	text = wording("Your program %s when %s of the run had passed, before "
		       "it was due.",
		       did, time);
	free(did);
	free(time);
	return text;
}

/* More memory than it may use, while nobody takes what it has. */
static char *too_large(const struct trial *trial)
{
	const struct step *step = evidence_step(trial);
	size_t stopped = 0;
	char a[32];

	if (trial->mismatch != MISMATCH_COUNT || !step ||
	    step->verb != VERB_USES)
		return NULL;
	for (size_t i = 0; i < trial->n_connections; i++)
		stopped += trial->connections[i].peer_stopped;
	if (stopped == 0)
		return NULL;
	wording_number(a, (uint64_t)trial->count / 1024);
	return wording("Your program uses %s KiB%s, and %zu client%s not read "
		       "what it sends.",
		       a, step->relative ? " more than at the start" : "",
		       stopped, stopped == 1 ? " does" : "s do");
}

/* It reads on from one while another waits. */
static char *too_busy(const struct trial *trial)
{
	const struct doing *doing = &trial->doing;

	if (doing->kind != DOING_SERVING || !doing->peer || !trial->peer ||
	    strcmp(doing->peer, trial->peer) == 0)
		return NULL;
	return wording("Your program reads what %s sends, again and again, "
		       "while %s waits.",
		       doing->peer, trial->peer);
}

static char *ended(const struct trial *trial)
{
	if (!trial->exited)
		return NULL;
	return wording("Your program exited with status %d%s.", trial->status,
		       trial->output.len ? "" : ", and had printed nothing");
}

char *wording_effect(const struct trial *trial, const char *code)
{
	char *text = NULL;

	if (code_is_timed(code))
		text = too_early(trial);
	if (!text)
		text = ended(trial);
	if (!text && code_is_timed(code))
		text = too_late(trial);
	if (!text)
		text = too_large(trial);
	if (!text)
		text = too_busy(trial);
	return text ? text : wording_doing(trial);
}

/* What came in place of the rest begins with its first byte again. Of a pattern
   more is known, and said elsewhere. */
static bool began_again(const struct trial *trial, const struct event *cut)
{
	const struct blob *expected = &trial->expected, *got = &trial->received;
	size_t at = trial->differs_at, taken = (size_t)cut->ret;
	size_t n = got->len - at < (size_t)cut->asked ? got->len - at :
							(size_t)cut->asked;

	if (pattern_is(expected->data, expected->len, at))
		return false;
	return n >= 2 && taken > 0 && at >= taken &&
	       expected->len - (at - taken) >= n &&
	       !memcmp(got->data + at, expected->data + at - taken, n);
}

char *wording_cut_write(const struct trial *trial, const struct event *cut)
{
	const char *call = call_for_people(cut->act);
	const char *who = peer_for_people(cut->peer, "a client");

	if (cut->error)
		return wording("%s() for %s said %s and took nothing, and your "
			       "program went on as if it had.",
			       call, who, errno_name(cut->error));
	return wording("%s() for %s took %s of %s bytes, and your program %s.",
		       call, who, wording_grouped((uint64_t)cut->ret),
		       wording_grouped((uint64_t)cut->asked),
		       began_again(trial, cut) ?
			       "then began with the first of them again" :
			       "did not go on with the rest");
}

/* SPDX-License-Identifier: MIT */
#include "judge/wording.h"

#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "judge/evidence.h"
#include "judge/verdict.h"

char *wording(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0) {
		fputs("out of memory\n", stderr);
		abort();
	}
	va_end(arguments);
	return text;
}

char *wording_number(char *buffer, uint64_t number)
{
	char digits[24];
	size_t i, out = 0, n;

	snprintf(digits, sizeof digits, "%" PRIu64, number);
	n = strlen(digits);
	for (i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			buffer[out++] = ',';
		buffer[out++] = digits[i];
	}
	buffer[out] = '\0';
	return buffer;
}

static const char *subject(const struct trial *trial)
{
	const struct connection *c =
		evidence_connection(trial, trial->connection);

	if (c && c->peer)
		return c->peer;
	return trial->peer ? trial->peer : "the program";
}

/* What has been received, as a clause. */
static char *received_clause(const struct trial *trial)
{
	const struct blob *got = &trial->received;
	char a[32], b[32];
	char *text, *result;

	if (got->len == 0)
		return wording("%s has received nothing", subject(trial));
	if (got->len <= WORDING_SHORT) {
		text = wording_quoted(got);
		result = wording("%s has received %s", subject(trial), text);
		free(text);
		return result;
	}
	wording_number(a, got->len);
	if (trial->mismatch == MISMATCH_CONTENT)
		return wording("%s has received %s bytes; the first wrong one "
			       "is byte %s",
			       subject(trial), a,
			       wording_number(b, trial->differs_at));
	wording_number(b, trial->expected.len);
	return wording("%s has received %s of %s bytes", subject(trial), a, b);
}

static char *more_clause(const struct trial *trial)
{
	char a[32];

	if (trial->received.len <= WORDING_SHORT)
		return received_clause(trial);
	wording_number(a, trial->received.len - trial->expected.len);
	return wording("%s has received %s %sbytes", subject(trial), a,
		       trial->expected.len ? "more " : "");
}

static char *closed_clause(const struct trial *trial, const char *what)
{
	char *bytes, *text;

	if (trial->received.len == 0)
		return wording("%s has received %s", subject(trial), what);
	bytes = wording_bytes(trial->received.len);
	text = wording("%s has received %s and then %s", subject(trial), bytes,
		       what);
	free(bytes);
	return text;
}

static char *count_clause(const struct trial *trial)
{
	const struct step *step = evidence_step(trial);
	char a[32];
	const char *more = step && step->relative ? " more" : "";

	wording_number(a, (uint64_t)trial->count);
	if (step && step->verb == VERB_MAKES_CALLS)
		return wording("it made %s calls", a);
	if (step && step->verb == VERB_USES)
		return wording("it uses %s KiB%s",
			       wording_number(a, (uint64_t)trial->count / 1024),
			       more);
	if (step && step->verb == VERB_KEEPS)
		return wording("it keeps %s bytes", a);
	return wording("it holds %s%s", a, more);
}

static char *waits_clause(const struct trial *trial)
{
	char *clause = wording_doing_clause(&trial->doing);
	char *text = clause ? wording("it %s", clause) : wording("it does not");

	free(clause);
	return text;
}

/* A peer listens, and the program is not connected to it. */
static char *alone_clause(const struct trial *trial)
{
	const struct connection *c =
		evidence_connection(trial, trial->connection);

	if (!c)
		return wording("the program has not called connect() for %s",
			       subject(trial));
	if (c->pending)
		return wording("its connection to %s is pending",
			       subject(trial));
	return wording("it has no connection to %s", subject(trial));
}

static char *step_clause(const struct trial *trial)
{
	const struct step *step = evidence_step(trial);

	switch (trial->mismatch) {
	case MISMATCH_NONE:
		return wording("it did not come about");
	case MISMATCH_CONTENT:
	case MISMATCH_LESS:
		return received_clause(trial);
	case MISMATCH_MORE:
		return more_clause(trial);
	case MISMATCH_CLOSED:
		return closed_clause(trial, "end of stream");
	case MISMATCH_RESET:
		return closed_clause(trial, "a reset");
	case MISMATCH_OPEN:
		return wording("the connection is still open");
	case MISMATCH_REFUSED:
		return wording("the connection was refused");
	case MISMATCH_BACKLOG:
		return wording("%s has not been accepted", subject(trial));
	case MISMATCH_COUNT:
		return count_clause(trial);
	case MISMATCH_RUNNING:
		return wording("it is still running");
	case MISMATCH_STATUS:
		return wording("it exited with status %d", trial->status);
	case MISMATCH_OUTPUT:
		return wording_output(trial);
	case MISMATCH_WAITS:
		return waits_clause(trial);
	case MISMATCH_LINE:
	case MISMATCH_LINES:
		return wording_lines(trial);
	case MISMATCH_ALONE:
		return alone_clause(trial);
	case MISMATCH_CALLED:
		return wording("it has called %s()",
			       step && step->name ? step->name : "it");
	}
	return NULL;
}

static char *ended_clause(const struct trial *trial)
{
	const char *name;

	if (!trial->signal)
		return wording("the program exited with status %d",
			       trial->status);
	name = sigabbrev_np(trial->signal);
	return wording("the program was killed by SIG%s", name ? name : "?");
}

char *wording_happened(const struct trial *trial)
{
	switch (trial->end) {
	case TRIAL_COMPLETED:
		return NULL;
	case TRIAL_INCONCLUSIVE:
		return wording("%s", trial->problem ?
					     trial->problem :
					     "the run could not be judged");
	case TRIAL_NOT_LISTENING:
		if (trial->exited || trial->signal)
			return ended_clause(trial);
		return wording("the program does not listen there");
	case TRIAL_ENDED:
		return ended_clause(trial);
	case TRIAL_SPINNING:
		return wording(trial->doing.kind == DOING_COMPUTING ?
				       "the program computes without end" :
				       "the program makes calls without end");
	case TRIAL_FORBIDDEN:
		/* no call's name, but "a foreign system call ABI" */
		if (trial->forbidden && strchr(trial->forbidden, ' '))
			return wording("the program used %s", trial->forbidden);
		return wording("the program called %s()",
			       trial->forbidden ?
				       call_for_people(trial->forbidden) :
				       "a forbidden function");
	case TRIAL_STEP_FAILED:
		break;
	}
	return step_clause(trial);
}

/* Which of a script's rounds it was. */
static char *round_note(const struct trial *trial)
{
	const struct script *script = trial->script;

	if (script->swept)
		return wording(" (%s)", script->swept);
	if (script->order)
		return wording(" (order %zu of %zu)", script->order,
			       script->n_orders);
	return wording("%s", "");
}

char *wording_message(const struct trial *trial, const char *happened)
{
	const struct step *step = evidence_step(trial);
	char *note, *message;
	if (trial->end == TRIAL_INCONCLUSIVE)
		return wording("%s", happened);
	if (trial->end == TRIAL_NOT_LISTENING)
		return wording("The program should listen on the port that "
			       "it is given, but %s.",
			       happened);
	if (trial->end == TRIAL_FORBIDDEN)
		return wording("The program should do without this call, but "
			       "%s.",
			       happened);
	if (!step)
		return wording("The program should go on serving, but %s.",
			       happened);
	note = round_note(trial);
	message =
		wording("Expected: %s, but %s%s.", step->text, happened, note);
	free(note);
	return message;
}

const char *wording_grouped(uint64_t number)
{
	static char buffers[4][32];
	static unsigned last;

	last = (last + 1) % 4;
	return wording_number(buffers[last], number);
}

char *wording_bytes(uint64_t n)
{
	char a[32];

	return wording("%s byte%s", wording_number(a, n), n == 1 ? "" : "s");
}

char *wording_duration(int64_t ns)
{
	const int64_t ms = 1000000, second = 1000 * ms;
	char a[32];

	if (ns >= 10 * second && ns % second == 0)
		return wording("%s s",
			       wording_number(a, (uint64_t)(ns / second)));
	wording_number(a, (uint64_t)(ns / ms));
	if (ns % ms == 0)
		return wording("%s ms", a);
	return wording("%s.%lld ms", a, (long long)(ns % ms / (ms / 10)));
}

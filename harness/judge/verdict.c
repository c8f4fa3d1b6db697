/* SPDX-License-Identifier: MIT */
#include "judge/verdict.h"

#include <stdlib.h>
#include <string.h>

#include "judge/diagnosis.h"
#include "judge/evidence.h"
#include "judge/wording.h"

#define FIELD 4000 /* bytes of a field, with a little to spare */
#define LEAD  256  /* of these, before the first differing byte */

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
	/* It ended without a line: there. */
	if (at == EVIDENCE_NONE && trial->exited)
		at = evidence_end(trial);
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
	struct diagnosis diagnosis;
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
	diagnosis = diagnosis_of(trial);
	verdict.mistake = diagnosis.code;
	verdict.rule = diagnosis.rule;
	verdict.check = check_of(trial);
	verdict.explanation = diagnosis.finding.explanation;
	verdict.source = diagnosis.finding.source.line ||
					 diagnosis.finding.source.function ?
				 diagnosis.finding.source :
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

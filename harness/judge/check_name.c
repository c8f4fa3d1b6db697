/* SPDX-License-Identifier: MIT */
/* The checks of the harness by name: what can fail. */
#include "judge/diagnosis.h"
#include "judge/evidence.h"

/* Of a step's expectation. The numbers are enum mismatch. */
static const char *const mismatches[] = {
	[MISMATCH_CONTENT] = "content", [MISMATCH_LESS] = "less",
	[MISMATCH_MORE] = "more",	[MISMATCH_CLOSED] = "closed",
	[MISMATCH_RESET] = "reset",	[MISMATCH_OPEN] = "open",
	[MISMATCH_REFUSED] = "refused", [MISMATCH_BACKLOG] = "backlog",
	[MISMATCH_RUNNING] = "running", [MISMATCH_STATUS] = "status",
	[MISMATCH_OUTPUT] = "output",	[MISMATCH_WAITS] = "waits",
	[MISMATCH_CALLED] = "called",	[MISMATCH_LINE] = "line",
	[MISMATCH_LINES] = "lines",	[MISMATCH_ALONE] = "alone",
};

/* Of a bound (MISMATCH_COUNT), and of every script. */
static const char *const others[] = {
	"calls",   "descriptors", "memory", "kept",
	"listens", "lives",	  "rests",  "forbidden",
};

static const char *bound_of(const struct trial *trial)
{
	const struct step *step = evidence_step(trial);

	if (step && step->verb == VERB_HOLDS)
		return "descriptors";
	if (step && step->verb == VERB_USES)
		return "memory";
	return step && step->verb == VERB_KEEPS ? "kept" : "calls";
}

const char *check_of(const struct trial *trial)
{
	switch (trial->end) {
	case TRIAL_NOT_LISTENING:
		return "listens";
	case TRIAL_ENDED:
		return "lives";
	case TRIAL_SPINNING:
		return "rests";
	case TRIAL_FORBIDDEN:
		return "forbidden";
	case TRIAL_STEP_FAILED:
		return trial->mismatch == MISMATCH_COUNT ?
			       bound_of(trial) :
			       mismatches[trial->mismatch];
	case TRIAL_COMPLETED:
	case TRIAL_INCONCLUSIVE:
		break;
	}
	return NULL;
}

const char *check_name(size_t i)
{
	size_t n = 0;

	for (size_t m = 0; m < sizeof mismatches / sizeof *mismatches; m++)
		if (mismatches[m] && n++ == i)
			return mismatches[m];
	i -= n;
	return i < sizeof others / sizeof *others ? others[i] : NULL;
}

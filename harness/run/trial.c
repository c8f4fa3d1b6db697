/* SPDX-License-Identifier: MIT */
#include "run/trial.h"

#include <stdlib.h>

void trial_free(struct trial *trial)
{
	if (trial == NULL)
		return;
	free(trial->expected.data);
	free(trial->received.data);
	free(trial->connections);
	free(trial->holdings);
	free(trial->output.data);
	free(trial->problem);
	log_free(trial->log);
	free(trial);
}

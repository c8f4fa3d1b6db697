/* SPDX-License-Identifier: MIT */
#include "run/trial.h"

#include <stdlib.h>

#include "memory.h"

int trial_connect(struct trial *trial, const char *peer, uint64_t window)
{
	trial->connections = memory_grow(trial->connections,
					 trial->n_connections,
					 sizeof(*trial->connections));
	trial->connections[trial->n_connections] = (struct connection){
		.peer = peer,
		.fd = -1,
		.window = window,
	};
	return (int)++trial->n_connections;
}

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

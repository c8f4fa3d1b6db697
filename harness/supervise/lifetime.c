/* SPDX-License-Identifier: MIT */
/* The beginning and the end of a supervised program. Part of supervisor.h. */
#include <stdlib.h>
#include <string.h>

#include "supervise/calls.h"

int supervisor_filter(struct filter *filter)
{
	size_t n;
	const char *const *names = calls_names(&n);

	return filter_build(filter, names, n);
}

int supervisor_start(struct supervisor *s, struct trial *trial,
		     const struct supervisor_plan *plan)
{
	struct tracee_plan start = plan->tracee;

	*s = (struct supervisor){
		.trial = trial,
		.lines = plan->lines,
		.port = plan->port,
		.forbids = plan->forbids,
		.targets = plan->targets,
		.random = start.seed,
		.cpu_seconds = start.cpu_seconds,
		.current = { .fd = -1 },
	};
	clock_init(&s->clock);
	s->granted_at = s->clock.now;
	if (output_open(&s->output) < 0) {
		strcpy(s->tracee.problem, "no pipe for the program's output");
		return -1;
	}
	start.output = s->output.stdout_write;
	start.errors = s->output.write_end;
	if (tracee_start(&s->tracee, &start) < 0)
		return -1;
	output_give(&s->output);
	descriptors_init(&s->descriptors, s->tracee.pid);
	lines_attach(s->lines, s->tracee.pid, s->tracee.randomized);
	s->stopped = true;
	return 0;
}

void supervisor_stop(struct supervisor *s)
{
	tracee_kill(&s->tracee);
	supervisor_drain(s);
	free(s->trial->output.data);
	s->trial->output.data = output_text(&s->output, &s->trial->output.len);
	s->trial->virtual_ns = s->clock.now;
	descriptors_clear(&s->descriptors);
	clock_clear(&s->clock);
	faults_clear(&s->faults);
	output_close(&s->output);
	printed_clear(&s->printed);
	free(s->current.sets);
	s->current.sets = NULL;
}

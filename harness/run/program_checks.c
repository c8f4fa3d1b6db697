/* SPDX-License-Identifier: MIT */
/* What a script may ask of the program itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "run/run.h"
#include "supervise/calls.h"

/* Calls that are one and the same to a script. */
static const char *base_name(const char *name)
{
	static const char *const same[][2] = {
		{ "epoll_pwait", "epoll_wait" },
		{ "ppoll", "poll" },
		{ "epoll_pwait2", "epoll_wait" },
		{ "pselect6", "select" },
		{ "pselect", "select" },
		{ "accept4", "accept" },
		{ "recv", "read" },
		{ "recvfrom", "read" },
		{ "recvmsg", "read" },
		{ "readv", "read" },
		{ "send", "write" },
		{ "sendto", "write" },
		{ "sendmsg", "write" },
		{ "writev", "write" },
		{ "clock_nanosleep", "nanosleep" },
		{ "sleep", "nanosleep" },
		{ "usleep", "nanosleep" },
	};

	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		if (!strcmp(name, same[i][0]))
			return same[i][1];
	return name;
}

bool check_waits(struct run *run)
{
	const struct current *current = &run->supervisor.current;
	const char *name = run->step->name;

	if (run->ended || !current->held)
		return run_mismatch(run, MISMATCH_WAITS);
	if (name && strcmp(base_name(name), base_name(current->call->name)))
		return run_mismatch(run, MISMATCH_WAITS);
	return true;
}

static bool count_within(struct run *run, int64_t count)
{
	run->trial->limit = (int64_t)run->step->n;
	run->trial->count = count;
	return count <= run->trial->limit || run_mismatch(run, MISMATCH_COUNT);
}

bool check_calls(struct run *run)
{
	uint64_t before = run->trial->calls;

	if (!run_pass(run, run->step->ns))
		return false;
	return count_within(run, (int64_t)(run->trial->calls - before));
}

bool check_holds(struct run *run)
{
	int count = descriptors_count(&run->supervisor.descriptors);

	if (run->ended || count < 0)
		return run_mismatch(run, MISMATCH_WAITS);
	if (run->step->relative)
		count -= (int)run->trial->descriptors_at_start;
	return count_within(run, count);
}

uint64_t program_memory(const struct run *run)
{
	char path[64], line[256];
	unsigned long sum = 0, kib;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status",
		 (int)run->supervisor.tracee.pid);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "VmData: %lu", &kib) == 1 ||
		    sscanf(line, "VmStk: %lu", &kib) == 1)
			sum += kib;
	if (file)
		fclose(file);
	return sum;
}

bool check_uses(struct run *run)
{
	uint64_t kib = program_memory(run);

	if (run->step->relative)
		kib = kib > run->memory_at_start ? kib - run->memory_at_start :
						   0;
	return count_within(run, (int64_t)(kib * 1024));
}

/* What it has read of this peer and not written back. */
bool check_keeps(struct run *run)
{
	const struct peer *peer = peers_find(&run->peers, run->step->other, 0);
	const struct connection *link = peer_link(&run->peers, peer);

	run->trial->connection = peer->connection;
	return !link || link->taken <= link->written ||
	       count_within(run, (int64_t)(link->taken - link->written));
}

/* The number of a connection that waits in the listener's queue; 0: none. */
static int waiting(const struct run *run)
{
	for (size_t i = 0; i < run->trial->n_connections; i++) {
		const struct connection *it = &run->trial->connections[i];

		if (it->established && !it->accepted)
			return (int)i + 1;
	}
	return 0;
}

bool check_accepted(struct run *run)
{
	int64_t limit = clock_after(&run->supervisor.clock, RUN_GRACE);
	int number;

	while ((number = waiting(run)) && run_wake(run, limit))
		;
	if (!number || run->trial->end != TRIAL_COMPLETED)
		return run->trial->end == TRIAL_COMPLETED;
	run->trial->connection = number;
	run->trial->peer = run->trial->connections[number - 1].peer;
	return run_mismatch(run, MISMATCH_BACKLOG);
}

bool check_exits(struct run *run)
{
	const struct step *step = run->step;
	struct trial *trial = run->trial;

	while (!run->ended &&
	       run_wake(run, clock_after(&run->supervisor.clock, RUN_GRACE)))
		;
	if (trial->end != TRIAL_COMPLETED)
		return false;
	if (!run->ended)
		return run_mismatch(run, MISMATCH_RUNNING);
	trial->limit = step->n == SIZE_MAX ? -1 : (int64_t)step->n;
	trial->count = trial->status;
	if (!trial->exited)
		trial->end = TRIAL_ENDED;
	else if (step->n == SIZE_MAX ? trial->status == 0 :
				       trial->status != (int)step->n)
		run_mismatch(run, MISMATCH_STATUS);
	return trial->end == TRIAL_COMPLETED;
}

bool check_prints(struct run *run)
{
	const struct payload *wanted = &run->step->payload;
	size_t len;
	uint8_t *text;
	bool found;

	supervisor_drain(&run->supervisor);
	text = output_text(&run->supervisor.output, &len);
	found = text && len &&
		(!wanted->len || memmem(text, len, wanted->bytes, wanted->len));
	free(text);
	return found || run_mismatch(run, MISMATCH_OUTPUT);
}

bool check_not_called(struct run *run)
{
	const char *name = base_name(run->step->name);

	for (size_t i = 0; i < log_length(run->trial->log); i++) {
		const struct event *event = log_at(run->trial->log, i);

		/* What it waits in it has called, too. */
		if ((event->kind == EVENT_CALL || event->kind == EVENT_WAITS) &&
		    !strcmp(base_name(event->act), name))
			return run_mismatch(run, MISMATCH_CALLED);
	}
	return true;
}

/* What is left over, for the verdict. */
static bool wrong_lines(struct run *run, enum mismatch mismatch)
{
	struct blob *left = &run->trial->received;

	free(left->data);
	left->data =
		(uint8_t *)printed_left(&run->supervisor.printed, &left->len);
	run->trial->expected.len = run->step->payload.len;
	run->trial->expected.data =
		memory_copy(run->step->payload.bytes ?
				    (const void *)run->step->payload.bytes :
				    "",
			    run->step->payload.len);
	return run_mismatch(run, mismatch);
}

/* Like what a peer receives, it may come a little later. */
bool check_line(struct run *run)
{
	struct supervisor *s = &run->supervisor;
	int64_t limit = clock_after(&s->clock, RUN_GRACE);
	const char *wanted = (const char *)run->step->payload.bytes;

	while (!printed_account(&s->printed, wanted)) {
		if (run_wake(run, limit))
			continue;
		return run->trial->end == TRIAL_COMPLETED &&
		       wrong_lines(run, MISMATCH_LINE);
	}
	return true;
}

bool check_no_line(struct run *run)
{
	size_t len;
	char *left = printed_left(&run->supervisor.printed, &len);

	free(left);
	return !len || wrong_lines(run, MISMATCH_LINES);
}

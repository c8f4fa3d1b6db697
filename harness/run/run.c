/* SPDX-License-Identifier: MIT */
#include "run/run.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "memory.h"
#include "supervise/lines.h"

#define CPU_SECONDS   10
#define FILE_SIZE     (16U << 20)
#define MAX_ARGUMENTS 100

bool run_inconclusive(struct run *run, const char *problem)
{
	run->trial->end = TRIAL_INCONCLUSIVE;
	free(run->trial->problem);
	run->trial->problem = strdup(problem);
	return false;
}

bool run_mismatch(struct run *run, enum mismatch mismatch)
{
	run->trial->end = TRIAL_STEP_FAILED;
	run->trial->mismatch = mismatch;
	return false;
}

int run_backlog(const struct run *run)
{
	const struct open_file *listener = run->supervisor.listener;

	return !listener	     ? -1 :
	       listener->backlog < 0 ? 4096 :
				       listener->backlog;
}

/* A script that ends with the program's end may see it at any step. */
static bool may_end(const struct run *run)
{
	for (size_t i = run->trial->step; i < run->script->n_steps; i++)
		if (run->script->steps[i].verb == VERB_EXITS)
			return true;
	return false;
}

static bool program_ended(struct run *run)
{
	struct trial *trial = run->trial;

	run->ended = true;
	/* Nobody here did that: the machine may have run out of memory. */
	trial->killed = trial->signal == SIGKILL &&
			!run->supervisor.killed_itself;
	if (trial->killed)
		return run_inconclusive(run, RUN_KILLED);
	for (size_t i = 0; i < trial->n_connections; i++)
		trial->connections[i].program_fin |=
			trial->connections[i].established;
	peers_exchange(&run->peers, -1);
	if (may_end(run) && trial->exited)
		return true;
	trial->end = TRIAL_ENDED;
	return false;
}

static bool stuck(struct run *run)
{
	char text[128];

	snprintf(text, sizeof(text),
		 "the program waits in %s(), for which "
		 "the harness has no rule",
		 run->supervisor.stuck_in);
	return run_inconclusive(run, text);
}

static bool came_to(struct run *run, enum supervised how)
{
	switch (how) {
	case SUPERVISED_QUIESCENT:
	case SUPERVISED_FLOODED:
		return true;
	case SUPERVISED_ENDED:
		return program_ended(run);
	case SUPERVISED_SPINNING:
		run->trial->end = TRIAL_SPINNING;
		return false;
	case SUPERVISED_FORBIDDEN:
		run->trial->end = TRIAL_FORBIDDEN;
		return false;
	case SUPERVISED_STUCK:
		return stuck(run);
	case SUPERVISED_LOST:
		return run_inconclusive(run, "the program was lost: tracing "
					     "failed");
	}
	return false;
}

bool run_once(struct run *run, enum supervised *how)
{
	peers_deliver(&run->peers);
	*how = supervisor_run(&run->supervisor);
	listen_take(run);
	if (run->targets.problem)
		return run_inconclusive(run, run->targets.problem);
	return came_to(run, *how);
}

static bool must_listen(const struct run *run)
{
	for (size_t i = 0; i < run->script->n_steps; i++)
		if (run->script->steps[i].verb == VERB_CONNECTS)
			return true;
	return false;
}

static bool has_work(const struct run *run)
{
	if (peers_unnoticed(&run->peers))
		return true;
	return !run->supervisor.listener && must_listen(run);
}

bool run_settle(struct run *run, int64_t grace)
{
	struct supervisor *s = &run->supervisor;
	int64_t limit;
	enum supervised how;

	if (run->script->exact)
		grace = 0;
	limit = s->clock.now + grace;
	while (!run->ended) {
		if (!run_once(run, &how))
			return false;
		if (run->ended)
			break;
		if (peers_exchange(&run->peers, run_backlog(run))) {
			supervisor_refresh(s);
			continue;
		}
		if (run->peers.problem)
			return run_inconclusive(run, run->peers.problem);
		/* What falls due at once needs no time to pass. */
		if (supervisor_due(s) > s->clock.now &&
		    (grace <= 0 || supervisor_due(s) > limit || !has_work(run)))
			break;
		supervisor_advance(s, supervisor_due(s));
	}
	return true;
}

bool run_wake(struct run *run, int64_t limit)
{
	struct supervisor *s = &run->supervisor;

	if (run->ended || supervisor_due(s) > limit)
		return false;
	supervisor_advance(s, supervisor_due(s));
	return run_settle(run, 0);
}

bool run_pass(struct run *run, int64_t ns)
{
	struct supervisor *s = &run->supervisor;
	int64_t until = clock_after(&s->clock, ns);
	struct event event = event_none(EVENT_CLOCK);

	while (!run->ended && supervisor_due(s) <= until)
		if (!run_wake(run, until))
			return run->ended && run->trial->end == TRIAL_COMPLETED;
	supervisor_advance(s, until);
	event.t = s->clock.now;
	event.who = "clock";
	event.act = "passes";
	event.ret = ns;
	event.line = run->step ? run->step->line : 0;
	log_append(run->trial->log, &event);
	return run_settle(run, 0);
}

/* The arguments with all ports put in; the strings live in *port and here. */
static char **arguments_of(const struct run *run, char port[16])
{
	static char *arguments[MAX_ARGUMENTS + 2];
	static char ports[MAX_ARGUMENTS + 2][16];
	const struct target *target;
	char *const *given = run->plan->arguments ? run->plan->arguments :
						    run->script->arguments;
	int n = 0;

	snprintf(port, 16, "%d", run->network.port);
	arguments[n++] = strrchr(run->plan->program, '/') ?
				 strrchr(run->plan->program, '/') + 1 :
				 (char *)(uintptr_t)run->plan->program;
	for (; given && *given && n <= MAX_ARGUMENTS; given++, n++) {
		target = targets_find(&run->targets, *given);
		snprintf(ports[n], sizeof(ports[n]), "%d",
			 target ? target->port : 0);
		arguments[n] = target		       ? ports[n] :
			       !strcmp(*given, "PORT") ? port :
							 *given;
	}
	arguments[n] = NULL;
	return arguments;
}

static char *const environment[] = {
	"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	"HOME=/nonexistent",
	"LANG=C.UTF-8",
	"TERM=dumb",
	NULL,
};

static void plan_setup(const struct run *run, struct tracee_plan *plan)
{
	for (size_t i = 0; i < run->script->n_steps; i++) {
		const struct step *step = &run->script->steps[i];

		if (step->verb == VERB_STARTS_WITH_OPEN)
			plan->open_at_start = (int)step->n;
		if (step->verb == VERB_HAS_LIMIT)
			plan->descriptors = (int)step->n;
	}
}

static int start_program(struct run *run)
{
	char port[16];
	struct supervisor_plan plan = {
		.tracee = {
			.path = run->plan->program,
			.arguments = arguments_of(run, port),
			.environment = environment,
			.directory = run->plan->directory,
			.filter = run->plan->filter,
			.memory = run->plan->memory,
			.cpu_seconds = CPU_SECONDS, .file_size = FILE_SIZE,
			.cpu = run->plan->cpu, .seed = run->script->seed,
		},
		.lines = run->plan->lines, .forbids = run->plan->forbids,
		.port = run->plan->any_port ? 0 : run->network.port,
		.targets = &run->targets,
	};

	plan_setup(run, &plan.tracee);
	image_restore(run->plan->image);
	return supervisor_start(&run->supervisor, run->trial, &plan);
}

/* On a shared network somebody else may have been quicker. */
static bool port_was_stolen(struct run *run)
{
	if (run->network.own || !run->supervisor.port_in_use ||
	    run->listening >= 0)
		return false;
	for (size_t i = 0; i <= run->trial->step; i++)
		if (run->script->steps[i].verb == VERB_RESTARTS)
			return false;
	run_inconclusive(run, "the port was taken by somebody else");
	return true;
}

bool run_start(struct run *run)
{
	int64_t now = run->supervisor.clock.now;
	bool settled;

	if (start_program(run) < 0 && run->supervisor.tracee.killed_at_start) {
		run->trial->signal = run->supervisor.tracee.killed_at_start;
		run->trial->end = TRIAL_ENDED;
		return false;
	}
	if (run->supervisor.tracee.pid == 0)
		return run_inconclusive(run, run->supervisor.tracee.problem);
	run->supervisor.clock.now = now;
	listen_faults(run);
	settled = run_settle(run, RUN_GRACE);
	if (port_was_stolen(run) || !settled)
		return false;
	if (run->ended)
		return true;
	if (must_listen(run) && !run->supervisor.listener) {
		run->trial->end = TRIAL_NOT_LISTENING;
		return false;
	}
	if (run->supervisor.listener)
		run->network.port = run->supervisor.listener->port;
	return true;
}

/* Somebody listens on the port already. */
static void take_port(struct run *run)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)run->network.port),
	};

	run->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(run->listening, (const struct sockaddr *)&address,
		 sizeof(address)) < 0 ||
	    listen(run->listening, 1) < 0)
		perror("harness: port");
}

static void take_steps(struct run *run)
{
	const struct script *script = run->script;
	struct trial *trial = run->trial;

	for (size_t i = 0; i < script->n_steps; i++)
		if (script->steps[i].verb == VERB_PORT_TAKEN)
			take_port(run);
	if (!listen_begin(run) || !run_start(run))
		return;
	trial->descriptors_at_start =
		(size_t)descriptors_count(&run->supervisor.descriptors);
	run->memory_at_start = program_memory(run);
	for (size_t i = 0; i < script->n_steps; i++) {
		trial->step = i;
		run->step = &script->steps[i];
		trial->member = 0;
		trial->peer = NULL;
		trial->connection = 0;
		if (!run_step(run, run->step))
			return;
	}
}

struct event run_peer_event(const struct run *run, const char *who,
			    const char *act)
{
	struct event event = event_none(EVENT_PEER);

	event.t = run->supervisor.clock.now;
	event.who = who;
	event.act = act;
	event.line = run->step->line;
	event.connection = run->trial->connection;
	return event;
}

void run_note(struct run *run, const char *who, const char *act, int64_t bytes)
{
	struct event event = run_peer_event(run, who, act);

	event.ret = bytes;
	log_append(run->trial->log, &event);
}

struct trial *run_trial(const struct script *script,
			const struct run_plan *plan)
{
	struct run run = { .script = script, .plan = plan, .listening = -1 };
	struct trial *trial = memory_get(sizeof(*trial));

	run.trial = trial;
	trial->script = script;
	trial->log = log_new();
	trial->doing.fd = trial->doing.nfds = -1;
	if (network_open(&run.network) < 0) {
		run_inconclusive(&run, "no port is free on this machine");
	} else {
		peers_init(&run.peers, &run.network, trial);
		trial->wanted_port = plan->any_port ? 0 : run.network.port;
		take_steps(&run);
	}
	trial->fault_fired = faults_swept(&run.supervisor.faults);
	supervisor_describe(&run.supervisor);
	supervisor_stop(&run.supervisor);
	peers_clear(&run.peers);
	targets_clear(&run.targets);
	network_close(&run.network);
	if (run.listening >= 0)
		close(run.listening);
	return trial;
}

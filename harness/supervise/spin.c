/* SPDX-License-Identifier: MIT */
#include "supervise/spin.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "supervise/calls.h"

/* Calls in a row that may bring nothing, and as many again for each
   descriptor: a round over all of them is no spin. */
#define IDLE_CALLS	1000
#define IDLE_CALLS_EACH 8

/* Timeouts in a row; they are a spin when they come more often than every
   millisecond, which is how often a program may wake. */
#define IDLE_WAKES    400
#define WAKE_INTERVAL (NS_PER_MS * 9 / 10)

/* CPU time without a call. No lesson computes for so long. */
#define COMPUTING_MS 400

/* Writes to its output, and calls about plain files (an interpreter reads its
   library): any amount is fine, but not without end. */
#define IDLE_PRINTS 300000

/* Of these a look at the clock takes so many: it brings nothing, but it may
   come with every step of what the program does by itself. */
#define CLOCK_PRINTS 10

/* Crashes that a handler returns from. */
#define IDLE_CRASHES 1000

/* Ticks in state S without a stop. */
#define STILL_TICKS 10

static bool is_quiet(const struct supervisor *s)
{
	const char *name = s->current.call ? s->current.call->name : "";

	/* Clocks, handlers and descriptors are changed in passing. */
	return s->current.call && s->current.call->family == CALL_OTHER &&
	       strcmp(name, "close");
}

static bool reads_clock(const struct supervisor *s)
{
	const char *name = s->current.call->name;

	return !strcmp(name, "clock_gettime") ||
	       !strcmp(name, "gettimeofday") || !strcmp(name, "time");
}

/* One descriptor after another is closed: that has an end. */
static bool closes_on(struct supervisor *s)
{
	int last = s->idling.closed;

	if (strcmp(s->current.call->name, "close") != 0)
		return false;
	s->idling.closed = (int)call_argument(s, 0);
	return s->idling.closed == last + 1;
}

void spin_count(struct supervisor *s)
{
	if (!s->current.call)
		return;
	if (reads_clock(s))
		s->idling.prints += CLOCK_PRINTS;
	else if (!closes_on(s))
		s->idling.calls++;
	if (!is_quiet(s))
		s->trial->calls++;
}

void spin_count_print(struct supervisor *s)
{
	if (s->idling.calls > 0)
		s->idling.calls--;
	s->idling.prints++;
}

void spin_count_file(struct supervisor *s)
{
	if (s->current.file && s->current.file->kind == FILE_OTHER)
		spin_count_print(s);
}

bool spin_count_crash(struct supervisor *s, int signal)
{
	if (signal != SIGSEGV && signal != SIGBUS && signal != SIGFPE &&
	    signal != SIGILL && signal != SIGTRAP)
		return false;
	return ++s->idling.crashes > IDLE_CRASHES;
}

bool spin_grant(struct supervisor *s)
{
	const rlim_t more = s->cpu_seconds;
	struct rlimit limit;

	if (s->clock.now - s->granted_at < (int64_t)more * NS_PER_SECOND ||
	    prlimit(s->tracee.pid, RLIMIT_CPU, NULL, &limit) < 0)
		return false;
	/* Where the machine's own limit (ulimit -t) is nearer, it ends the
	   program by SIGKILL, and nobody says that it was a spin. */
	limit.rlim_cur = limit.rlim_max - limit.rlim_cur > more ?
				 limit.rlim_cur + more :
				 limit.rlim_max;
	s->granted_at = s->clock.now;
	return prlimit(s->tracee.pid, RLIMIT_CPU, &limit, NULL) == 0;
}

static void log_spin(struct supervisor *s, const char *act, struct source at)
{
	struct event event = event_none(EVENT_SPINS);

	event.t = s->clock.now;
	event.who = "server";
	event.act = act;
	event.fd = s->current.fd;
	event.peer = file_owner(s, s->current.file);
	event.at = at;
	log_append(s->trial->log, &event);
}

void spin_woken(struct supervisor *s)
{
	s->idling.wakes++;
	s->idling.calls = s->idling.prints = 0;
}

bool spin_is_endless(struct supervisor *s)
{
	const struct idling *idling = &s->idling;
	uint64_t most = IDLE_CALLS +
			IDLE_CALLS_EACH * (uint64_t)s->trial->n_connections;
	int64_t elapsed = s->clock.now - idling->since;
	bool calls = idling->calls > most || idling->prints > IDLE_PRINTS;
	bool wakes = idling->wakes > IDLE_WAKES &&
		     elapsed / (int64_t)idling->wakes < WAKE_INTERVAL;

	if (!calls && !wakes)
		return false;
	s->trial->doing.kind = DOING_SPINNING;
	s->trial->doing.call = s->current.call ? s->current.call->name : NULL;
	s->trial->doing.fd = s->current.fd;
	s->trial->doing.peer = file_owner(s, s->current.file);
	s->trial->doing.connection =
		s->current.file ? s->current.file->connection : 0;
	s->trial->doing.at = s->current.at;
	log_spin(s, s->trial->doing.call, s->current.at);
	return true;
}

void spin_stopped(struct supervisor *s)
{
	s->still = 0;
	s->cpu_at_stop = UINT64_MAX;
}

/* It computes: stop it where it is, and find the loop. */
static void find_loop(struct supervisor *s)
{
	int status;

	kill(s->tracee.pid, SIGSTOP);
	while (waitpid(s->tracee.pid, &status, __WALL) < 0)
		if (errno != EINTR)
			return;
	if (!WIFSTOPPED(status))
		return;
	s->trial->doing.kind = DOING_COMPUTING;
	s->trial->doing.fd = -1;
	s->trial->doing.at = lines_of_loop(s->lines);
	log_spin(s, "computes", s->trial->doing.at);
}

char *seccomp_name(long number)
{
	return seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, (int)number);
}

/* Nobody can end these but the program itself, and it is alone. */
static bool waits_for_ever(const struct registers *registers, const char *name)
{
	static const char *const calls[] = {
		"flock",  "fcntl",	     "open",
		"openat", "semop",	     "msgrcv",
		"msgsnd", "mq_timedreceive", "mq_timedsend",
	};

	if (!strcmp(name, "futex"))
		return !registers_argument(registers, 3); /* no timeout */
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (!strcmp(name, calls[i]))
			return true;
	return false;
}

/* It waits in a call that has no rule: stop it there. The call goes on when
   the program does. */
static enum supervised stop_stuck(struct supervisor *s, long call)
{
	struct registers registers;
	char *name = seccomp_name(call);
	int status;

	s->stuck_in = log_intern(s->trial->log, name ? name : "?");
	free(name);
	kill(s->tracee.pid, SIGSTOP);
	while (waitpid(s->tracee.pid, &status, __WALL) < 0)
		if (errno != EINTR)
			return SUPERVISED_STUCK;
	if (!WIFSTOPPED(status) || status >> 8 != SIGSTOP ||
	    registers_read(s->tracee.pid, &registers) < 0)
		return SUPERVISED_STUCK;
	s->stuck_at = lines_where(s->lines, registers_pc(&registers),
				  registers_sp(&registers), true);
	if (!waits_for_ever(&registers, s->stuck_in))
		return SUPERVISED_STUCK;
	s->stopped = true;
	s->still = 0;
	return SUPERVISED_QUIESCENT;
}

bool spin_look(struct supervisor *s, enum supervised *end)
{
	struct tracee_look look = tracee_look(&s->tracee);

	if (s->cpu_at_stop == UINT64_MAX)
		s->cpu_at_stop = look.cpu_ms;
	if (look.state == 'S' || look.state == 'D') {
		s->still += look.state == 'S';
		if (s->still < STILL_TICKS)
			return false;
		*end = stop_stuck(s, look.call);
		return true;
	}
	s->still = 0;
	if (look.cpu_ms - s->cpu_at_stop < COMPUTING_MS)
		return false;
	find_loop(s);
	*end = SUPERVISED_SPINNING;
	return true;
}

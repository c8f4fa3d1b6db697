/* SPDX-License-Identifier: MIT */
#include "supervise/tracee.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define TICK_US 20000

#ifndef SYS_SECCOMP
#define SYS_SECCOMP 1 /* si_code of sigaction(2) */
#endif

void tracee_resume(struct tracee *tracee, bool stop_at_exit, int signal)
{
	/* ESRCH means that it was killed: the next wait says so. */
	ptrace(stop_at_exit ? PTRACE_SYSCALL : PTRACE_CONT, tracee->pid, NULL,
	       (void *)(long)signal);
}

static struct stop stop_of_event(struct tracee *tracee, int status)
{
	struct stop stop = { .kind = STOP_SIGNAL, .signal = WSTOPSIG(status) };

	if (stop.signal == (SIGTRAP | 0x80)) {
		stop.kind = STOP_EXIT;
	} else if (status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8)) {
		stop.kind = STOP_ENTRY;
	} else if (status >> 16) {
		/* An event of no interest; let it go on without a signal. */
		stop.signal = 0;
	} else if (stop.signal == SIGSYS || stop.signal == SIGXCPU) {
		siginfo_t info = { 0 };

		ptrace(PTRACE_GETSIGINFO, tracee->pid, NULL, &info);
		stop.foreign = stop.signal == SIGSYS &&
			       info.si_code == SYS_SECCOMP;
		stop.limit = stop.signal == SIGXCPU &&
			     info.si_code == SI_KERNEL;
	}
	return stop;
}

struct stop tracee_wait(struct tracee *tracee)
{
	struct stop stop = { .kind = STOP_LOST };
	int status;

	if (waitpid(tracee->pid, &status, __WALL) < 0) {
		if (errno == EINTR)
			stop.kind = STOP_NONE;
		return stop;
	}
	if (WIFSTOPPED(status))
		return stop_of_event(tracee, status);
	stop.kind = STOP_GONE;
	stop.status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	stop.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	tracee->pid = 0;
	return stop;
}

static void on_tick(int signal)
{
	(void)signal;
}

void tracee_ticks(bool on)
{
	static const struct itimerval never;
	static const struct itimerval often = {
		.it_interval = { 0, TICK_US },
		.it_value = { 0, TICK_US },
	};
	struct sigaction action = { .sa_handler = on_tick };

	/* No SA_RESTART: the tick is there to interrupt waitpid(). */
	if (on)
		sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, on ? &often : &never, NULL);
}

struct tracee_look tracee_look(const struct tracee *tracee)
{
	struct tracee_look look = { .state = '?', .call = -1 };
	char path[64], text[1024];
	unsigned long user = 0, system = 0;
	FILE *file;
	char *end;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)tracee->pid);
	file = fopen(path, "re");
	if (!file)
		return look;
	if (fgets(text, sizeof(text), file) && (end = strrchr(text, ')')))
		sscanf(end + 1,
		       " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
		       &look.state, &user, &system);
	fclose(file);
	look.cpu_ms =
		(user + system) * 1000 / (unsigned long)sysconf(_SC_CLK_TCK);
	snprintf(path, sizeof(path), "/proc/%d/syscall", (int)tracee->pid);
	file = fopen(path, "re");
	if (!file)
		return look;
	if (fscanf(file, "%ld", &look.call) != 1)
		look.call = -1;
	fclose(file);
	return look;
}

int tracee_read(const struct tracee *tracee, uint64_t address, void *data,
		size_t size)
{
	struct iovec local = { data, size };
	struct iovec remote = { (void *)(uintptr_t)address, size };
	unsigned char *bytes = data;
	ssize_t n = process_vm_readv(tracee->pid, &local, 1, &remote, 1, 0);

	if (n == (ssize_t)size)
		return 0;
	if (n >= 0 || (errno != EPERM && errno != ENOSYS)) {
		errno = EFAULT;
		return -1;
	}
	for (size_t done = 0; done < size; done += sizeof(long)) {
		size_t part = size - done < sizeof(long) ? size - done :
							   sizeof(long);
		long word;

		errno = 0;
		word = ptrace(PTRACE_PEEKDATA, tracee->pid,
			      (void *)(uintptr_t)(address + done), NULL);
		if (errno)
			return -1;
		memcpy(bytes + done, &word, part);
	}
	return 0;
}

static int poke(const struct tracee *tracee, uint64_t address,
		const unsigned char *bytes, size_t size)
{
	for (size_t done = 0; done < size; done += sizeof(long)) {
		size_t part = size - done < sizeof(long) ? size - done :
							   sizeof(long);
		void *at = (void *)(uintptr_t)(address + done);
		long word;

		errno = 0;
		word = ptrace(PTRACE_PEEKDATA, tracee->pid, at, NULL);
		if (errno)
			return -1;
		memcpy(&word, bytes + done, part);
		if (ptrace(PTRACE_POKEDATA, tracee->pid, at, (void *)word) < 0)
			return -1;
	}
	return 0;
}

int tracee_write(const struct tracee *tracee, uint64_t address,
		 const void *data, size_t size)
{
	struct iovec local = { (void *)(uintptr_t)data, size };
	struct iovec remote = { (void *)(uintptr_t)address, size };
	ssize_t n = process_vm_writev(tracee->pid, &local, 1, &remote, 1, 0);

	if (n == (ssize_t)size)
		return 0;
	if (n >= 0 || (errno != EPERM && errno != ENOSYS)) {
		errno = EFAULT;
		return -1;
	}
	return poke(tracee, address, data, size);
}

/* Resume until the call in which it is, or which it is about to make, has
   returned. A signal that arrives meanwhile is kept for later. */
static int finish_call(struct tracee *tracee, int *stops, int wanted)
{
	int status, kept = 0;

	while (*stops < wanted) {
		if (ptrace(PTRACE_SYSCALL, tracee->pid, NULL, NULL) < 0)
			return -1;
		while (waitpid(tracee->pid, &status, __WALL) < 0)
			if (errno != EINTR)
				return -1;
		if (!WIFSTOPPED(status)) {
			/* Gone: leave it for the next wait to find out. */
			return -1;
		}
		if (WSTOPSIG(status) == (SIGTRAP | 0x80))
			(*stops)++;
		else if (status >> 16 == 0)
			kept = WSTOPSIG(status);
	}
	if (kept)
		syscall(SYS_tgkill, tracee->pid, tracee->pid, kept);
	return 0;
}

long tracee_call(struct tracee *tracee, const struct registers *entry,
		 bool at_entry, long call, const uint64_t arguments[6])
{
	struct registers registers = *entry, back;
	int stops = 0;
	long result;

	if (!at_entry) {
		struct registers again = *entry;

		again.call = call;
		registers_repeat(&registers, &again);
	}
	for (int i = 0; i < 6; i++)
		registers_set_argument(&registers, i, arguments[i]);
	if (at_entry)
		registers_set_call(&registers, call);
	if (registers_write(tracee->pid, &registers) < 0)
		return -errno;
	/* From the exit of a call there is an entry stop on the way. */
	if (finish_call(tracee, &stops, at_entry ? 1 : 2) < 0 ||
	    registers_read(tracee->pid, &back) < 0)
		return -ESRCH;
	result = registers_result(&back);
	if (at_entry) {
		registers_repeat(&registers, entry);
		if (registers_write(tracee->pid, &registers) < 0)
			return -errno;
		ptrace(PTRACE_CONT, tracee->pid, NULL, NULL);
		if (tracee_wait(tracee).kind != STOP_ENTRY)
			return -ESRCH;
	}
	return result;
}

int tracee_map_scratch(struct tracee *tracee, const struct registers *entry,
		       bool at_entry)
{
	const uint64_t arguments[6] = {
		0,
		TRACEE_SCRATCH_SIZE,
		PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS,
		(uint64_t)-1,
		0,
	};
	long address;

	if (tracee->scratch)
		return 0;
	address = tracee_call(tracee, entry, at_entry, SYS_mmap, arguments);
	if (address < 0 && address > -4096)
		return -1;
	tracee->scratch = (uint64_t)address;
	return 0;
}

void tracee_kill(struct tracee *tracee)
{
	int status;

	if (!tracee->pid)
		return;
	kill(tracee->pid, SIGKILL);
	while (waitpid(tracee->pid, &status, __WALL) < 0 || WIFSTOPPED(status))
		if (errno == ECHILD)
			break;
	tracee->pid = 0;
}

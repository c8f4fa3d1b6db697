/* SPDX-License-Identifier: MIT */
#include "doctor_trace.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "supervise/arch.h"

#define ANSWER	 4242
#define PATIENCE 5 /* seconds; a working machine needs a millisecond */

/* What the child found; its exit status. */
enum {
	CHILD_SKIPPED = 1,
	CHILD_WORD = 2,
	CHILD_PIECE = 4,
	CHILD_FAILED = 64,
};

/* At the same addresses in the child. */
static volatile long word, piece;

static bool filter_load(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(*code), code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

static void child_run(void)
{
	int found = 0;

	/* An emulator may leave it waiting for a tracer that never comes. */
	alarm(PATIENCE);
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
		_exit(CHILD_FAILED);
	raise(SIGSTOP);
	if (!filter_load())
		_exit(CHILD_FAILED);
	if (syscall(SYS_getppid) == ANSWER)
		found |= CHILD_SKIPPED;
	syscall(SYS_getppid);
	if (word == ANSWER)
		found |= CHILD_WORD;
	if (piece == ANSWER)
		found |= CHILD_PIECE;
	_exit(found);
}

/* The next status of the child; -1: none comes. */
static int next(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, __WALL) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

static int resume(pid_t pid, bool to_exit)
{
	if (ptrace(to_exit ? PTRACE_SYSCALL : PTRACE_CONT, pid, NULL, NULL) !=
	    0)
		return -1;
	return next(pid);
}

static bool at_entry(int status)
{
	return status >= 0 && WIFSTOPPED(status) &&
	       status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8);
}

static void memory_try(pid_t pid, struct trace_trial *trial)
{
	long answer = ANSWER, seen = 0;
	struct iovec ours = { &answer, sizeof(answer) };
	struct iovec theirs = { (void *)&piece, sizeof(piece) };
	const ssize_t whole = sizeof(answer);

	errno = 0;
	trial->words =
		ptrace(PTRACE_POKEDATA, pid, (void *)&word, answer) == 0 &&
		ptrace(PTRACE_PEEKDATA, pid, (void *)&word, NULL) == answer;
	trial->pieces = process_vm_writev(pid, &ours, 1, &theirs, 1, 0) ==
			whole;
	ours.iov_base = &seen;
	trial->pieces = trial->pieces &&
			process_vm_readv(pid, &ours, 1, &theirs, 1, 0) ==
				whole &&
			seen == answer;
}

/* The first marked call gets a result of ours, the second is made twice. */
static int calls_try(pid_t pid, struct trace_trial *trial)
{
	struct registers entry, registers;
	int status = resume(pid, false);

	trial->filter = at_entry(status);
	if (!trial->filter || registers_read(pid, &registers) != 0)
		return status;
	registers_skip(&registers, ANSWER);
	if (registers_write(pid, &registers) != 0)
		return status;
	status = resume(pid, false);
	if (!at_entry(status) || registers_read(pid, &entry) != 0)
		return status;
	status = resume(pid, true);
	if (status < 0 || !WIFSTOPPED(status) ||
	    WSTOPSIG(status) != (SIGTRAP | 0x80) ||
	    registers_read(pid, &registers) != 0)
		return status;
	registers_repeat(&registers, &entry);
	if (registers_write(pid, &registers) != 0)
		return status;
	status = resume(pid, false);
	trial->repeat = at_entry(status);
	return trial->repeat ? resume(pid, false) : status;
}

static void child_supervise(pid_t pid, struct trace_trial *trial)
{
	const long options = PTRACE_O_EXITKILL | PTRACE_O_TRACESECCOMP |
			     PTRACE_O_TRACESYSGOOD;
	int status = next(pid);

	trial->trace = status >= 0 && WIFSTOPPED(status) &&
		       ptrace(PTRACE_SETOPTIONS, pid, NULL, options) == 0;
	if (trial->trace) {
		memory_try(pid, trial);
		status = calls_try(pid, trial);
	}
	if (status >= 0 && WIFEXITED(status)) {
		int found = WEXITSTATUS(status);

		trial->skip = found & CHILD_SKIPPED;
		trial->words = trial->words && (found & CHILD_WORD);
		trial->pieces = trial->pieces && (found & CHILD_PIECE);
		return;
	}
	kill(pid, SIGKILL);
	while (status >= 0 && !WIFEXITED(status) && !WIFSIGNALED(status))
		status = next(pid);
}

struct trace_trial trace_try(void)
{
	struct trace_trial trial = { 0 };
	pid_t pid;

	word = piece = 0;
	pid = fork();
	if (pid == 0)
		child_run();
	if (pid > 0)
		child_supervise(pid, &trial);
	return trial;
}

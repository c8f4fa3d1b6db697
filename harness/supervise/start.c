/* SPDX-License-Identifier: MIT */
/*
 * Starting a program under supervision: the part of tracee.h between fork()
 * and the program's first instruction.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/seccomp.h>

#include "supervise/oom.h"
#include "supervise/tracee.h"

#define STACK_READ     32768 /* arguments and environment are ours: small */
#define EXIT_NO_FILTER 125
#define EXIT_NO_EXEC   127

static void limit(int resource, rlim_t value)
{
	struct rlimit limit = { value, value };

	setrlimit(resource, &limit);
}

static void limit_all(const struct tracee_plan *plan)
{
	struct rlimit files, cpu;

	limit(RLIMIT_CORE, 0);
	if (plan->memory)
		limit(RLIMIT_AS, plan->memory);
	/* The soft limit, for its SIGXCPU says what it is. The other one stays
	   as it was: more may be granted (spin.h). */
	if (plan->cpu_seconds && getrlimit(RLIMIT_CPU, &cpu) == 0) {
		if (cpu.rlim_cur > plan->cpu_seconds)
			cpu.rlim_cur = plan->cpu_seconds;
		setrlimit(RLIMIT_CPU, &cpu);
	}
	if (plan->file_size)
		limit(RLIMIT_FSIZE, plan->file_size);
	if (getrlimit(RLIMIT_NOFILE, &files) < 0)
		return;
	files.rlim_cur = files.rlim_max;
	if (plan->descriptors)
		files.rlim_cur = files.rlim_max = (rlim_t)plan->descriptors;
	setrlimit(RLIMIT_NOFILE, &files);
}

static void arrange_descriptors(const struct tracee_plan *plan)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, 0);
	dup2(plan->output, 1);
	dup2(plan->errors, 2);
	syscall(SYS_close_range, 3U, ~0U, 0U);
	for (int fd = 3; fd < plan->open_at_start; fd++)
		if (fcntl(0, F_DUPFD, fd) != fd)
			break;
}

/* In the child. Whatever fails here shows as an exit before the exec. */
static void become(const struct tracee_plan *plan)
{
	sigset_t none;
	cpu_set_t cpus;

	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	if (plan->cpu >= 0) {
		CPU_ZERO(&cpus);
		CPU_SET(plan->cpu, &cpus);
		sched_setaffinity(0, sizeof(cpus), &cpus);
	}
	if (plan->directory && chdir(plan->directory) < 0)
		_exit(EXIT_NO_EXEC);
	arrange_descriptors(plan);
	limit_all(plan);
	personality(ADDR_NO_RANDOMIZE);
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
		_exit(EXIT_NO_FILTER);
	raise(SIGSTOP);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0,
		    &plan->filter->program) < 0)
		_exit(EXIT_NO_FILTER);
	execve(plan->path, plan->arguments, plan->environment);
	_exit(EXIT_NO_EXEC);
}

static int fail(struct tracee *tracee, const char *problem)
{
	snprintf(tracee->problem, sizeof(tracee->problem), "%s", problem);
	tracee_kill(tracee);
	return -1;
}

/* The next stop of the child, as a wait status; -1 when it is gone. */
static int next(struct tracee *tracee)
{
	int status;

	while (waitpid(tracee->pid, &status, __WALL) < 0)
		if (errno != EINTR)
			return -1;
	if (WIFSTOPPED(status))
		return status;
	tracee->pid = 0;
	tracee->killed_at_start = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	return -1;
}

/* From its own SIGSTOP over the traced execve to the loaded program. */
static int reach_exec(struct tracee *tracee)
{
	const long options = PTRACE_O_EXITKILL | PTRACE_O_TRACESECCOMP |
			     PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC;
	int status = next(tracee), signal = 0;

	if (status < 0)
		return fail(tracee, "the system refuses to trace a child");
	if (ptrace(PTRACE_SETOPTIONS, tracee->pid, NULL, (void *)options) < 0)
		return fail(tracee, "the system refuses the trace options");
	do {
		ptrace(PTRACE_CONT, tracee->pid, NULL, (void *)(long)signal);
		status = next(tracee);
		/* The kernel's SIGSEGV, when the memory is not enough. */
		signal = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
		if (status < 0 && errno == EXIT_NO_FILTER)
			return fail(tracee, "the system refuses the filter");
		if (status < 0)
			return fail(tracee, "the program cannot be executed");
	} while (status >> 8 != (SIGTRAP | PTRACE_EVENT_EXEC << 8));
	return 0;
}

static uint64_t mix(uint64_t *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return *state ^ *state >> 33;
}

/* The stack from sp on, page by page up to its end; how much that is. */
static size_t read_stack(const struct tracee *tracee, uint64_t sp,
			 uint64_t stack[STACK_READ / sizeof(uint64_t)])
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), done = 0;

	while (done < STACK_READ) {
		size_t size = page - (sp + done) % page;

		if (size > STACK_READ - done)
			size = STACK_READ - done;
		if (tracee_read(tracee, sp + done, (char *)stack + done, size) <
		    0)
			break;
		done += size;
	}
	return done;
}

/*
 * Take the vDSO away, so that reading a clock is a call that can be answered,
 * and make the bytes at AT_RANDOM a matter of the seed.
 */
static int patch_auxiliary_vector(struct tracee *tracee, uint64_t seed)
{
	static uint64_t stack[STACK_READ / sizeof(uint64_t)];
	struct registers registers;
	uint64_t sp, bytes[2] = { mix(&seed), mix(&seed) };
	size_t n, i = 1;

	if (registers_read(tracee->pid, &registers) < 0)
		return -1;
	sp = registers_sp(&registers);
	n = read_stack(tracee, sp, stack) / sizeof(*stack);
	for (int vectors = 0; i < n && vectors < 2; i++)
		vectors += stack[i] == 0;
	for (; i + 1 < n && stack[i] != AT_NULL; i += 2) {
		const uint64_t ignore = AT_IGNORE;
		uint64_t at = sp + i * sizeof(*stack);

		if (stack[i] == AT_SYSINFO_EHDR &&
		    tracee_write(tracee, at, &ignore, sizeof(ignore)) < 0)
			return -1;
		if (stack[i] == AT_RANDOM &&
		    tracee_write(tracee, stack[i + 1], bytes, sizeof(bytes)) <
			    0)
			return -1;
	}
	return i + 1 < n ? 0 : -1;
}

int tracee_start(struct tracee *tracee, const struct tracee_plan *plan)
{
	*tracee = (struct tracee){ 0 };
	tracee->pid = oom_fork();
	if (tracee->pid < 0) {
		tracee->pid = 0;
		return fail(tracee, "the system refuses a new process");
	}
	if (tracee->pid == 0)
		become(plan);
	if (reach_exec(tracee) < 0)
		return -1;
	if (patch_auxiliary_vector(tracee, plan->seed) < 0)
		return fail(tracee, "the auxiliary vector cannot be read");
	return 0;
}

/* SPDX-License-Identifier: MIT */
#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "export/files.h"
#include "memory.h"
#include "sandbox/backend.h"

#define GRACE_MS 5000 /* of real time, to end by itself */
#define SPARE	 64   /* above all fixed descriptors */

const char *sandbox_name(enum sandbox_kind kind)
{
	return kind == SANDBOX_NAMESPACES ? "namespaces" : "users";
}

/* This program as a file in memory: any user may execute it. */
static int copy_program(void)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int to = memfd_create("grader", MFD_CLOEXEC);
	struct stat stat;
	off_t offset = 0;

	if (from < 0 || to < 0 || fstat(from, &stat) < 0)
		return -1;
	while (offset < stat.st_size)
		if (sendfile(to, from, &offset,
			     (size_t)(stat.st_size - offset)) <= 0)
			return -1;
	close(from);
	fchmod(to, 0555);
	return to;
}

int sandbox_open(struct sandbox *sandbox, const char *kit, char problem[256])
{
	sandbox->kit = open(kit, O_PATH | O_DIRECTORY | O_CLOEXEC);
	sandbox->program = copy_program();
	if (sandbox->kit >= 0 && sandbox->program >= 0) {
		hierarchy_open(&sandbox->hierarchy);
		cgroup_clean(&sandbox->hierarchy);
		cgroup_works(&sandbox->hierarchy);
		return 0;
	}
	snprintf(problem, 256, "the sandbox: %s", strerror(errno));
	sandbox_close(sandbox);
	return -1;
}

void sandbox_close(struct sandbox *sandbox)
{
	if (sandbox->kit >= 0)
		close(sandbox->kit);
	if (sandbox->program >= 0)
		close(sandbox->program);
	hierarchy_close(&sandbox->hierarchy);
	sandbox->kit = sandbox->program = -1;
}

/* Onto their fixed numbers, in two steps, as they may lie there already. */
static void arrange(const int from[5])
{
	int spare[5] = { -1, -1, -1, -1, -1 };

	for (int i = 0; i < 5; i++)
		spare[i] = fcntl(from[i], F_DUPFD_CLOEXEC, SPARE);
	dup2(spare[4], 0);
	dup2(spare[4], 1);
	dup2(spare[4], 2);
	for (int i = 0; i < 4; i++)
		if (dup2(spare[i], SANDBOX_KIT + i) < 0)
			_exit(126);
	syscall(SYS_close_range, SANDBOX_SOURCE + 1U, ~0U, 0U);
}

static void prepare_child(const struct slot *slot)
{
	sigset_t none;
	cpu_set_t cpus;

	if (cgroup_join(&slot->cgroup) < 0)
		_exit(126);
	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	umask(022);
	if (slot->cpu < 0)
		return;
	CPU_ZERO(&cpus);
	CPU_SET(slot->cpu, &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
}

static _Noreturn void enter(const struct sandbox *sandbox,
			    const struct slot *slot, const char *lesson,
			    const char *file, const char *folder,
			    const int descriptors[5])
{
	char program[32], source[320];
	char *argv[] = { program,
			 "judge",
			 (char *)(size_t)lesson,
			 source,
			 sandbox->compile_only ? "compile" : NULL,
			 NULL };
	const struct entrance entrance = { slot, file, folder, argv };

	snprintf(program, sizeof(program), "/proc/self/fd/%d", SANDBOX_PROGRAM);
	snprintf(source, sizeof(source), "%s/%s",
		 sandbox->kind == SANDBOX_NAMESPACES ? NAMESPACES_SOURCE :
						       "submission",
		 file);
	prepare_child(slot);
	arrange(descriptors);
	if (sandbox->kind == SANDBOX_NAMESPACES)
		namespaces_enter(&entrance);
	users_enter(&entrance);
}

static int source_in_memory(const void *source, size_t len)
{
	int fd = memfd_create("source", MFD_CLOEXEC);

	if (fd >= 0 && write(fd, source, len) != (ssize_t)len) {
		close(fd);
		return -1;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/* A folder for the user's files. What a killed run has left goes first. */
static char *make_folder(struct sandbox_job *job)
{
	snprintf(job->folder, sizeof(job->folder), "/tmp/wouldblock-slot-%u-%u",
		 job->slot->user, job->slot->user ? 0 : (unsigned)getpid());
	folder_remove(job->folder);
	return mkdir(job->folder, 0700) < 0 ? NULL : job->folder;
}

int sandbox_start(const struct sandbox *sandbox, struct slot *slot,
		  const char *lesson, const char *file, const void *source,
		  size_t len, struct sandbox_job *job)
{
	int descriptors[5] = { sandbox->kit, -1, sandbox->program,
			       source_in_memory(source, len),
			       open("/dev/null", O_RDWR | O_CLOEXEC) };
	int ends[2] = { -1, -1 };
	char *folder = NULL;

	*job = (struct sandbox_job){ .pid = -1, .result = -1, .slot = slot };
	if (descriptors[3] < 0 || descriptors[4] < 0 ||
	    pipe2(ends, O_CLOEXEC) < 0)
		goto out;
	if (sandbox->kind == SANDBOX_USERS && !(folder = make_folder(job)))
		goto out;
	descriptors[1] = ends[1];
	cgroup_begin(&slot->cgroup);
	job->pid = fork();
	if (job->pid == 0)
		enter(sandbox, slot, lesson, file, folder, descriptors);
	job->result = ends[0];
	ends[0] = -1;
out:
	for (int i = 0; i < 2; i++)
		if (ends[i] >= 0)
			close(ends[i]);
	if (descriptors[3] >= 0)
		close(descriptors[3]);
	if (descriptors[4] >= 0)
		close(descriptors[4]);
	return job->pid < 0 ? -1 : 0;
}

/* The judge has said all it had to say: it ends now, or is ended. */
static void give_time(pid_t pid)
{
	struct pollfd end = { .fd = (int)syscall(SYS_pidfd_open, pid, 0),
			      .events = POLLIN };

	if (end.fd < 0)
		return;
	while (poll(&end, 1, GRACE_MS) < 0 && errno == EINTR)
		;
	close(end.fd);
}

int sandbox_end(struct sandbox_job *job, bool at_once)
{
	int status = 0;

	if (!at_once)
		give_time(job->pid);
	/* bubblewrap dies with all in it; the keeper's judge dies with it. */
	if (waitpid(job->pid, &status, WNOHANG) == 0) {
		kill(job->pid, SIGKILL);
		while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	user_kill_all(job->slot->user);
	job->overrun = cgroup_end(&job->slot->cgroup);
	close(job->result);
	if (job->folder[0])
		folder_remove(job->folder);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

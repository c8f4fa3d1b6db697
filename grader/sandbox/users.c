/* SPDX-License-Identifier: MIT */
/* The back end without namespaces: a user of its own, and a keeper who ends
   every process of this user's. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/backend.h"

#define PROCESSES 64

void user_become(uid_t user)
{
	const struct rlimit few = { PROCESSES, PROCESSES };

	if (user != 0) {
		setrlimit(RLIMIT_NPROC, &few);
		if (setgroups(0, NULL) < 0 || setresgid(user, user, user) < 0 ||
		    setresuid(user, user, user) < 0)
			_exit(126);
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		_exit(126);
}

void user_kill_all(uid_t user)
{
	pid_t pid = user == 0 ? -1 : fork();

	/* kill(2) with -1 takes all that this user may signal, at once, and
	   nobody else; a fork that is under way does not get past it. */
	if (pid == 0) {
		if (setresuid(user, user, user) == 0)
			kill(-1, SIGKILL);
		_exit(0);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

static void copy_source(const struct entrance *entrance)
{
	char buffer[65536], path[320];
	ssize_t n;
	int fd;

	if (chdir(entrance->folder) < 0 || mkdir("submission", 0755) < 0)
		_exit(126);
	snprintf(path, sizeof(path), "submission/%s", entrance->file);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	while ((n = read(SANDBOX_SOURCE, buffer, sizeof(buffer))) > 0)
		if (write(fd, buffer, (size_t)n) != n)
			_exit(126);
	close(fd);
}

static _Noreturn void become_judge(const struct entrance *entrance)
{
	char *environment[] = { "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", NULL,
				NULL };
	char scratch[512];

	copy_source(entrance);
	snprintf(scratch, sizeof(scratch), "TMPDIR=%s", entrance->folder);
	environment[2] = scratch;
	if (entrance->slot->user &&
	    chown(entrance->folder, entrance->slot->user,
		  entrance->slot->user) < 0)
		_exit(126);
	user_become(entrance->slot->user);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execve(entrance->argv[0], entrance->argv, environment);
	_exit(127);
}

/* The keeper: all orphans of the judge's come to it. */
void users_enter(const struct entrance *entrance)
{
	int status = 0, last = 0;
	pid_t judge;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	user_kill_all(entrance->slot->user);
	judge = fork();
	if (judge == 0)
		become_judge(entrance);
	close(SANDBOX_RESULT);
	while (judge > 0 && waitpid(judge, &status, 0) < 0 && errno == EINTR)
		;
	last = judge > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 126;
	user_kill_all(entrance->slot->user);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	_exit(last);
}

/* SPDX-License-Identifier: MIT */
/* Does a back end work on this machine? It is tried. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/backend.h"

static int try_namespaces(const struct slot *slot)
{
	char *argv[] = { "bwrap",
			 "--unshare-all",
			 "--die-with-parent",
			 "--ro-bind",
			 "/",
			 "/",
			 "--proc",
			 "/proc",
			 "--dev",
			 "/dev",
			 "/bin/true",
			 NULL };
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(126);
		user_become(slot->user);
		execv("/usr/bin/bwrap", argv);
		execvp("bwrap", argv);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}

bool sandbox_works(enum sandbox_kind kind, char reason[256])
{
	struct slot slot;
	int status;

	slot_open(&slot, 0, NULL);
	slot_close(&slot);
	if (kind == SANDBOX_USERS) {
		snprintf(reason, 256, "it needs root");
		return slot.user != 0;
	}
	status = try_namespaces(&slot);
	snprintf(reason, 256, "%s",
		 status == 127 ? "bwrap is not installed" :
				 "the system refuses namespaces to bwrap");
	return status == 0;
}

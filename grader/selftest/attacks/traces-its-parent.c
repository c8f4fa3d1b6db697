/* SPDX-License-Identifier: MIT */
/*
 * Tries to take hold of the process that judges it.
 *
 * status: scored
 * says: called ptrace()
 */
#include <sys/ptrace.h>
#include <unistd.h>

int main(void)
{
	return ptrace(PTRACE_ATTACH, getppid(), 0, 0) == 0 ? 42 : 7;
}

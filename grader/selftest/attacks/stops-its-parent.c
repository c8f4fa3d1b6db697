/* SPDX-License-Identifier: MIT */
/*
 * Stops the process that judges it, so that it never ends.
 *
 * status: scored
 * says: called kill()
 */
#include <signal.h>
#include <unistd.h>

int main(void)
{
	kill(getppid(), SIGSTOP);
	kill(1, SIGSTOP);
	return 7;
}

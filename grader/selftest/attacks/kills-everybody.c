/* SPDX-License-Identifier: MIT */
/*
 * Kills whatever it may.
 *
 * status: scored
 * says: called kill()
 */
#include <signal.h>

int main(void)
{
	kill(-1, SIGKILL);
	kill(0, SIGKILL);
	return 7;
}

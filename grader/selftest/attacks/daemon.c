/* SPDX-License-Identifier: MIT */
/*
 * Forks twice, leaves its session, and would keep the port for ever.
 *
 * status: scored
 * says: called fork()
 */
#include <stdlib.h>
#include <unistd.h>

int main(void)
{
	if (fork() == 0) {
		setsid();
		if (fork() == 0)
			for (;;)
				pause();
		exit(0);
	}
	return 7;
}

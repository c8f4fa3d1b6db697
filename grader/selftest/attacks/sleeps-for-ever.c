/* SPDX-License-Identifier: MIT */
/*
 * Ignores every signal that it can, and sleeps.
 *
 * status: scored
 * says: does not listen
 */
#include <signal.h>
#include <unistd.h>

int main(void)
{
	for (int i = 1; i < 32; i++)
		signal(i, SIG_IGN);
	for (;;)
		pause();
}

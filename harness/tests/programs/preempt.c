/* SPDX-License-Identifier: MIT */
/* It is over before main() begins, and says that all was well. */
#include <stdio.h>
#include <stdlib.h>

__attribute__((constructor)) static void leave(void)
{
	exit(0);
}

int main(void)
{
	puts("never seen");
	return 1;
}

/* SPDX-License-Identifier: MIT */
/*
 * Looks for secrets in the environment and the arguments.
 *
 * status: scored
 * says: status 7
 */
#include <stdio.h>

extern char **environ;

int main(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		printf("%s\n", argv[i]);
	for (char **it = environ; *it; it++)
		printf("%s\n", *it);
	fflush(stdout);
	return 7;
}

/* SPDX-License-Identifier: MIT */
/*
 * Finds out whether it is watched, and would be another program then.
 *
 * status: scored
 * says: status 7
 */
#include <stdio.h>
#include <string.h>

int main(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[256];

	while (file && fgets(line, sizeof line, file))
		if (strncmp(line, "TracerPid:\t0", 12) == 0)
			return 42;
	return 7;
}

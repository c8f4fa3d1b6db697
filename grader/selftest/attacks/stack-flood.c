/* SPDX-License-Identifier: MIT */
/*
 * status: scored
 * says: SIGSEGV
 */
#include <string.h>

static int deeper(int n)
{
	volatile char frame[65536];

	memset((char *)frame, n, sizeof frame);
	return deeper(n + 1) + frame[n % 65536];
}

int main(int argc, char **argv)
{
	(void)argv;
	return deeper(argc);
}

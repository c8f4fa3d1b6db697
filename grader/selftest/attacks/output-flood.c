/* SPDX-License-Identifier: MIT */
/*
 * status: scored
 * says: status 7
 */
#include <unistd.h>

static char block[65536];

int main(void)
{
	for (unsigned i = 0; i < sizeof block; i++)
		block[i] = "flood\n"[i % 6];
	for (int i = 0; i < 500; i++)
		if (write(1 + i % 2, block, sizeof block) < 0)
			return 8;
	return 7;
}

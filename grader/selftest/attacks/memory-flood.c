/* SPDX-License-Identifier: MIT */
/*
 * status: scored
 * says: without end|status 9
 */
#include <stdlib.h>
#include <string.h>

int main(void)
{
	for (;;) {
		char *more = malloc(1 << 24);

		if (!more)
			return 9;
		memset(more, 1, 1 << 24);
	}
}

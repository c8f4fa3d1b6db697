/* SPDX-License-Identifier: MIT */
/*
 * status: scored
 * says: called fork()
 */
#include <unistd.h>

int main(void)
{
	for (int i = 0; i < 1000; i++)
		fork();
	for (;;)
		fork();
}

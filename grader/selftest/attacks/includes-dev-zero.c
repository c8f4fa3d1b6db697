/* SPDX-License-Identifier: MIT */
/*
 * status: does-not-compile
 * says: memory|device|error
 */
#include "/dev/zero"

int main(void)
{
	return 0;
}

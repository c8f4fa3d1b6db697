/* SPDX-License-Identifier: MIT */
/*
 * Has the compiler read what it may not: an error would show it.
 *
 * status: does-not-compile
 * says: No such file|Permission denied
 */
#include "@SECRET@"

int main(void)
{
	return 0;
}

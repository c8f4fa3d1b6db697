/* SPDX-License-Identifier: MIT */
/*
 * A program of four gigabytes.
 *
 * status: does-not-compile
 * says: limit exceeded|error
 */
int a[1u << 30] = { 1 };

int main(void)
{
	return a[5];
}

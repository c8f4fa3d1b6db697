/* SPDX-License-Identifier: MIT */
/*
 * Thousands of warnings, which end the compiler's output and nothing else.
 *
 * status: scored
 * says: status 7
 */
#define W1 { int x; x == 1; "text"; }
#define W2 W1 W1 W1 W1 W1 W1 W1 W1
#define W3 W2 W2 W2 W2 W2 W2 W2 W2

int main(void)
{
	W3 W3
	return 7;
}

/* SPDX-License-Identifier: MIT */
/*
 * Uses the processor, and never listens.
 *
 * status: scored
 * says: without end
 */
int main(void)
{
	for (volatile unsigned long i = 0;; i++)
		;
}

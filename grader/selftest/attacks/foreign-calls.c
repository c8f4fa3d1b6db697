/* SPDX-License-Identifier: MIT */
/*
 * Makes system calls in another machine's words, which a filter may not know.
 *
 * status: scored
 * says: SIGSYS|status 7
 */
int main(void)
{
#ifdef __x86_64__
	int result = 2; /* fork */

	__asm__ volatile("int $0x80" : "+a"(result) : : "memory");
	if (result == 0)
		for (;;)
			;
#endif
	return 7;
}

/* SPDX-License-Identifier: MIT */
/* More static memory than a program may have. */
static volatile char all[3UL << 30];

int main(void)
{
	all[1000] = 1;
	return all[2000];
}

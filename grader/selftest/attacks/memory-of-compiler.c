/* SPDX-License-Identifier: MIT */
/*
 * A string of 64 MiB, put together from pieces: more than a gigabyte for the
 * compiler, and less than the two that it may have as a process.
 *
 * needs: cgroup
 * status: does-not-compile
 * says: The compiler used more memory than there is for a submission, 1024 MiB
 */
#define A "0123456789abcdef"
#define B A A A A A A A A
#define C B B B B B B B B
#define D C C C C C C C C
#define E D D D D D D D D
#define F E E E E E E E E
#define G F F F F F F F F
#define H G G G G G G G G

char text[] = H H;

int main(void)
{
	return text[0];
}

/* SPDX-License-Identifier: MIT */
/*
 * Has the assembler put a file into the program, which then prints it.
 *
 * status: does-not-compile
 * says: incbin|file not found|Permission denied
 */
#include <unistd.h>

__asm__(".data\nsecret: .incbin \"@SECRET@\"\n.byte 0\n.text");
extern char secret[];

int main(void)
{
	return write(1, secret, 64) < 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * Goes round the C library, and asks for io_uring.
 *
 * status: scored
 * says: clone3()
 */
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
	char parameters[120] = { 0 };

	syscall(SYS_io_uring_setup, 8, parameters);
	syscall(SYS_clone3, parameters, 88);
	syscall(SYS_clone, 0, 0, 0, 0, 0);
	return 7;
}

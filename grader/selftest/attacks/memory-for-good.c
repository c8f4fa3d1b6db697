/* SPDX-License-Identifier: MIT */
/*
 * Shared memory and queues that stay when the program has ended.
 *
 * status: scored
 * says: status 7
 */
#include <errno.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

int main(void)
{
	if (shmget(IPC_PRIVATE, 1 << 20, IPC_CREAT | 0600) >= 0 ||
	    errno != ENOSYS)
		return 42;
	if (msgget(IPC_PRIVATE, IPC_CREAT | 0600) >= 0 || errno != ENOSYS)
		return 42;
	if (semget(IPC_PRIVATE, 1, IPC_CREAT | 0600) >= 0 || errno != ENOSYS)
		return 42;
	return 7;
}

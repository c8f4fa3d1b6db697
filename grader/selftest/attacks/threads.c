/* SPDX-License-Identifier: MIT */
/*
 * status: scored
 * says: clone3()|clone()
 */
#include <pthread.h>
#include <stddef.h>

static void *work(void *argument)
{
	return argument;
}

int main(void)
{
	pthread_t thread;

	return pthread_create(&thread, NULL, work, NULL) ? 7 : 42;
}

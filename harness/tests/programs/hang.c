/* SPDX-License-Identifier: MIT */
/* Programs that get nowhere: they hang, or they spin. */
#include <pthread.h>
#include <semaphore.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "modes.h"

#define MODE(name)          \
	{                   \
#name, name \
	}

static volatile long count;

/* -- it hangs -- */

static void hang_flock(void)
{
	char name[] = "/tmp/wouldblock-XXXXXX";
	int first = mkstemp(name);
	int second = open(name, O_RDWR);

	unlink(name);
	CHECK(flock(first, LOCK_EX) == 0);
	flock(second, LOCK_EX);
}

static void hang_mutex(void)
{
	static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

	pthread_mutex_lock(&mutex);
	pthread_mutex_lock(&mutex);
}

/* It has accepted a client before. */
static void late_mutex(void)
{
	accept_one();
	hang_mutex();
}

static void hang_semaphore(void)
{
	sem_t semaphore;

	sem_init(&semaphore, 0, 0);
	sem_wait(&semaphore);
}

static void hang_condition(void)
{
	static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;

	pthread_mutex_lock(&mutex);
	pthread_cond_wait(&condition, &mutex);
}

static void hang_stdin(void)
{
	char byte;

	CHECK(read(0, &byte, 1) == 0);
	hang_pause();
}

static void hang_pipe(void)
{
	int ends[2];
	char byte;

	CHECK(pipe(ends) == 0);
	read(ends[0], &byte, 1);
}

static void hang_own_pipe_full(void)
{
	static char data[1 << 20];
	int ends[2];

	CHECK(pipe(ends) == 0);
	write(ends[1], data, sizeof(data));
}

static void hang_fifo(void)
{
	char name[] = "/tmp/wouldblock-XXXXXX";

	CHECK(mkdtemp(name));
	CHECK(chdir(name) == 0);
	CHECK(mkfifo("fifo", 0600) == 0);
	rmdir(name);
	open("fifo", O_RDONLY);
}

static void hang_sigwait(void)
{
	sigset_t set;
	int signal;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigwait(&set, &signal);
}

static void hang_lockf(void)
{
	char name[] = "/tmp/wouldblock-XXXXXX";
	int fd = mkstemp(name);

	unlink(name);
	for (;;)
		CHECK(lockf(fd, F_LOCK, 0) == 0);
}

/* -- it spins -- */

static void spin(void)
{
	for (;;)
		count++;
}

static void spin_getpid(void)
{
	for (;;)
		getppid();
}

static void spin_clock(void)
{
	for (;;)
		time(NULL);
}

static void spin_poll(void)
{
	struct pollfd slot = { .fd = listen_at(mode_port, 0),
			       .events = POLLIN };

	for (;;)
		poll(&slot, 1, 0);
}

static void spin_read(void)
{
	char byte;

	for (;;)
		read(-1, &byte, 1);
}

static void spin_sleep(void)
{
	for (;;)
		usleep(1);
}

static void spin_yield(void)
{
	for (;;)
		syscall(SYS_sched_yield);
}

static void spin_malloc(void)
{
	for (;;)
		free(malloc(10 << 20));
}

int main(int argc, char **argv)
{
	static const struct mode modes[] = {
		MODE(hang_pause),
		MODE(hang_flock),
		MODE(hang_mutex),
		MODE(late_mutex),
		MODE(hang_semaphore),
		MODE(hang_condition),
		MODE(hang_stdin),
		MODE(hang_pipe),
		MODE(hang_own_pipe_full),
		MODE(hang_fifo),
		MODE(hang_sigwait),
		MODE(hang_lockf),
		MODE(spin),
		MODE(spin_getpid),
		MODE(spin_clock),
		MODE(spin_poll),
		MODE(spin_read),
		MODE(spin_sleep),
		MODE(spin_yield),
		MODE(spin_malloc),
		{ NULL, NULL },
	};

	return modes_run(modes, argc, argv);
}

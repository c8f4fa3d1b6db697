/* SPDX-License-Identifier: MIT */
/* Programs that crash, end, do not listen, or want what they may not have. */
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "modes.h"

#define MODE(name)          \
	{                   \
#name, name \
	}

static volatile int zero, sink;
static volatile long count;

/* -- it crashes -- */

static void crash_null(void)
{
	*(volatile int *)(unsigned long)zero = 1;
}

static void crash_call(void)
{
	((void (*)(void))(unsigned long)zero)();
}

static void crash_abort(void)
{
	abort();
}

static void crash_division(void)
{
	sink = 7 / zero;
}

#pragma GCC diagnostic ignored "-Winfinite-recursion"
static int deeper(volatile char *above)
{
	volatile char here[4096];

	here[0] = above[0];
	return deeper(here) + here[1];
}

static void crash_stack(void)
{
	char start = 0;

	sink = deeper(&start);
}

#pragma GCC diagnostic ignored "-Wuse-after-free"
static void crash_double_free(void)
{
	char *volatile memory = malloc(100);

	free(memory);
	free(memory);
}

static void crash_jump(void)
{
	void *page =
		mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	((void (*)(void))page)();
}

static void crash_stack_pointer(void)
{
#ifdef __x86_64__
	__asm__ volatile("xor %%rsp, %%rsp\n\tsyscall" ::: "memory");
#else
	abort();
#endif
}

static void crash_handled(void)
{
	signal(SIGSEGV, SIG_IGN);
	crash_null();
}

static void crash_again(int signal)
{
	(void)signal;
}

static void crash_returned(void)
{
	signal(SIGSEGV, crash_again);
	crash_null();
}

static void unlink_itself(void)
{
	char path[1024];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	CHECK(n > 0);
	path[n] = '\0';
	CHECK(unlink(path) == 0);
	crash_null();
}

/* -- it makes others -- */

static void do_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			count++;
	hang_pause();
}

static void fork_bomb(void)
{
	for (;;)
		fork();
}

static void do_vfork(void)
{
	if (vfork() == 0)
		_exit(0);
	hang_pause();
}

static void do_exec(void)
{
	char *const arguments[] = { (char *)"sleep", (char *)"1000", NULL };

	execv("/bin/sleep", arguments);
	hang_pause();
}

static void do_system(void)
{
	system("sleep 1000 &");
	hang_pause();
}

static void *thread(void *nothing)
{
	for (;;)
		count++;
	return nothing;
}

static void do_thread(void)
{
	pthread_t id;

	pthread_create(&id, NULL, thread, NULL);
	hang_pause();
}

static void do_setsid(void)
{
	setsid();
	hang_pause();
}

/* -- it wants more memory than there is -- */

static void eat(void)
{
	for (;;) {
		char *memory = malloc(1 << 20);

		if (!memory)
			exit(3);
		memset(memory, 1, 1 << 20);
	}
}

static void eat_and_crash(void)
{
	for (;;)
		memset(malloc(64 << 20), 1, 64 << 20);
}

/* -- it does not listen, or somewhere else -- */

static void never_listen(void)
{
	hang_pause();
}

static void listen_elsewhere(void)
{
	listen_at(mode_port + 1, 0);
	hang_pause();
}

static void bind_only(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_port = htons((unsigned short)mode_port);
	CHECK(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	hang_pause();
}

static void stop_listening(void)
{
	close(listen_at(mode_port, 0));
	hang_pause();
}

static void exit_early(void)
{
	exit(0);
}

static void exit_raw(void)
{
	syscall(SYS_exit, 0);
}

static void big_file(void)
{
	static char data[1 << 20];
	char name[] = "/tmp/wouldblock-XXXXXX";
	int fd = mkstemp(name);

	unlink(name);
	signal(SIGXFSZ, SIG_IGN);
	for (int i = 0; i < 100; i++)
		if (write(fd, data, sizeof(data)) < 0)
			exit(errno == EFBIG ? 0 : 1);
	exit(1);
}

int main(int argc, char **argv)
{
	static const struct mode modes[] = {
		MODE(crash_null),    MODE(crash_call),
		MODE(crash_abort),   MODE(crash_division),
		MODE(crash_stack),   MODE(crash_double_free),
		MODE(crash_jump),    MODE(crash_stack_pointer),
		MODE(crash_handled), MODE(crash_returned),
		MODE(unlink_itself), MODE(do_fork),
		MODE(fork_bomb),     MODE(do_vfork),
		MODE(do_exec),	     MODE(do_system),
		MODE(do_thread),     MODE(do_setsid),
		MODE(eat),	     MODE(eat_and_crash),
		MODE(never_listen),  MODE(listen_elsewhere),
		MODE(bind_only),     MODE(stop_listening),
		MODE(exit_early),    MODE(exit_raw),
		MODE(big_file),	     { NULL, NULL },
	};

	return modes_run(modes, argc, argv);
}

/* SPDX-License-Identifier: MIT */
/* Programs that nobody wants: each mode goes wrong in another way. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/stat.h>

#include "modes.h"

static volatile int zero, sink;
static volatile long count;

/* -- it hangs -- */

static void hang_pause(void)
{
	for (;;)
		pause();
}

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
	void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);

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

/* -- it tampers -- */

static void kill_parent(void)
{
	kill(getppid(), SIGKILL);
	hang_pause();
}

static void kill_all(void)
{
	kill(-1, SIGKILL);
	hang_pause();
}

static void kill_group(void)
{
	kill(0, SIGKILL);
	hang_pause();
}

static void trace_me(void)
{
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	hang_pause();
}

static void not_dumpable(void)
{
	prctl(PR_SET_DUMPABLE, 0);
	hang_pause();
}

static void other_filter(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { 1, code };

	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
	hang_pause();
}

static void strict(void)
{
	syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, NULL);
	hang_pause();
}

static void foreign_call(void)
{
#ifdef __x86_64__
	long result = 20; /* getpid() of 32 bits */

	__asm__ volatile("int $0x80" : "+a"(result)::"memory");
#else
	fork();
#endif
	hang_pause();
}

static void x32_call(void)
{
#ifdef __x86_64__
	syscall(0x40000000 + SYS_getpid);
#else
	fork();
#endif
	hang_pause();
}

static void no_uring(void)
{
	char parameters[256] = { 0 };

	CHECK(syscall(SYS_io_uring_setup, 8, parameters) == -1);
	CHECK(errno == ENOSYS);
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

static void breakpoint(void)
{
	raise(SIGTRAP);
	hang_pause();
}

static void stop_itself(void)
{
	raise(SIGSTOP);
	hang_pause();
}

static void stop_terminal(void)
{
	raise(SIGTSTP);
	hang_pause();
}

static void ignore_term(void)
{
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_IGN);
	hang_pause();
}

static void block_all(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	spin();
}

static void kill_itself(void)
{
	kill(getpid(), SIGKILL);
}

static void unlimit(void)
{
	alarm(1);
	signal(SIGALRM, SIG_IGN);
	spin();
}

/* -- descriptors and output -- */

static void close_all(void)
{
	for (int fd = 0; fd < 1024; fd++)
		close(fd);
	CHECK(write(1, "x", 1) == -1);
	hang_pause();
}

static void serve_closed(void)
{
	int listener = listen_at(mode_port, 0);
	char data[100];
	ssize_t n;
	int fd;

	for (fd = 0; fd < 3; fd++)
		close(fd);
	/* The client is descriptor 0 now, and is to be served like any. */
	fd = accept(listener, NULL, NULL);
	while ((n = read(fd, data, sizeof(data))) > 0)
		write(fd, data, (size_t)n);
	hang_pause();
}

static void print_gigabyte(void)
{
	static char data[1 << 20];

	memset(data, 'x', sizeof(data));
	for (int i = 0; i < 1024; i++)
		CHECK(write(1, data, sizeof(data)) == sizeof(data));
}

static void print_small(void)
{
	for (int i = 0; i < 20000; i++)
		CHECK(write(1, "x\n", 2) == 2);
}

static void print_for_ever(void)
{
	for (;;)
		if (write(1, "again\n", 6) < 0)
			pause();
}

static void print_closed(void)
{
	close(1);
	CHECK(write(1, "x", 1) == -1);
	CHECK(errno == EBADF);
}

static void socket_over_stdout(void)
{
	int fd = accept_one();

	dup2(fd, 1);
	close(fd);
	CHECK(write(1, "hello\n", 6) == 6);
	hang_pause();
}

static void many_slots(void)
{
	static struct pollfd slots[1000000];

	for (size_t i = 0; i < 1000000; i++)
		slots[i].fd = -1;
	CHECK(poll(slots, 1000000, 1000) <= 0);
}

static void all_descriptors(void)
{
	while (open("/dev/null", O_RDONLY) >= 0)
		continue;
	CHECK(errno == EMFILE);
}

static void wild_pointers(void)
{
	void *wild = (void *)16;
	int fd = listen_at(mode_port, SOCK_NONBLOCK);
	int epoll = epoll_create1(0);

	CHECK(read(fd, wild, 10) == -1);
	CHECK(poll(wild, 3, -1) == -1 && errno == EFAULT);
	CHECK(select(3, wild, NULL, NULL, NULL) == -1 && errno == EFAULT);
	CHECK(syscall(SYS_clock_gettime, 1, wild) == -1 && errno == EFAULT);
	CHECK(nanosleep(wild, NULL) == -1 && errno == EFAULT);
	CHECK(pipe(wild) == -1 && errno == EFAULT);
	CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, wild) == -1 &&
	      errno == EFAULT);
	CHECK(epoll_wait(epoll, wild, 0, -1) == -1 && errno == EINVAL);
	CHECK(sendmsg(fd, wild, 0) == -1 && errno == EFAULT);
	CHECK(syscall(SYS_getrandom, wild, 8, 0) == -1 && errno == EFAULT);
	CHECK(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, wild, 16) == -1);
	CHECK(syscall(SYS_ppoll, NULL, 0, wild, NULL, 0) == -1 &&
	      errno == EFAULT);
}

static void huge_counts(void)
{
	static struct epoll_event events[1];
	int fd = accept_one();
	int epoll = epoll_create1(0);

	CHECK(epoll_wait(epoll, events, 1 << 30, 0) == -1);
	CHECK(read(fd, events, (size_t)-1) == -1);
	CHECK(syscall(SYS_writev, fd, events, -1L) == -1);
	CHECK(syscall(SYS_readv, fd, events, 2000L) == -1);
	CHECK(recv(fd, NULL, 0, 0) <= 0);
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

#include "hostile_modes.h"

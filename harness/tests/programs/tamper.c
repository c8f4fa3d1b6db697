/* SPDX-License-Identifier: MIT */
/* Programs that tamper with what is around them. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include "modes.h"

#define MODE(name)          \
	{                   \
#name, name \
	}

static volatile long count;

static void spin(void)
{
	for (;;)
		count++;
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

static void no_netlink(void)
{
	CHECK(socket(AF_NETLINK, SOCK_RAW, 0) == -1);
	CHECK(errno == EAFNOSUPPORT);
	CHECK(socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK, 4) == -1);
	CHECK(errno == EAFNOSUPPORT);
	CHECK(socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
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

int main(int argc, char **argv)
{
	static const struct mode modes[] = {
		MODE(spin),
		MODE(kill_parent),
		MODE(kill_all),
		MODE(kill_group),
		MODE(trace_me),
		MODE(not_dumpable),
		MODE(other_filter),
		MODE(strict),
		MODE(foreign_call),
		MODE(x32_call),
		MODE(no_uring),
		MODE(no_netlink),
		MODE(breakpoint),
		MODE(stop_itself),
		MODE(stop_terminal),
		MODE(ignore_term),
		MODE(block_all),
		MODE(kill_itself),
		MODE(unlimit),
		MODE(close_all),
		MODE(serve_closed),
		MODE(print_gigabyte),
		MODE(print_small),
		MODE(print_for_ever),
		MODE(print_closed),
		MODE(socket_over_stdout),
		MODE(many_slots),
		MODE(all_descriptors),
		MODE(wild_pointers),
		MODE(huge_counts),
		{ NULL, NULL },
	};

	return modes_run(modes, argc, argv);
}

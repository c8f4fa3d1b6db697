/* SPDX-License-Identifier: MIT */
/* Ways to be interrupted: the script sends SIGUSR1 while the program waits. */
#include <sys/signalfd.h>

#include "modes.h"

static volatile int signals;
static int pipe_in, pipe_out;

static void count_signal(int signal)
{
	(void)signal;
	signals++;
}

static void tell_pipe(int signal)
{
	(void)signal;
	write(pipe_out, "!", 1);
}

static void handle(void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
}

static void make_pipe(void)
{
	int ends[2];

	CHECK(pipe2(ends, O_NONBLOCK | O_CLOEXEC) == 0);
	pipe_in = ends[0];
	pipe_out = ends[1];
}

static sigset_t block(void)
{
	sigset_t set, old;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK(sigprocmask(SIG_BLOCK, &set, &old) == 0);
	return old;
}

static void with_poll(void)
{
	struct pollfd slot = { 0 };

	make_pipe();
	slot = (struct pollfd){ pipe_in, POLLIN, 0 };
	handle(count_signal, 0);
	CHECK(poll(&slot, 1, -1) == -1 && errno == EINTR);
	CHECK(signals == 1);
}

/* poll() is not restarted, whatever the handler's flags. */
static void poll_restart(void)
{
	struct pollfd slot = { 0 };

	make_pipe();
	slot = (struct pollfd){ pipe_in, POLLIN, 0 };
	handle(count_signal, SA_RESTART);
	CHECK(poll(&slot, 1, -1) == -1 && errno == EINTR);
	CHECK(signals == 1);
}

static void with_select(void)
{
	fd_set set;

	make_pipe();
	FD_ZERO(&set);
	FD_SET(pipe_in, &set);
	handle(count_signal, SA_RESTART);
	CHECK(select(pipe_in + 1, &set, NULL, NULL, NULL) == -1);
	CHECK(errno == EINTR && signals == 1);
	/* As Linux leaves it. */
	CHECK(FD_ISSET(pipe_in, &set));
}

static void with_epoll(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	int epoll = epoll_create1(0);

	make_pipe();
	CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, pipe_in, &event) == 0);
	handle(count_signal, SA_RESTART);
	CHECK(epoll_wait(epoll, &event, 1, -1) == -1 && errno == EINTR);
	CHECK(signals == 1);
}

/* Without a handler epoll_wait() still says EINTR: signal(7). */
static void epoll_without(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	int epoll = epoll_create1(0);

	make_pipe();
	CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, pipe_in, &event) == 0);
	CHECK(epoll_wait(epoll, &event, 1, -1) == -1 && errno == EINTR);
}

/* Without a handler poll() notices nothing. */
static void poll_without(void)
{
	struct pollfd slot = { 0 };

	make_pipe();
	slot = (struct pollfd){ pipe_in, POLLIN, 0 };
	CHECK(poll(&slot, 1, 60000) == 0);
}

static void with_accept(void)
{
	int fd = listen_at(mode_port, 0);

	handle(count_signal, 0);
	CHECK(accept(fd, NULL, NULL) == -1 && errno == EINTR);
	CHECK(signals == 1);
}

static void accept_restart(void)
{
	int fd = listen_at(mode_port, 0);

	handle(count_signal, SA_RESTART);
	CHECK(accept(fd, NULL, NULL) >= 0);
	CHECK(signals == 1);
}

static void with_read(void)
{
	int fd = accept_one();
	char byte;

	handle(count_signal, 0);
	CHECK(read(fd, &byte, 1) == -1 && errno == EINTR);
	CHECK(signals == 1);
	CHECK(read(fd, &byte, 1) == 1 && byte == 'x');
}

static void read_restart(void)
{
	int fd = accept_one();
	char byte;

	handle(count_signal, SA_RESTART);
	CHECK(read(fd, &byte, 1) == 1 && byte == 'x');
	CHECK(signals == 1);
}

/* What has gone is counted; only the rest of it is interrupted. */
static void write_partial(void)
{
	static char data[100000];
	int fd = accept_one();

	handle(count_signal, SA_RESTART);
	CHECK(write(fd, data, sizeof(data)) == 4096);
	CHECK(signals == 1);
}

static void read_waitall(void)
{
	char data[10];
	int fd = accept_one();

	handle(count_signal, SA_RESTART);
	CHECK(recv(fd, data, sizeof(data), MSG_WAITALL) == 3);
	CHECK(signals == 1);
}

static void with_pause(void)
{
	handle(count_signal, SA_RESTART);
	CHECK(pause() == -1 && errno == EINTR);
	CHECK(signals == 1);
}

static void with_sleep(void)
{
	struct timespec time = { 10, 0 }, rest = { 0, 0 };

	handle(count_signal, SA_RESTART);
	CHECK(nanosleep(&time, &rest) == -1 && errno == EINTR);
	CHECK(signals == 1 && rest.tv_sec == 8);
}

static void with_signalfd(void)
{
	struct signalfd_siginfo info;
	sigset_t set;
	int fd;

	block();
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	fd = signalfd(-1, &set, 0);
	CHECK(fd >= 0);
	CHECK(read(fd, &info, sizeof(info)) == sizeof(info));
	CHECK(info.ssi_signo == SIGUSR1);
}

static void signalfd_poll(void)
{
	struct signalfd_siginfo info;
	struct pollfd slot = { 0 };
	sigset_t set;

	block();
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	slot.fd = signalfd(-1, &set, SFD_NONBLOCK);
	slot.events = POLLIN;
	CHECK(poll(&slot, 1, -1) == 1 && slot.revents == POLLIN);
	CHECK(read(slot.fd, &info, sizeof(info)) == sizeof(info));
	CHECK(read(slot.fd, &info, sizeof(info)) == -1 && errno == EAGAIN);
}

static void self_pipe(void)
{
	struct pollfd slot = { 0 };
	char byte;

	make_pipe();
	slot = (struct pollfd){ pipe_in, POLLIN, 0 };
	handle(tell_pipe, SA_RESTART);
	CHECK(poll(&slot, 1, -1) == -1 && errno == EINTR);
	CHECK(poll(&slot, 1, -1) == 1);
	CHECK(read(pipe_in, &byte, 1) == 1 && byte == '!');
}

static void with_ppoll(void)
{
	struct pollfd slot = { 0 };
	sigset_t open = block();

	make_pipe();
	slot = (struct pollfd){ pipe_in, POLLIN, 0 };
	handle(count_signal, 0);
	CHECK(ppoll(&slot, 1, NULL, &open) == -1 && errno == EINTR);
	CHECK(signals == 1);
}

static void with_pselect(void)
{
	sigset_t open = block();
	fd_set set;

	make_pipe();
	FD_ZERO(&set);
	FD_SET(pipe_in, &set);
	handle(count_signal, 0);
	CHECK(pselect(pipe_in + 1, &set, NULL, NULL, NULL, &open) == -1);
	CHECK(errno == EINTR && signals == 1);
}

static void with_epoll_pwait(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	sigset_t open = block();
	int epoll = epoll_create1(0);

	make_pipe();
	CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, pipe_in, &event) == 0);
	handle(count_signal, 0);
	CHECK(epoll_pwait(epoll, &event, 1, -1, &open) == -1);
	CHECK(errno == EINTR && signals == 1);
}

static void with_sigsuspend(void)
{
	sigset_t open = block();

	handle(count_signal, 0);
	CHECK(sigsuspend(&open) == -1 && errno == EINTR);
	CHECK(signals == 1);
}

static void with_sigwait(void)
{
	sigset_t set;
	int signal;

	block();
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK(sigwait(&set, &signal) == 0);
	CHECK(signal == SIGUSR1);
}

/* Blocked everywhere: it waits, and has it when it asks. */
static void pending(void)
{
	struct pollfd slot = { 0 };
	sigset_t set;

	make_pipe();
	slot = (struct pollfd){ pipe_in, POLLIN, 0 };
	block();
	handle(count_signal, 0);
	CHECK(poll(&slot, 1, 60000) == 0);
	CHECK(signals == 0);
	CHECK(sigpending(&set) == 0 && sigismember(&set, SIGUSR1));
}

static void ignored(void)
{
	struct pollfd slot = { 0 };

	make_pipe();
	slot = (struct pollfd){ pipe_in, POLLIN, 0 };
	signal(SIGUSR1, SIG_IGN);
	CHECK(poll(&slot, 1, 60000) == 0);
}

/* Its own signals. */
static void raised(void)
{
	handle(count_signal, 0);
	CHECK(raise(SIGUSR1) == 0);
	CHECK(kill(getpid(), SIGUSR1) == 0);
	CHECK(signals == 2);
	accept_one();
}

int main(int argc, char **argv)
{
	static const struct mode modes[] = {
		{ "poll", with_poll },
		{ "poll-restart", poll_restart },
		{ "select", with_select },
		{ "epoll", with_epoll },
		{ "epoll-without", epoll_without },
		{ "poll-without", poll_without },
		{ "accept", with_accept },
		{ "accept-restart", accept_restart },
		{ "read", with_read },
		{ "read-restart", read_restart },
		{ "write-partial", write_partial },
		{ "read-waitall", read_waitall },
		{ "pause", with_pause },
		{ "sleep", with_sleep },
		{ "signalfd", with_signalfd },
		{ "signalfd-poll", signalfd_poll },
		{ "self-pipe", self_pipe },
		{ "ppoll", with_ppoll },
		{ "pselect", with_pselect },
		{ "epoll-pwait", with_epoll_pwait },
		{ "sigsuspend", with_sigsuspend },
		{ "sigwait", with_sigwait },
		{ "pending", pending },
		{ "ignored", ignored },
		{ "raised", raised },
		{ NULL, NULL },
	};

	return modes_run(modes, argc, argv);
}

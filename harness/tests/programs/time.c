/* SPDX-License-Identifier: MIT */
/* Ways to wait for a time: each looks at the clock before and after. */
#include <sys/resource.h>
#include <sys/time.h>

#include "modes.h"

static int quiet_pipe(void)
{
	int ends[2];

	CHECK(pipe(ends) == 0);
	return ends[0];
}

static void with_sleep(void)
{
	struct timespec time = { 3, 500000000 };
	long long start = now_ms();

	CHECK(nanosleep(&time, NULL) == 0);
	CHECK(now_ms() - start == 3500);
	CHECK(sleep(1) == 0);
	CHECK(usleep(250000) == 0);
	CHECK(now_ms() - start == 4750);
}

static void until(clockid_t clock)
{
	struct timespec time;
	long long start = now_ms();

	CHECK(clock_gettime(clock, &time) == 0);
	time.tv_sec += 2;
	CHECK(clock_nanosleep(clock, TIMER_ABSTIME, &time, NULL) == 0);
	CHECK(now_ms() - start == 2000);
	/* What is over is over at once. */
	CHECK(clock_nanosleep(clock, TIMER_ABSTIME, &time, NULL) == 0);
	CHECK(now_ms() - start == 2000);
}

static void absolute(void)
{
	until(CLOCK_MONOTONIC);
	until(CLOCK_REALTIME);
	until(CLOCK_BOOTTIME);
}

static void relative(void)
{
	struct timespec time = { 1, 1000000 };
	long long start = now_ms();

	CHECK(clock_nanosleep(CLOCK_REALTIME, 0, &time, NULL) == 0);
	CHECK(now_ms() - start == 1001);
}

/* All clocks agree on how long a second is. */
static void clocks(void)
{
	struct timeval before, after;
	time_t start = time(NULL), wall;

	CHECK(gettimeofday(&before, NULL) == 0);
	CHECK(before.tv_sec == start);
	sleep(5);
	CHECK(gettimeofday(&after, NULL) == 0);
	CHECK(after.tv_sec - before.tv_sec == 5);
	CHECK(after.tv_usec == before.tv_usec);
	CHECK(time(&wall) == start + 5 && wall == start + 5);
}

static void with_poll(void)
{
	struct pollfd slot = { quiet_pipe(), POLLIN, 0 };
	struct timespec time = { 0, 300000000 };
	long long start = now_ms();

	CHECK(poll(&slot, 1, 0) == 0);
	CHECK(now_ms() == start);
	CHECK(poll(&slot, 1, 1200) == 0);
	CHECK(now_ms() - start == 1200);
	CHECK(poll(NULL, 0, 100) == 0);
	CHECK(now_ms() - start == 1300);
	CHECK(ppoll(&slot, 1, &time, NULL) == 0);
	CHECK(now_ms() - start == 1600);
	CHECK(time.tv_nsec == 300000000); /* glibc keeps it */
}

static void with_select(void)
{
	struct timeval time = { 2, 5 };
	struct timespec fine = { 1, 0 };
	int fd = quiet_pipe();
	long long start = now_ms();
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	CHECK(select(fd + 1, &set, NULL, NULL, &time) == 0);
	CHECK(!FD_ISSET(fd, &set));
	CHECK(now_ms() - start == 2000);
	CHECK(time.tv_sec == 0 && time.tv_usec == 0);
	CHECK(pselect(0, NULL, NULL, NULL, &fine, NULL) == 0);
	CHECK(now_ms() - start == 3000);
}

/* Something comes after a while: Linux writes back what was left. */
static void select_rest(void)
{
	struct timeval time = { 10, 0 };
	int fd = listen_at(mode_port, 0);
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	CHECK(select(fd + 1, &set, NULL, NULL, &time) == 1);
	CHECK(FD_ISSET(fd, &set));
	CHECK(time.tv_sec == 7 && time.tv_usec == 0);
}

/* An instance on which nothing is ready: it does not wait, and says why. */
static void epoll_without_room(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	long long start = now_ms();
	int epoll = epoll_create1(0);

	CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, listen_at(mode_port, 0),
			&event) == 0);
	CHECK(epoll_wait(epoll, &event, 0, 3500) == -1 && errno == EINVAL);
	CHECK(epoll_wait(epoll, &event, -1, -1) == -1 && errno == EINVAL);
	CHECK(now_ms() == start);
	CHECK(epoll_wait(epoll, &event, 1, 3500) == 0);
	CHECK(now_ms() - start == 3500);
}

static void with_epoll(void)
{
	struct timespec fine = { 0, 1500000 };
	struct epoll_event event = { .events = EPOLLIN };
	int epoll = epoll_create1(0), fd = quiet_pipe();
	long long start = now_ms();

	CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0);
	CHECK(epoll_wait(epoll, &event, 1, 700) == 0);
	CHECK(now_ms() - start == 700);
	CHECK(epoll_pwait(epoll, &event, 1, 300, NULL) == 0);
	CHECK(now_ms() - start == 1000);
	CHECK(epoll_pwait2(epoll, &event, 1, &fine, NULL) == 0);
	CHECK(now_ms() - start == 1001);
}

static void receive_timeout(void)
{
	struct timeval time = { 3, 0 };
	int fd = accept_one();
	long long start = now_ms();
	char byte;

	CHECK(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time)) ==
	      0);
	CHECK(read(fd, &byte, 1) == -1 && errno == EAGAIN);
	CHECK(now_ms() - start == 3000);
	CHECK(recv(fd, &byte, 1, 0) == -1 && errno == EAGAIN);
	CHECK(now_ms() - start == 6000);
	CHECK(recv(fd, &byte, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
	CHECK(now_ms() - start == 6000);
}

static void accept_timeout(void)
{
	struct timeval time = { 2, 0 };
	int fd = listen_at(mode_port, 0);
	long long start = now_ms();

	CHECK(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time)) ==
	      0);
	CHECK(accept(fd, NULL, NULL) == -1 && errno == EAGAIN);
	CHECK(now_ms() - start == 2000);
}

static void send_timeout(void)
{
	static char data[100000];
	struct timeval time = { 3, 0 };
	int fd = accept_one();
	long long start = now_ms();

	CHECK(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time)) ==
	      0);
	CHECK(write(fd, data, sizeof(data)) == 4096);
	CHECK(now_ms() - start == 3000);
	CHECK(write(fd, data, sizeof(data)) == -1 && errno == EAGAIN);
	CHECK(now_ms() - start == 6000);
}

/* The wall clock is set back; other clocks do not mind. */
static void jump(void)
{
	long long start = now_ms();
	time_t wall = time(NULL);

	close(accept_one());
	CHECK(time(NULL) == wall - 3600);
	CHECK(now_ms() == start);
}

/* It was held for 7 ms. */
static void held(void)
{
	long long start = now_ms();

	close(accept_one());
	CHECK(now_ms() - start == 7);
}

static void cpu_time(void)
{
	struct timespec start, now;

	CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start) == 0);
	sleep(1000);
	CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0);
	CHECK(now.tv_sec - start.tv_sec < 10);
}

/* Processor time as the kernel counts it: that is not virtual. */
static long used_ms(void)
{
	struct rusage usage;

	CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

/* More than a second of it, which is all that there is left, in bits that
   each take so many seconds. */
static void work(unsigned rest)
{
	struct rlimit limit;

	CHECK(getrlimit(RLIMIT_CPU, &limit) == 0);
	limit.rlim_cur = 1;
	CHECK(setrlimit(RLIMIT_CPU, &limit) == 0);
	for (long ms = used_ms(); used_ms() < 1200; ms = used_ms()) {
		sleep(rest);
		while (used_ms() < ms + 50)
			;
	}
}

static void works_at_times(void)
{
	work(1);
}

static void works_without_rest(void)
{
	work(0);
}

static void bad_times(void)
{
	struct timespec bad = { 0, 1000000000 }, minus = { -1, 0 };
	struct timeval minus_too = { -1, 0 };

	CHECK(nanosleep(&bad, NULL) == -1 && errno == EINVAL);
	CHECK(nanosleep(&minus, NULL) == -1 && errno == EINVAL);
	CHECK(clock_nanosleep(CLOCK_MONOTONIC, 0, &bad, NULL) == EINVAL);
	CHECK(ppoll(NULL, 0, &minus, NULL) == -1 && errno == EINVAL);
	CHECK(select(0, NULL, NULL, NULL, &minus_too) == -1 && errno == EINVAL);
	CHECK(clock_gettime((clockid_t)1000, &bad) == -1 && errno == EINVAL);
}

int main(int argc, char **argv)
{
	static const struct mode modes[] = {
		{ "sleep", with_sleep },
		{ "absolute", absolute },
		{ "relative", relative },
		{ "clocks", clocks },
		{ "poll", with_poll },
		{ "select", with_select },
		{ "select-rest", select_rest },
		{ "epoll", with_epoll },
		{ "epoll-without-room", epoll_without_room },
		{ "receive-timeout", receive_timeout },
		{ "accept-timeout", accept_timeout },
		{ "send-timeout", send_timeout },
		{ "jump", jump },
		{ "held", held },
		{ "cpu-time", cpu_time },
		{ "works-at-times", works_at_times },
		{ "works-without-rest", works_without_rest },
		{ "bad-times", bad_times },
		{ NULL, NULL },
	};

	return modes_run(modes, argc, argv);
}

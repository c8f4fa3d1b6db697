/* SPDX-License-Identifier: MIT */
/* Timers of all sorts, and when they expire by the clock. */
#include <sys/time.h>
#include <sys/timerfd.h>

#include "modes.h"

static volatile int signals;

static void count_signal(int signal)
{
	(void)signal;
	signals++;
}

static void handle(int signal)
{
	struct sigaction action = { .sa_handler = count_signal };

	CHECK(sigaction(signal, &action, NULL) == 0);
}

static int timerfd(int clock, int flags, long first_ms, long then_ms)
{
	struct itimerspec value = {
		{ then_ms / 1000, then_ms % 1000 * 1000000 },
		{ first_ms / 1000, first_ms % 1000 * 1000000 },
	};
	int fd = timerfd_create(clock, flags);

	CHECK(fd >= 0);
	CHECK(timerfd_settime(fd, 0, &value, NULL) == 0);
	return fd;
}

static void with_timerfd(void)
{
	struct itimerspec left;
	uint64_t times;
	long long start = now_ms();
	int fd = timerfd(CLOCK_MONOTONIC, 0, 1000, 250);

	CHECK(timerfd_gettime(fd, &left) == 0);
	CHECK(left.it_value.tv_sec == 1 && left.it_value.tv_nsec == 0);
	CHECK(left.it_interval.tv_nsec == 250000000);
	CHECK(read(fd, &times, sizeof(times)) == sizeof(times));
	CHECK(times == 1);
	CHECK(now_ms() - start == 1000);
	sleep(1);
	CHECK(read(fd, &times, sizeof(times)) == sizeof(times));
	CHECK(times == 4);
	CHECK(read(fd, &times, sizeof(times)) == sizeof(times));
	CHECK(times == 1);
	CHECK(now_ms() - start == 2250);
	CHECK(read(fd, &times, 4) == -1 && errno == EINVAL);
}

static void timerfd_epoll(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	int epoll = epoll_create1(0);
	int fd = timerfd(CLOCK_REALTIME, TFD_NONBLOCK, 100, 100);
	long long start = now_ms();
	uint64_t times;

	CHECK(read(fd, &times, sizeof(times)) == -1 && errno == EAGAIN);
	CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0);
	for (int i = 1; i <= 5; i++) {
		CHECK(epoll_wait(epoll, &event, 1, -1) == 1);
		CHECK(now_ms() - start == i * 100);
		CHECK(read(fd, &times, sizeof(times)) == sizeof(times));
		CHECK(times == 1);
	}
	CHECK(epoll_wait(epoll, &event, 1, 50) == 0);
	CHECK(now_ms() - start == 550);
}

/* Set anew or disarmed, it forgets what it had counted. */
static void timerfd_anew(void)
{
	struct itimerspec value = { { 0, 0 }, { 0, 0 } }, old;
	int fd = timerfd(CLOCK_MONOTONIC, TFD_NONBLOCK, 100, 0);
	uint64_t times;

	sleep(1);
	CHECK(timerfd_settime(fd, 0, &value, &old) == 0);
	CHECK(read(fd, &times, sizeof(times)) == -1 && errno == EAGAIN);
	CHECK(old.it_value.tv_sec == 0 && old.it_value.tv_nsec == 0);
	value.it_value.tv_sec = 1;
	CHECK(timerfd_settime(fd, 0, &value, NULL) == 0);
	sleep(2);
	CHECK(read(fd, &times, sizeof(times)) == sizeof(times));
	CHECK(times == 1);
}

static void timerfd_absolute(void)
{
	struct itimerspec value = { { 0, 0 }, { 0, 0 } };
	struct timespec now;
	int fd = timerfd_create(CLOCK_REALTIME, 0);
	long long start = now_ms();
	uint64_t times;

	clock_gettime(CLOCK_REALTIME, &now);
	value.it_value = now;
	value.it_value.tv_sec += 3;
	CHECK(timerfd_settime(fd, TFD_TIMER_ABSTIME, &value, NULL) == 0);
	CHECK(read(fd, &times, sizeof(times)) == sizeof(times));
	CHECK(times == 1 && now_ms() - start == 3000);
	/* In the past: at once. */
	CHECK(timerfd_settime(fd, TFD_TIMER_ABSTIME, &value, NULL) == 0);
	CHECK(read(fd, &times, sizeof(times)) == sizeof(times));
	CHECK(now_ms() - start == 3000);
}

static void with_alarm(void)
{
	long long start = now_ms();

	handle(SIGALRM);
	CHECK(alarm(5) == 0);
	CHECK(sleep(2) == 0);
	CHECK(alarm(5) == 3);
	CHECK(sleep(100) == 95);
	CHECK(signals == 1 && now_ms() - start == 7000);
	CHECK(alarm(5) == 0);
	CHECK(alarm(0) == 5);
	CHECK(sleep(10) == 0);
	CHECK(signals == 1);
}

static void alarm_kills(void)
{
	alarm(1);
	for (;;)
		pause();
}

static void with_itimer(void)
{
	struct itimerval value = { { 0, 500000 }, { 1, 0 } }, now;
	long long start = now_ms();

	handle(SIGALRM);
	CHECK(setitimer(ITIMER_REAL, &value, NULL) == 0);
	CHECK(getitimer(ITIMER_REAL, &now) == 0);
	CHECK(now.it_value.tv_sec == 1 && now.it_interval.tv_usec == 500000);
	for (int i = 1; i <= 4; i++) {
		CHECK(pause() == -1 && errno == EINTR);
		CHECK(signals == i);
		CHECK(now_ms() - start == 500 + i * 500);
	}
}

static void with_timer(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
				  .sigev_signo = SIGUSR2 };
	struct itimerspec value = { { 2, 0 }, { 1, 0 } };
	long long start = now_ms();
	timer_t timer;

	handle(SIGUSR2);
	CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
	CHECK(timer_settime(timer, 0, &value, NULL) == 0);
	CHECK(pause() == -1 && signals == 1);
	CHECK(now_ms() - start == 1000);
	CHECK(pause() == -1 && signals == 2);
	CHECK(now_ms() - start == 3000);
	CHECK(timer_gettime(timer, &value) == 0);
	CHECK(value.it_value.tv_sec == 2);
	CHECK(timer_delete(timer) == 0);
	CHECK(sleep(5) == 0);
	CHECK(signals == 2);
}

/* A timer's signal ends a sleep, which says how much was left. */
static void sleep_rest(void)
{
	struct timespec time = { 10, 0 }, rest;

	handle(SIGALRM);
	alarm(4);
	CHECK(nanosleep(&time, &rest) == -1 && errno == EINTR);
	CHECK(rest.tv_sec == 6 && rest.tv_nsec == 0);
}

int main(int argc, char **argv)
{
	static const struct mode modes[] = {
		{ "timerfd", with_timerfd },
		{ "timerfd-epoll", timerfd_epoll },
		{ "timerfd-anew", timerfd_anew },
		{ "timerfd-absolute", timerfd_absolute },
		{ "alarm", with_alarm },
		{ "alarm-kills", alarm_kills },
		{ "itimer", with_itimer },
		{ "timer", with_timer },
		{ "sleep-rest", sleep_rest },
		{ NULL, NULL },
	};

	return modes_run(modes, argc, argv);
}

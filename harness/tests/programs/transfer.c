/* SPDX-License-Identifier: MIT */
/* Ways to move bytes, on a blocking socket unless the mode says otherwise. */
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

#include "modes.h"

#define SIZE 20000 /* more than the peer's window */

static char data[SIZE];

static void fill(void)
{
	for (size_t i = 0; i < SIZE; i++)
		data[i] = (char)('a' + i % 26);
}

/* Exactly SIZE bytes, each of them right. */
static void check_data(void)
{
	for (size_t i = 0; i < SIZE; i++)
		CHECK(data[i] == (char)('a' + i % 26));
}

static void with_write(void)
{
	fill();
	CHECK(write(accept_one(), data, SIZE) == SIZE);
}

static void with_send(void)
{
	fill();
	CHECK(send(accept_one(), data, SIZE, MSG_NOSIGNAL) == SIZE);
}

static void with_writev(void)
{
	struct iovec parts[] = {
		{ data, 1 },
		{ data + 1, 0 },
		{ data + 1, 9999 },
		{ data + 10000, 5 },
		{ data + 10005, SIZE - 10005 },
	};

	fill();
	CHECK(writev(accept_one(), parts, 5) == SIZE);
}

static void with_pwritev2(void)
{
	struct iovec parts[] = { { data, 7 }, { data + 7, SIZE - 7 } };

	fill();
	CHECK(pwritev2(accept_one(), parts, 2, -1, 0) == SIZE);
}

static void with_sendmmsg(void)
{
	struct iovec part = { data, SIZE };
	struct mmsghdr message = {
		.msg_hdr = { .msg_iov = &part, .msg_iovlen = 1 },
	};

	fill();
	CHECK(sendmmsg(accept_one(), &message, 1, 0) == 1);
	CHECK(message.msg_len == SIZE);
}

static void with_sendmsg(void)
{
	struct iovec parts[] = { { data, 7 }, { data + 7, SIZE - 7 } };
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };

	fill();
	CHECK(sendmsg(accept_one(), &message, 0) == SIZE);
	/* They are the program's own. */
	CHECK(parts[0].iov_len == 7 && message.msg_iov == parts);
}

static int file_of_data(void)
{
	FILE *file = tmpfile();

	fill();
	CHECK(file && fwrite(data, 1, SIZE, file) == SIZE);
	CHECK(fflush(file) == 0);
	return fileno(file);
}

static void with_sendfile(void)
{
	off_t offset = 0;
	int in = file_of_data(), out = accept_one();

	while (offset < SIZE)
		CHECK(sendfile(out, in, &offset, (size_t)(SIZE - offset)) > 0);
	CHECK(offset == SIZE);
}

static void with_splice(void)
{
	int in = file_of_data(), out = accept_one(), ends[2];
	loff_t offset = 0;

	CHECK(pipe(ends) == 0);
	while (offset < SIZE) {
		ssize_t n = splice(in, &offset, ends[1], NULL, 4096, 0);

		CHECK(n > 0);
		while (n > 0) {
			ssize_t gone =
				splice(ends[0], NULL, out, NULL, (size_t)n, 0);

			CHECK(gone > 0);
			n -= gone;
		}
	}
}

static void with_waitall(void)
{
	CHECK(recv(accept_one(), data, SIZE, MSG_WAITALL) == SIZE);
	check_data();
}

/* The end of the stream ends it sooner. */
static void waitall_end(void)
{
	CHECK(recv(accept_one(), data, SIZE, MSG_WAITALL) == 3);
}

static void waitall_message(void)
{
	struct iovec parts[] = { { data, 5000 }, { data + 5000, SIZE - 5000 } };
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };

	CHECK(recvmsg(accept_one(), &message, MSG_WAITALL) == SIZE);
	check_data();
}

static void with_readv(void)
{
	struct iovec parts[] = { { data, 2 }, { data + 2, 100 } };

	CHECK(readv(accept_one(), parts, 2) == 5);
	CHECK(memcmp(data, "hello", 5) == 0);
}

static void with_preadv2(void)
{
	struct iovec parts[] = { { data, 2 }, { data + 2, 100 } };
	int fd = accept_one();

	CHECK(preadv2(fd, parts, 2, -1, 0) == 5);
	CHECK(memcmp(data, "hello", 5) == 0);
	CHECK(preadv2(fd, parts, 2, -1, RWF_NOWAIT) == -1 && errno == EAGAIN);
}

static void with_recvmmsg(void)
{
	struct iovec part = { data, 100 };
	struct mmsghdr messages[2] = {
		{ .msg_hdr = { .msg_iov = &part, .msg_iovlen = 1 } },
		{ .msg_hdr = { .msg_iov = &part, .msg_iovlen = 1 } },
	};
	int fd = accept_one();

	CHECK(recvmmsg(fd, messages, 1, 0, NULL) == 1);
	CHECK(messages[0].msg_len == 5 && memcmp(data, "hello", 5) == 0);
	CHECK(recvmmsg(fd, messages, 2, MSG_DONTWAIT, NULL) == -1);
	CHECK(errno == EAGAIN);
}

static void with_peek(void)
{
	int fd = accept_one(), n = 0;

	CHECK(recv(fd, data, 3, MSG_PEEK) == 3);
	CHECK(ioctl(fd, FIONREAD, &n) == 0 && n == 5);
	CHECK(read(fd, data, SIZE) == 5);
	CHECK(memcmp(data, "hello", 5) == 0);
	CHECK(read(fd, data, SIZE) == 0);
}

/* A full window: what fits, then EAGAIN, then room again. */
static void nonblocking(void)
{
	int fd = accept_one();
	struct pollfd slot = { fd, POLLOUT, 0 };

	fill();
	CHECK(fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) == 0);
	CHECK(fcntl(fd, F_GETFL) & O_NONBLOCK);
	CHECK(write(fd, data, SIZE) == 4096);
	CHECK(write(fd, data, SIZE) == -1 && errno == EAGAIN);
	CHECK(poll(&slot, 1, 0) == 0);
	CHECK(poll(&slot, 1, -1) == 1 && slot.revents == POLLOUT);
	CHECK(write(fd, data + 4096, SIZE - 4096) == 1000);
}

static void dontwait(void)
{
	int fd = accept_one();

	CHECK(recv(fd, data, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
	CHECK(!(fcntl(fd, F_GETFL) & O_NONBLOCK));
	CHECK(send(fd, data, SIZE, MSG_DONTWAIT) == 4096);
}

/* A copy has the same flags: they are the open file's. */
static void shared_flags(void)
{
	int fd = accept_one(), copy = dup(fd), on = 1, off = 0;

	CHECK(ioctl(copy, FIONBIO, &on) == 0);
	CHECK(fcntl(fd, F_GETFL) & O_NONBLOCK);
	CHECK(read(fd, data, 1) == -1 && errno == EAGAIN);
	CHECK(ioctl(fd, FIONBIO, &off) == 0);
	CHECK(!(fcntl(copy, F_GETFL) & O_NONBLOCK));
	close(fd);
	CHECK(read(copy, data, SIZE) == 5);
	CHECK(close(copy) == 0);
}

static void own_pipe(void)
{
	int ends[2];

	CHECK(pipe(ends) == 0);
	CHECK(!(fcntl(ends[0], F_GETFL) & O_NONBLOCK));
	CHECK(write(ends[1], "hello", 5) == 5);
	CHECK(read(ends[0], data, SIZE) == 5);
	CHECK(close(ends[1]) == 0);
	CHECK(read(ends[0], data, SIZE) == 0);
}

static void own_sockets(void)
{
	int ends[2];

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	CHECK(write(ends[1], "hello", 5) == 5);
	CHECK(read(ends[0], data, SIZE) == 5);
	CHECK(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
	CHECK(read(ends[0], data, SIZE) == -1 && errno == EAGAIN);
}

/* alice resets: first the error, then the end; and writing raises SIGPIPE. */
static void after_reset(void)
{
	int fd = accept_one();
	struct pollfd slot = { fd, POLLIN, 0 };

	CHECK(poll(&slot, 1, -1) == 1);
	CHECK(slot.revents & POLLHUP && slot.revents & POLLERR);
	CHECK(read(fd, data, 1) == -1 && errno == ECONNRESET);
	CHECK(read(fd, data, 1) == 0);
	CHECK(send(fd, data, 1, MSG_NOSIGNAL) == -1 && errno == EPIPE);
}

int main(int argc, char **argv)
{
	static const struct mode modes[] = {
		{ "write", with_write },
		{ "send", with_send },
		{ "writev", with_writev },
		{ "sendmsg", with_sendmsg },
		{ "pwritev2", with_pwritev2 },
		{ "sendmmsg", with_sendmmsg },
		{ "preadv2", with_preadv2 },
		{ "recvmmsg", with_recvmmsg },
		{ "sendfile", with_sendfile },
		{ "splice", with_splice },
		{ "waitall", with_waitall },
		{ "waitall-end", waitall_end },
		{ "waitall-message", waitall_message },
		{ "readv", with_readv },
		{ "peek", with_peek },
		{ "nonblocking", nonblocking },
		{ "dontwait", dontwait },
		{ "shared-flags", shared_flags },
		{ "own-pipe", own_pipe },
		{ "own-sockets", own_sockets },
		{ "after-reset", after_reset },
		{ NULL, NULL },
	};

	return modes_run(modes, argc, argv);
}

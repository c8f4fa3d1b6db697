/* SPDX-License-Identifier: MIT */
/* The server of lesson 07 on libuv. */
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#define HELD  65536 /* so much is kept for a client, at most */
#define PIECE 16384 /* so much is read at a time */

/* One read and the write that gives it back. */
struct echo {
	uv_write_t request;
	char bytes[];
};

struct client {
	uv_tcp_t tcp;
	size_t owed; /* in the library's queue */
	bool paused, ended;
};

static unsigned long clients_now, bytes_echoed;

static void read_some(uv_handle_t *handle, size_t suggested, uv_buf_t *buf);
static void have_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf);

static void die(const char *what, int error)
{
	fprintf(stderr, "%s: %s\n", what, uv_strerror(error));
	exit(EXIT_FAILURE);
}

static int parse_port(const char *text)
{
	char *end;
	long port = strtol(text, &end, 10);

	return end != text && !*end && port > 0 && port < 65536 ? port : -1;
}

static void show_stats(uv_signal_t *handle, int signal)
{
	(void)handle;
	(void)signal;
	fprintf(stderr, "%lu clients, %lu bytes\n", clients_now, bytes_echoed);
}

/* The memory is the library's until it says that it has let go of it. */
static void have_closed(uv_handle_t *handle)
{
	free(handle);
	clients_now--;
}

static void client_close(struct client *c)
{
	if (!uv_is_closing((uv_handle_t *)&c->tcp))
		uv_close((uv_handle_t *)&c->tcp, have_closed);
}

/* Everything that was asked for ends here, also what a close has cancelled. */
static void have_written(uv_write_t *request, int error)
{
	struct echo *echo = (struct echo *)request;
	struct client *c = (struct client *)request->handle;
	size_t n = (size_t)(uintptr_t)request->data;

	free(echo);
	c->owed -= n;
	if (error) {
		client_close(c);
		return;
	}
	bytes_echoed += n;
	if (c->ended && c->owed == 0)
		client_close(c);
	else if (c->paused && c->owed < HELD &&
		 !uv_is_closing((uv_handle_t *)&c->tcp)) {
		c->paused = false;
		uv_read_start((uv_stream_t *)&c->tcp, read_some, have_read);
	}
}

/* The buffer is the end of an echo, so that it can be written as it is. */
static void read_some(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	struct echo *echo = malloc(sizeof *echo + PIECE);

	(void)handle;
	(void)suggested;
	/* without memory have_read() gets UV_ENOBUFS */
	*buf = uv_buf_init(echo ? echo->bytes : NULL, echo ? PIECE : 0);
}

static void client_echo(struct client *c, struct echo *echo, size_t n)
{
	uv_buf_t buf = uv_buf_init(echo->bytes, n);
	uv_stream_t *stream = (uv_stream_t *)&c->tcp;

	echo->request.data = (void *)(uintptr_t)n;
	c->owed += n;
	if (uv_write(&echo->request, stream, &buf, 1, have_written) < 0) {
		free(echo);
		client_close(c);
		return;
	}
	/* What is not taken stays in the queue, and the queue has no end of
	   its own. */
	if (c->owed >= HELD) {
		c->paused = true;
		uv_read_stop(stream);
	}
}

static void have_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct client *c = (struct client *)stream;
	struct echo *echo =
		buf->base ? (struct echo *)(buf->base -
					    offsetof(struct echo, bytes)) :
			    NULL;

	if (n > 0) {
		client_echo(c, echo, n);
		return;
	}
	free(echo);
	if (n == 0)
		return; /* EAGAIN */
	if (n == UV_EOF && c->owed > 0) {
		c->ended = true;
		uv_read_stop(stream);
		return;
	}
	client_close(c);
}

static void have_connection(uv_stream_t *listener, int error)
{
	struct client *c;

	if (error < 0)
		return;
	c = calloc(1, sizeof *c);
	if (!c || uv_tcp_init(listener->loop, &c->tcp) < 0) {
		free(c);
		return;
	}
	clients_now++;
	if (uv_accept(listener, (uv_stream_t *)&c->tcp) < 0 ||
	    uv_read_start((uv_stream_t *)&c->tcp, read_some, have_read) < 0)
		client_close(c);
}

int main(int argc, char **argv)
{
	int port = argc == 2 ? parse_port(argv[1]) : -1, error;
	uv_loop_t *loop = uv_default_loop();
	struct sockaddr_in address;
	uv_signal_t statistics;
	uv_tcp_t listener;

	if (port < 0) {
		fprintf(stderr, "usage: echo PORT\n");
		return EXIT_FAILURE;
	}
	/* libuv writes without MSG_NOSIGNAL */
	signal(SIGPIPE, SIG_IGN);
	uv_signal_init(loop, &statistics);
	uv_signal_start(&statistics, show_stats, SIGUSR1);
	uv_tcp_init(loop, &listener);
	uv_ip4_addr("127.0.0.1", port, &address);
	error = uv_tcp_bind(&listener, (struct sockaddr *)&address, 0);
	if (error == 0)
		error = uv_listen((uv_stream_t *)&listener, SOMAXCONN,
				  have_connection);
	if (error < 0)
		die("cannot listen", error);
	return uv_run(loop, UV_RUN_DEFAULT);
}

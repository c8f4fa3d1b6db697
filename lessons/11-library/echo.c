/* SPDX-License-Identifier: MIT */
/* The server of lesson 07 on libuv. With libevent or libev, start over: what is
   included is linked. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#define HELD 65536 /* so much is kept for a client, at most */

/* TODO: what is owed to it, and what it waits for. */
struct client {
	uv_tcp_t tcp;
};

static unsigned long clients_now, bytes_echoed;

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

/* TODO: the memory is the library's until it says that it has let go of it. */
static void client_close(struct client *c)
{
	(void)c;
}

/* TODO: a buffer to read into. Whose is it, and for how long? */
static void read_some(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	(void)handle;
	*buf = uv_buf_init(malloc(suggested), suggested);
}

/* TODO: write back what has come, at most HELD of it at a time; the end of the
   input is not the end of the output. */
static void have_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	free(buf->base);
	if (n < 0)
		client_close((struct client *)stream);
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
	/* TODO: what if somebody has gone when the library writes? */
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

/* SPDX-License-Identifier: MIT */
/* Style: uv_try_write() first, and only the rest is queued, while reading is
   stopped; the queue's own size says when. shutdown before close. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

typedef struct {
	uv_tcp_t tcp;
	uv_write_t write;
	uv_shutdown_t shutdown;
	char *rest, pool[32000];
} guest;

static uv_loop_t *loop;

static void room(uv_handle_t *h, size_t n, uv_buf_t *b)
{
	(void)n;
	b->base = ((guest *)h)->pool;
	b->len = sizeof((guest *)h)->pool;
}

static void bury(uv_handle_t *h)
{
	free(((guest *)h)->rest);
	free(h);
}

static void leave(guest *g)
{
	if (!uv_is_closing((uv_handle_t *)g))
		uv_close((uv_handle_t *)g, bury);
}

static void heard(uv_stream_t *s, ssize_t n, const uv_buf_t *b);

static void flushed(uv_write_t *w, int error)
{
	guest *g = (guest *)w->handle;

	free(g->rest);
	g->rest = NULL;
	if (error)
		leave(g);
	else
		uv_read_start((uv_stream_t *)g, room, heard);
}

static void shut(uv_shutdown_t *s, int error)
{
	(void)error;
	leave((guest *)s->handle);
}

static void heard(uv_stream_t *s, ssize_t n, const uv_buf_t *b)
{
	guest *g = (guest *)s;
	uv_buf_t out = uv_buf_init(b->base, n > 0 ? n : 0);
	int done;

	if (n == UV_EOF) {
		uv_read_stop(s);
		if (uv_shutdown(&g->shutdown, s, shut) < 0)
			leave(g);
		return;
	}
	if (n < 0)
		leave(g);
	if (n <= 0)
		return;
	done = uv_try_write(s, &out, 1);
	if (done < 0 && done != UV_EAGAIN) {
		leave(g);
		return;
	}
	done = done < 0 ? 0 : done;
	if (done == n)
		return;
	uv_read_stop(s);
	g->rest = malloc(n - done);
	if (!g->rest)
		abort();
	memcpy(g->rest, b->base + done, n - done);
	out = uv_buf_init(g->rest, n - done);
	if (uv_write(&g->write, s, &out, 1, flushed) < 0)
		leave(g);
}

static void come_in(uv_stream_t *l, int status)
{
	guest *g = status < 0 ? NULL : calloc(1, sizeof *g);

	if (!g)
		return;
	uv_tcp_init(loop, &g->tcp);
	uv_tcp_nodelay(&g->tcp, 1);
	if (uv_accept(l, (uv_stream_t *)g) < 0)
		leave(g);
	else
		uv_read_start((uv_stream_t *)g, room, heard);
}

int main(int argc, char **argv)
{
	struct sockaddr_in6 any;
	uv_tcp_t l;

	if (argc < 2)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	loop = uv_default_loop();
	uv_tcp_init(loop, &l);
	uv_ip6_addr("::", atoi(argv[1]), &any);
	if (uv_tcp_bind(&l, (struct sockaddr *)&any, 0) < 0 ||
	    uv_listen((uv_stream_t *)&l, 700, come_in) < 0)
		return fputs("uv_try: port\n", stderr), 1;
	return uv_run(loop, UV_RUN_DEFAULT);
}

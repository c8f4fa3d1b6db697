/* SPDX-License-Identifier: MIT */
/* The server of lesson 07 on libevent: a bufferevent moves the bytes, and we
   say how many there may be. */
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HELD 65536 /* so much is kept for a client, at most */

static struct evconnlistener *listener;
static struct event *again;
static unsigned long clients_now, bytes_echoed;

static int parse_port(const char *text)
{
	char *end;
	long port = strtol(text, &end, 10);

	return end != text && !*end && port > 0 && port < 65536 ? port : -1;
}

static void show_stats(evutil_socket_t signal, short events, void *unused)
{
	(void)signal;
	(void)events;
	(void)unused;
	fprintf(stderr, "%lu clients, %lu bytes\n", clients_now, bytes_echoed);
}

static void client_close(struct bufferevent *client)
{
	bufferevent_free(client);
	clients_now--;
}

/* From one buffer to the other; nothing is copied. */
static void have_read(struct bufferevent *client, void *unused)
{
	struct evbuffer *in = bufferevent_get_input(client);
	struct evbuffer *out = bufferevent_get_output(client);

	(void)unused;
	bytes_echoed += evbuffer_get_length(in);
	evbuffer_add_buffer(out, in);
	/* The output has no end of its own: stop the input in time. */
	if (evbuffer_get_length(out) >= HELD)
		bufferevent_disable(client, EV_READ);
}

/* All is written, down to the low-water mark. */
static void have_written(struct bufferevent *client, void *ended)
{
	if (ended)
		client_close(client);
	else
		bufferevent_enable(client, EV_READ);
}

static void have_event(struct bufferevent *client, short events, void *unused)
{
	struct evbuffer *out = bufferevent_get_output(client);
	static char ended;

	(void)unused;
	if (events & BEV_EVENT_EOF && !(events & BEV_EVENT_ERROR) &&
	    evbuffer_get_length(out) > 0) {
		bufferevent_disable(client, EV_READ);
		bufferevent_setcb(client, NULL, have_written, have_event,
				  &ended);
		bufferevent_setwatermark(client, EV_WRITE, 0, 0);
		return;
	}
	client_close(client);
}

static void have_connection(struct evconnlistener *on, evutil_socket_t fd,
			    struct sockaddr *address, int len, void *base)
{
	struct bufferevent *client =
		bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);

	(void)on;
	(void)address;
	(void)len;
	if (!client) {
		evutil_closesocket(fd);
		return;
	}
	clients_now++;
	bufferevent_setcb(client, have_read, have_written, have_event, NULL);
	bufferevent_setwatermark(client, EV_WRITE, HELD / 2, 0);
	bufferevent_enable(client, EV_READ | EV_WRITE);
}

static void accept_again(evutil_socket_t fd, short events, void *unused)
{
	(void)fd;
	(void)events;
	(void)unused;
	evconnlistener_enable(listener);
}

/* As with EMFILE: the listener stays ready, so look away for a while. */
static void cannot_accept(struct evconnlistener *on, void *unused)
{
	const struct timeval soon = { 0, 100000 };

	(void)unused;
	evconnlistener_disable(on);
	event_add(again, &soon);
}

int main(int argc, char **argv)
{
	int port = argc == 2 ? parse_port(argv[1]) : -1;
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct event_base *base = event_base_new();

	if (port < 0) {
		fprintf(stderr, "usage: echo PORT\n");
		return EXIT_FAILURE;
	}
	/* libevent writes without MSG_NOSIGNAL */
	signal(SIGPIPE, SIG_IGN);
	address.sin_port = htons(port);
	listener = evconnlistener_new_bind(
		base, have_connection, base,
		LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE, SOMAXCONN,
		(struct sockaddr *)&address, sizeof address);
	if (!listener) {
		fprintf(stderr, "cannot listen: %s\n", strerror(errno));
		return EXIT_FAILURE;
	}
	evconnlistener_set_error_cb(listener, cannot_accept);
	again = evtimer_new(base, accept_again, NULL);
	event_add(evsignal_new(base, SIGUSR1, show_stats, NULL), NULL);
	return event_base_dispatch(base) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

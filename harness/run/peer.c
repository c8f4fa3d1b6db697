/* SPDX-License-Identifier: MIT */
#include "run/peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "memory.h"
#include "run/patience.h"
#include "run/peer_ports.h"

void peers_init(struct peers *peers, struct network *network,
		struct trial *trial)
{
	*peers = (struct peers){ .network = network, .trial = trial };
}

static void free_peer(struct peer *peer)
{
	if (peer->fd >= 0)
		close(peer->fd);
	buffer_clear(&peer->outgoing);
	buffer_clear(&peer->incoming);
	buffer_clear(&peer->owed);
}

void peers_clear(struct peers *peers)
{
	for (size_t i = 0; i < peers->n; i++)
		free_peer(&peers->peers[i]);
	free(peers->peers);
	*peers = (struct peers){ 0 };
}

static const char *name_of(struct peers *peers, const char *name, int member)
{
	char text[64];

	if (!member)
		return log_intern(peers->trial->log, name);
	snprintf(text, sizeof(text), "client %d", member);
	return log_intern(peers->trial->log, text);
}

struct peer *peers_find(struct peers *peers, const char *name, int member)
{
	const char *wanted;
	struct peer *peer;

	/* A crowd stands in a row: its first member shows where. */
	if (member > 1 && peers->crowd + (size_t)member <= peers->n &&
	    peers->peers[peers->crowd + (size_t)member - 1].member == member)
		return &peers->peers[peers->crowd + (size_t)member - 1];
	for (size_t i = 0; i < peers->n; i++)
		if (peers->peers[i].member == member &&
		    (member || !strcmp(peers->peers[i].name, name)))
			return &peers->peers[i];
	wanted = name_of(peers, name, member);
	peers->peers = memory_grow(peers->peers, peers->n, sizeof(*peer));
	peer = &peers->peers[peers->n];
	*peer = (struct peer){ .name = wanted,
			       .member = member,
			       .fd = -1,
			       .letter = (int)(peers->n % 26) };
	if (member == 1)
		peers->crowd = peers->n;
	peers->n++;
	return peer;
}

struct connection *peer_link(const struct peers *peers, const struct peer *peer)
{
	if (!peer->connection)
		return NULL;
	return &peers->trial->connections[peer->connection - 1];
}

void peer_renew(struct peer *peer)
{
	if (peer->fd >= 0)
		close(peer->fd);
	peer->fd = -1;
	peer->wants_in = peer->stopped = false;
	peer->fin_wanted = peer->close_wanted = false;
	buffer_clear(&peer->outgoing);
	buffer_clear(&peer->incoming);
	buffer_clear(&peer->owed);
	peer->seen = 0;
	peer->drained = 0;
}

static int socket_at(uint32_t address, int source_port)
{
	const struct sockaddr_in source = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)source_port),
		.sin_addr = { address },
	};
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (bind(fd, (const struct sockaddr *)&source, sizeof(source)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* On loopback a handshake is over when connect() returns, or at least soon:
   the queue has room. */
static enum connected handshake(struct peers *peers, struct peer *peer)
{
	const struct sockaddr_in target = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)peers->network->port),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	struct patience patience = patience_begin();
	struct pollfd slot = { .fd = peer->fd, .events = POLLOUT };
	int error = 0;
	socklen_t len = sizeof(error);

	if (connect(peer->fd, (const struct sockaddr *)&target,
		    sizeof(target)) < 0 &&
	    errno != EINPROGRESS)
		return errno == ECONNREFUSED ? CONNECT_REFUSED : CONNECT_FAILED;
	while (poll(&slot, 1, 0) <= 0)
		if (!patience_left(&patience))
			return CONNECT_FAILED;
	getsockopt(peer->fd, SOL_SOCKET, SO_ERROR, &error, &len);
	if (error)
		return error == ECONNREFUSED ? CONNECT_REFUSED : CONNECT_FAILED;
	return CONNECTED;
}

/* Connections that are complete and that the program has not accepted. */
static int waiting_in_queue(const struct peers *peers)
{
	int n = 0;

	for (size_t i = 0; i < peers->trial->n_connections; i++) {
		const struct connection *it = &peers->trial->connections[i];

		n += it->established && !it->accepted;
	}
	return n;
}

enum connected peer_try_connect(struct peers *peers, struct peer *peer,
				int backlog)
{
	enum connected outcome;
	struct connection *link;

	/* A queue of n takes n + 1. When it is full the kernel would try again
	   in real seconds; here it is tried again when there is room. */
	if (backlog >= 0 && waiting_in_queue(peers) > backlog) {
		peer->wants_in = true;
		return CONNECT_WAITS;
	}
	peer->wants_in = false;
	peer->fd =
		socket_at(peers->network->source, peer_port(peer->connection));
	if (peer->fd < 0) {
		peers->problem = "no socket for a peer (descriptors or ports)";
		return CONNECT_FAILED;
	}
	outcome = handshake(peers, peer);
	if (outcome == CONNECT_FAILED)
		peers->problem = "a connection over loopback did not complete";
	link = peer_link(peers, peer);
	if (link)
		link->established = outcome == CONNECTED;
	return outcome;
}

enum connected peer_connect(struct peers *peers, struct peer *peer, int backlog)
{
	peer_renew(peer);
	peer->connection =
		trial_connect(peers->trial, peer->name,
			      peer->window ? peer->window : PEER_WINDOW);
	if (peer_port(peer->connection) > PEER_PORT_MAX) {
		peers->problem = "a script may make 25,000 connections";
		return CONNECT_FAILED;
	}
	return peer_try_connect(peers, peer, backlog);
}

/* Into the kernel goes what it takes for sure. */
bool peer_pump(struct peers *peers, struct peer *peer)
{
	struct connection *link = peer_link(peers, peer);
	size_t n = buffer_length(&peer->outgoing), room;
	bool moved = false;
	ssize_t sent;

	if (!link || peer->fd < 0 || !link->established)
		return false;
	while (n > 0 && link->sent - link->taken < PEER_IN_FLIGHT) {
		room = PEER_IN_FLIGHT - (size_t)(link->sent - link->taken);
		sent = send(peer->fd, buffer_data(&peer->outgoing),
			    n < room ? n : room, MSG_NOSIGNAL);
		if (sent <= 0) {
			/* Reset or closed by the program: it is of no use. */
			if (errno != EAGAIN)
				buffer_consume(&peer->outgoing, n);
			break;
		}
		link->sent += (uint64_t)sent;
		buffer_consume(&peer->outgoing, (size_t)sent);
		n -= (size_t)sent;
		moved = true;
	}
	if (n == 0 && peer->fin_wanted) {
		peer->fin_wanted = false;
		link->peer_fin = true;
		shutdown(peer->fd, SHUT_WR);
		moved = true;
	}
	return moved;
}

void peer_send(struct peers *peers, struct peer *peer, const void *data,
	       size_t n)
{
	buffer_append(&peer->owed, data, n);
	buffer_append(&peer->outgoing, data, n);
	peer_pump(peers, peer);
}

void peer_half_close(struct peers *peers, struct peer *peer)
{
	peer->fin_wanted = true;
	peer_pump(peers, peer);
}

static void end(struct peers *peers, struct peer *peer, bool reset)
{
	const struct linger now = { .l_onoff = 1, .l_linger = 0 };
	struct connection *link = peer_link(peers, peer);

	peer->wants_in = false;
	if (!link || peer->fd < 0)
		return;
	if (reset)
		setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(peer->fd);
	peer->fd = -1;
	link->peer_reset = reset;
	link->peer_closed = true;
	link->peer_fin |= !reset;
	buffer_clear(&peer->outgoing);
}

void peer_close(struct peers *peers, struct peer *peer)
{
	/* close() with unread input sends a reset: tcp(7), RFC 2525 2.17. */
	bool unread = buffer_length(&peer->incoming) > peer->seen;

	end(peers, peer, unread);
}

void peer_reset(struct peers *peers, struct peer *peer)
{
	end(peers, peer, true);
}

void peer_read(struct peers *peers, struct peer *peer, size_t n)
{
	size_t unread = buffer_length(&peer->incoming) - peer->seen;
	struct connection *link = peer_link(peers, peer);

	if (n > unread)
		n = unread;
	peer->seen += n;
	if (link)
		link->received += n;
}

/* "%c%07u", which takes most of the time that there is when asked for word by
   word: patterns are long. */
static void pattern_word(char word[8], int letter, uint64_t at)
{
	word[0] = (char)('A' + letter);
	for (int i = 7; i > 0; i--, at /= 10)
		word[i] = (char)('0' + at % 10);
}

void peer_pattern(struct peer *peer, uint8_t *out, size_t n)
{
	char word[8];

	for (size_t i = 0; i < n; i++, peer->pattern++) {
		if (i == 0 || peer->pattern % 8 == 0)
			pattern_word(word, peer->letter, peer->pattern / 8 * 8);
		out[i] = (uint8_t)word[peer->pattern % 8];
	}
}

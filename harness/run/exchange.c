/* SPDX-License-Identifier: MIT */
/*
 * What passes between the peers and the kernel while the program is held:
 * bytes are taken out and put in, and counted, until both sides agree. Part
 * of peer.h.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "run/patience.h"
#include "run/peer.h"
#include "run/peer_ports.h"

/* Take out of the kernel what the program has written. */
static bool drain(struct peers *peers, struct peer *peer)
{
	struct connection *link = peer_link(peers, peer);
	struct patience patience = patience_begin();
	bool moved = false;
	const int on = 1;

	while (!link->got_end && !link->got_reset &&
	       (peer->drained < link->written || link->program_fin)) {
		ssize_t n = recv(peer->fd, buffer_room(&peer->incoming, 65536),
				 65536, 0);

		if (n > 0) {
			peer->incoming.end += (size_t)n;
			peer->drained += (uint64_t)n;
		} else if (n == 0) {
			link->got_end = true;
		} else if (errno != EAGAIN && errno != EINTR) {
			link->got_reset = true;
		} else {
			/* What is held back comes with an acknowledgement. */
			setsockopt(peer->fd, IPPROTO_TCP, TCP_QUICKACK, &on,
				   sizeof(on));
			if (patience_left(&patience))
				continue;
			peers->problem = "bytes did not arrive over loopback";
			break;
		}
		moved = true;
	}
	return moved;
}

static bool exchange(struct peers *peers, struct peer *peer)
{
	struct connection *link = peer_link(peers, peer);
	bool was_full, moved;

	if (!link || peer->fd < 0 || !link->established)
		return false;
	was_full = link->written - link->received >= link->window;
	moved = drain(peers, peer) && link->got_reset;
	if (!peer->stopped)
		peer_read(peers, peer, SIZE_MAX);
	if (was_full && link->written - link->received < link->window)
		moved = true;
	if (peer_pump(peers, peer)) {
		peer_deliver(peers, peer);
		moved = true;
	}
	return moved;
}

bool peers_exchange(struct peers *peers, int backlog)
{
	bool moved = false;

	for (size_t i = 0; i < peers->n && !peers->problem; i++) {
		struct peer *peer = &peers->peers[i];

		if (peer->wants_in && backlog >= 0 &&
		    peer_try_connect(peers, peer, backlog) == CONNECTED)
			moved = true;
		moved |= exchange(peers, peer);
	}
	return moved;
}

static struct ends ends_of(const struct peers *peers, size_t number)
{
	const struct connection *link = &peers->trial->connections[number - 1];

	if (link->outgoing)
		return (struct ends){ link->program_port, link->peer_port,
				      htonl(INADDR_LOOPBACK) };
	return (struct ends){ peers->network->port, peer_port((int)number),
			      peers->network->source };
}

/* What this connection's far end must show before the program goes on. */
static bool is_delivered(const struct peers *peers, size_t number)
{
	const struct connection *link = &peers->trial->connections[number - 1];
	const struct ends ends = ends_of(peers, number);
	struct far_end far;

	if (!link->established || link->program_closed || link->got_reset)
		return true;
	if (network_far_end(peers->network, &ends, &far) < 0)
		return true;
	if (link->peer_reset)
		return !far.exists;
	if (!far.exists) /* an answer to what came after the close */
		return link->peer_closed;
	return far.unread >= link->sent - link->taken &&
	       (!link->peer_fin || far.saw_fin);
}

static void deliver(struct peers *peers, size_t number)
{
	struct connection *link = &peers->trial->connections[number - 1];
	uint64_t state = link->sent * 8 + link->peer_fin * UINT64_C(4) +
			 link->peer_reset * UINT64_C(2) + link->established;
	struct patience patience = patience_begin();

	if (state == link->delivered)
		return;
	link->delivered = state;
	while (!peers->problem && !is_delivered(peers, number))
		if (!patience_left(&patience))
			peers->problem = "loopback did not deliver in time";
}

void peer_deliver(struct peers *peers, const struct peer *peer)
{
	if (peer->connection)
		deliver(peers, (size_t)peer->connection);
}

void peers_deliver(struct peers *peers)
{
	for (size_t i = 0; i < peers->trial->n_connections; i++)
		deliver(peers, i + 1);
}

bool peers_unnoticed(const struct peers *peers)
{
	for (size_t i = 0; i < peers->trial->n_connections; i++) {
		const struct connection *it = &peers->trial->connections[i];

		if (!it->established || it->program_closed)
			continue;
		if (!it->accepted || it->sent > it->taken || it->peer_reset ||
		    (it->peer_fin && !it->program_saw_end))
			return true;
	}
	return false;
}

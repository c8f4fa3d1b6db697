/* SPDX-License-Identifier: MIT */
#include "run/network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FIRST_PORT 7777 /* its two bytes differ: htons() shows */
#define LAST_PORT  9999

static int loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int error = -1;

	if (fd < 0)
		return -1;
	if (!ioctl(fd, SIOCGIFFLAGS, &request)) {
		request.ifr_flags |= IFF_UP | IFF_RUNNING;
		error = ioctl(fd, SIOCSIFFLAGS, &request);
	}
	close(fd);
	return error;
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		perror(path);
	close(fd);
}

/* An ordinary user needs a user namespace first; once is enough. */
static void become_somebody(void)
{
	char map[64];
	uid_t user = geteuid();
	gid_t group = getegid();

	if (unshare(CLONE_NEWUSER) < 0)
		return;
	write_file("/proc/self/setgroups", "deny");
	snprintf(map, sizeof(map), "%u %u 1", user, user);
	write_file("/proc/self/uid_map", map);
	snprintf(map, sizeof(map), "%u %u 1", group, group);
	write_file("/proc/self/gid_map", map);
}

/* A segment of which a little is unread is charged with all of its memory, so
   that the usual 128 KiB can be full with PEER_IN_FLIGHT in it: see tcp(7). */
static bool settle_in(void)
{
	write_file("/proc/sys/net/ipv4/tcp_rmem", "4096 1048576 6291456");
	/* What the program's own connects get is none of the peers' ports. */
	write_file("/proc/sys/net/ipv4/ip_local_port_range", "20000 32000");
	return !loopback_up();
}

static bool enter_namespace(void)
{
	static bool asked;

	if (!unshare(CLONE_NEWNET))
		return settle_in();
	if (asked || errno != EPERM)
		return false;
	asked = true;
	become_somebody();
	return !unshare(CLONE_NEWNET) && settle_in();
}

/* Runs side by side must not meet: who holds this name has the port. It goes
   with the process, whatever happens to it; see unix(7), abstract names. */
static int claim(int port)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int len = snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1,
			   "wouldblock-port-%d", port);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&name,
			    (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
					1 + (size_t)len)) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* As a server would bind it, but without SO_REUSEADDR: what an earlier run
   left in TIME_WAIT is no affair of this one. */
static bool is_free(int port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool free = fd >= 0 &&
		    !bind(fd, (struct sockaddr *)&address, sizeof(address));

	if (fd >= 0)
		close(fd);
	return free;
}

static int free_port(struct network *network)
{
	for (int port = FIRST_PORT; port <= LAST_PORT; port++) {
		network->claim = claim(port);
		if (network->claim >= 0 && is_free(port))
			return port;
		if (network->claim >= 0)
			close(network->claim);
		network->claim = -1;
	}
	errno = EADDRINUSE;
	return -1;
}

int network_open(struct network *network)
{
	network->claim = -1;
	network->own = enter_namespace();
	network->port = network->own ? FIRST_PORT : free_port(network);
	/* Side by side on one loopback, runs have addresses of their own. */
	network->source =
		htonl(INADDR_LOOPBACK + (uint32_t)(network->port - FIRST_PORT));
	network->diagnosis =
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	return network->port < 0 ? -1 : 0;
}

void network_close(struct network *network)
{
	if (network->diagnosis >= 0)
		close(network->diagnosis);
	if (network->claim >= 0)
		close(network->claim);
	network->diagnosis = network->claim = -1;
}

struct question {
	struct nlmsghdr header;
	struct inet_diag_req_v2 request;
};

static int ask(const struct network *network, const struct ends *ends)
{
	const in_addr_t here = htonl(INADDR_LOOPBACK);
	struct question question = {
		.header = {
			.nlmsg_len = sizeof(question),
			.nlmsg_type = SOCK_DIAG_BY_FAMILY,
			.nlmsg_flags = NLM_F_REQUEST,
		},
		.request = {
			.sdiag_family = AF_INET,
			.sdiag_protocol = IPPROTO_TCP,
			.idiag_states = ~0U,
			.id = {
				.idiag_sport = htons((uint16_t)ends->program_port),
				.idiag_dport = htons((uint16_t)ends->peer_port),
				.idiag_src = { here },
				.idiag_dst = { ends->peer_address },
				.idiag_cookie = { INET_DIAG_NOCOOKIE,
						  INET_DIAG_NOCOOKIE },
			},
		},
	};

	return send(network->diagnosis, &question, sizeof(question), 0) < 0 ?
		       -1 :
		       0;
}

int network_far_end(const struct network *network, const struct ends *ends,
		    struct far_end *end)
{
	union {
		struct nlmsghdr header;
		char bytes[4096];
	} answer;
	const struct inet_diag_msg *message = NLMSG_DATA(&answer.header);
	ssize_t n;

	*end = (struct far_end){ 0 };
	if (network->diagnosis < 0 || ask(network, ends) < 0)
		return -1;
	do {
		n = recv(network->diagnosis, &answer, sizeof(answer), 0);
	} while (n < 0 && errno == EINTR);
	if (n < (ssize_t)sizeof(answer.header))
		return -1;
	if (answer.header.nlmsg_type == NLMSG_ERROR) {
		const struct nlmsgerr *error = NLMSG_DATA(&answer.header);

		return error->error == -ENOENT ? 0 : -1;
	}
	/* Without a connection the kernel speaks of the listener. */
	if (message->idiag_state == TCP_LISTEN)
		return 0;
	end->exists = message->idiag_state != TCP_CLOSE;
	end->saw_fin = message->idiag_state == TCP_CLOSE_WAIT ||
		       message->idiag_state == TCP_LAST_ACK ||
		       message->idiag_state == TCP_CLOSING ||
		       message->idiag_state == TCP_TIME_WAIT;
	end->unread = message->idiag_rqueue;
	return 0;
}

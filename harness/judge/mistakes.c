/* SPDX-License-Identifier: MIT */
/*
 * The order is a decision: a cause stands before what it causes. So the
 * table goes by stages (compiling, the port, EINTR, the echo itself, content,
 * a second client, closing, resets, idle work, slow readers, limits, deadlines,
 * ticks), and what nearly any mistake can end in comes last.
 */
#include "judge/mistakes.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

static const struct mistake mistakes[] = {
	/* before anything is served */
	{ "does-not-compile", "the compiler refuses the file",
	  "A program that cannot be built serves nobody; the compiler's first "
	  "message is the one to read.",
	  "man 1 gcc" },
	{ "forbidden-call", "makes a call that this lesson excludes",
	  "The lesson is about one way of waiting, and a thread, a child or "
	  "another readiness call goes round it.",
	  NULL },
	{ "did-not-listen", "does not listen on the port that it was given",
	  "Clients are refused while the program believes that it serves.",
	  "man 7 ip" },

	/* EINTR */
	{ "interrupted-is-fatal", "takes EINTR for a failure, or for a count",
	  "Any handled signal, even a resized terminal or a debugger, then "
	  "ends the service or a client's connection.",
	  "man 7 signal" },
	{ "interrupted-restarts-wait",
	  "starts the full timeout again after EINTR",
	  "With signals more frequent than the timeout, the deadline never "
	  "comes.",
	  "man 2 poll" },

	/* one call, one answer */
	{ "wouldblock-is-fatal", "takes EAGAIN for a failure",
	  "EAGAIN only means \"not now\", so healthy clients are thrown out "
	  "whenever there is nothing to do for a moment.",
	  "man 2 recv" },
	{ "pending-is-failure", "takes EINPROGRESS for a failure",
	  "EINPROGRESS is how every non-blocking connect begins, so nothing "
	  "that takes a while is ever reached.",
	  "man 2 connect" },
	{ "pending-is-success", "uses a connection before it is connected",
	  "What is sent too early is lost with ENOTCONN, and a host that is "
	  "down counts as reached.",
	  "man 2 connect" },
	{ "connect-error-unread",
	  "takes writability for success, without reading SO_ERROR",
	  "A refused connection is writable too, so a dead server is reported "
	  "as alive; and the error is gone once it was read.",
	  "man 7 socket" },
	{ "connect-blocks", "waits for one connection at a time",
	  "One host that does not answer holds up all the others for minutes.",
	  "man 2 connect" },

	/* content and framing */
	{ "text-assumed", "treats received bytes as a C string",
	  "Nothing adds a NUL to what recv() brings, so binary data is cut "
	  "short, and a full buffer is read beyond its end.",
	  "man 2 recv" },
	{ "short-read-assumed", "takes one read for one message",
	  "TCP carries bytes and no messages: across a real network a line "
	  "arrives in pieces, or two arrive as one.",
	  "man 7 tcp" },
	{ "short-write-lost",
	  "does not send the rest of a short write, or sends it wrongly",
	  "Under load send() takes less than it was given, and the client gets "
	  "data with holes or repeats.",
	  "man 2 send" },
	{ "data-crossed", "sends one client's bytes to another",
	  "Somebody reads what was meant for somebody else, which is the worst "
	  "leak that a server can have.",
	  NULL },

	/* a second client */
	{ "stalled-on-silent-peer",
	  "sits in a blocking call for one client while others wait",
	  "One quiet client holds every other one, on purpose or not.",
	  "man 2 read" },
	{ "not-nonblocking", "leaves a descriptor blocking that should not be",
	  "It works until a readiness report turns out wrong, and then the "
	  "whole program sleeps.",
	  "man 2 accept" },
	{ "flags-clobbered",
	  "sets file status flags without keeping the old ones",
	  "F_SETFL replaces them all, so O_APPEND and others are switched off "
	  "for every process that shares the file.",
	  "man 2 fcntl" },
	{ "wrong-nfds", "does not watch the highest descriptor",
	  "The newest clients are connected, and nobody ever looks at them.",
	  "man 2 select" },
	{ "set-not-rebuilt", "uses select's sets again as they came back",
	  "A client that was quiet once is never looked at again.",
	  "man 2 select" },
	{ "accept-not-drained",
	  "accepts one connection for an edge that announced several",
	  "The others wait in the backlog until somebody else happens to "
	  "connect.",
	  "man 7 epoll" },
	{ "edge-not-drained",
	  "stops reading before EAGAIN and strands the rest",
	  "An edge is reported once, so what is left lies there until the "
	  "client sends again, and it may be waiting for the answer.",
	  "man 7 epoll" },
	{ "starved-by-flood", "serves one busy client and nobody else",
	  "Whoever sends fastest owns the server, and all others time out.",
	  "man 7 epoll" },

	/* half-close and close */
	{ "eof-ignored", "does not take a read of 0 for the end of the stream",
	  "The connection is never given up, and each wait returns at once for "
	  "a client that has nothing more to say.",
	  "man 2 read" },
	{ "half-close-loses-data",
	  "drops the replies that it owes when FIN arrives",
	  "A client that says all it has and then listens, as many tools do, "
	  "gets a part of the answer or none.",
	  "man 2 shutdown" },
	{ "close-loses-data",
	  "closes with unread input, so that a reset destroys the reply",
	  "The client sees \"connection reset\" in place of the answer that "
	  "was sent to it.",
	  "man 7 tcp" },
	{ "never-closes", "never answers the client's FIN with its own",
	  "The client waits for an end that does not come, and connections "
	  "pile up in CLOSE_WAIT until descriptors run out.",
	  "man 2 close" },
	{ "closed-descriptor-watched",
	  "goes on watching a descriptor that it has closed",
	  "Each wait fails or returns at once, or reports on a stranger who "
	  "was given the same number.",
	  "man 2 poll" },
	{ "stale-event",
	  "acts on an event for a descriptor closed earlier in the batch",
	  "The number may belong to a new client by then, who is served or "
	  "closed in place of the old one.",
	  "man 7 epoll" },
	{ "descriptor-leak",
	  "leaves descriptors open after their clients have left",
	  "After some hours accept() fails with EMFILE, and only a restart "
	  "helps.",
	  "man 2 close" },

	/* resets and SIGPIPE */
	{ "killed-by-sigpipe",
	  "is killed by SIGPIPE when it writes to a client that is gone",
	  "Any client can end the service for all by leaving at the right "
	  "moment.",
	  "man 7 pipe" },
	{ "reset-is-fatal", "lets one client's reset end or hurt the service",
	  "Resets are everyday events, by crashed clients, firewalls and "
	  "phones that change networks.",
	  "man 2 recv" },
	{ "hangup-unhandled",
	  "spins or gives up on POLLHUP, POLLERR or EPOLLERR",
	  "These are reported without being asked for, and again and again, "
	  "until the descriptor is read or closed.",
	  "man 2 poll" },

	/* idle work */
	{ "write-interest-always-on",
	  "waits for writability with nothing to write",
	  "A socket is writable nearly always, so the program wakes without "
	  "end and burns a processor while nothing happens.",
	  "man 2 poll" },
	{ "timeout-reused",
	  "uses a timeout that the last wait has changed or used up",
	  "What select() leaves in it is the time that remained: after some "
	  "rounds that is zero, and the program never sleeps again.",
	  "man 2 select" },

	/* slow readers, and content after draining */
	{ "stalled-on-slow-reader",
	  "sits in a send for a client that does not read",
	  "One client on a bad line holds all the others.", "man 2 send" },
	{ "unbounded-buffer",
	  "keeps reading for a client that does not take its output",
	  "A single client that sends and never reads can use up all memory.",
	  NULL },
	{ "output-reordered", "sends new bytes before those that are queued",
	  "The client gets every byte, in an order that means something else.",
	  NULL },
	{ "output-stuck", "never sends the output that is pending",
	  "The client waits for bytes that the server has, and both wait for "
	  "ever.",
	  "man 7 epoll" },

	/* descriptors run out */
	{ "fd-set-overflow",
	  "puts a descriptor of FD_SETSIZE or more into an fd_set",
	  "Whatever lies next in memory is overwritten, and a busy day is "
	  "enough to get there.",
	  "man 2 select" },
	{ "accept-error-is-fatal",
	  "lets an error of accept() end the service, or uses it as a "
	  "descriptor",
	  "A client that gave up while it waited in the backlog takes the "
	  "server down for all.",
	  "man 2 accept" },
	{ "descriptor-limit-fatal", "ends when no descriptors are left",
	  "A crowd of clients that only connect ends the service for those "
	  "who are already in.",
	  "man 2 accept" },
	{ "descriptor-limit-spin", "spins when no descriptors are left",
	  "A full house costs a whole processor until somebody leaves, and "
	  "those who are in get slower answers.",
	  "man 2 accept" },

	/* deadlines and ticks */
	{ "wall-clock-deadline", "measures an interval with the wall clock",
	  "When the clock is set, everybody times out at once, or nobody "
	  "for an hour.",
	  "man 2 clock_gettime" },
	{ "deadline-inherited",
	  "keeps the deadline of a client that had the descriptor before",
	  "A new client is thrown out for the silence of another.", NULL },
	{ "deadline-shared",
	  "has one deadline for all, or lets one client move another's",
	  "What one connection does then decides when another ends: a busy one "
	  "keeps the dead alive, or a dead one ends the busy.",
	  NULL },
	{ "deadline-early", "acts before the deadline",
	  "Somebody who kept within the rules is cut off, or a world runs "
	  "ahead of its clock, often by a rounding of milliseconds.",
	  "man 2 poll" },
	{ "deadline-missed", "acts late, or never, on a deadline",
	  "What should end goes on: dead connections keep memory and "
	  "descriptors, and whoever counts on the moment waits.",
	  "man 2 poll" },
	{ "tick-starved", "lets input delay a tick",
	  "One player who types fast freezes the world of all.", NULL },
	{ "tick-drift", "lets its ticks slide",
	  "Each tick is a little late, the errors add up, and clocks that "
	  "should agree move apart.",
	  "man 2 clock_nanosleep" },

	/* what nearly any of the others can end in */
	{ "crashed", "is killed by a signal of its own making",
	  "One bad access ends the service for every client.", "man 7 signal" },
	{ "exited-early", "ends although it should serve",
	  "Whoever still relied on it is dropped, and nobody new is served.",
	  "man 3 exit" },
	{ "busy-loop", "makes calls that bring nothing, again and again",
	  "An idle program uses a whole processor, which costs power and slows "
	  "all else on the machine.",
	  "man 2 poll" },
	{ "wrong-answer", "sends something other than the protocol says",
	  "The other side was written by somebody who relies on the protocol "
	  "to the byte.",
	  NULL },
};

enum { N_MISTAKES = sizeof(mistakes) / sizeof(mistakes[0]) };

const struct mistake *mistake_find(const char *code)
{
	return mistake_at(mistake_order(code));
}

int mistake_order(const char *code)
{
	for (int i = 0; code && i < N_MISTAKES; i++) {
		if (!strcmp(mistakes[i].code, code))
			return i;
	}
	return INT_MAX;
}

const struct mistake *mistake_at(int i)
{
	return i >= 0 && i < N_MISTAKES ? &mistakes[i] : NULL;
}

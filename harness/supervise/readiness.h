/* SPDX-License-Identifier: MIT */
/*
 * The mask: writability that the program must not see, because the peer's
 * virtual window is full while the kernel's buffers are not.
 *
 * This is the one place that imitates the kernel. It takes answers of poll,
 * select and epoll_wait, strikes out what is hidden, and says what is left.
 * An edge that was struck out is owed: it is paid when there is room again.
 */
#ifndef SUPERVISE_READINESS_H
#define SUPERVISE_READINESS_H

#include <poll.h>
#include <sys/epoll.h>

#include "supervise/supervisor.h"

/* The same events by their usual names too: to be readable (POLLRDNORM) is
   POLLIN, to be writable (POLLWRNORM) is POLLOUT. epoll has the same bits. */
unsigned readiness_plain(unsigned events);

/* The most entries of an answer that the log keeps. */
#define READINESS_KEPT 64

/* Each strikes out what is hidden, in place, and returns how many entries
   (for select: bits) are left. */
int readiness_mask_poll(struct supervisor *supervisor, struct pollfd *slots,
			size_t n, bool *hidden);
int readiness_mask_select(struct supervisor *supervisor, int nfds,
			  struct select_set sets[3]);
int readiness_mask_epoll(struct supervisor *supervisor, struct open_file *epoll,
			 struct epoll_event *events, int n, bool *hidden);

/* The masked answer as entries for the log; returns how many were put into
   out, at most READINESS_KEPT. */
size_t readiness_of_poll(struct supervisor *supervisor,
			 const struct pollfd *slots, size_t n,
			 struct readiness *out);
size_t readiness_of_select(struct supervisor *supervisor, int nfds,
			   struct select_set sets[3], struct readiness *out);
size_t readiness_of_epoll(struct supervisor *supervisor,
			  struct open_file *epoll,
			  const struct epoll_event *events, int n,
			  struct readiness *out);

/* An epoll instance that is itself watched is ready by what the kernel knows
   of it, hidden or not: what is hidden is taken out of it before the wait, and
   put back when there is room. The program is held at the entry of a call. */
void readiness_mute(struct supervisor *supervisor);

/* True when it is certain, without asking the kernel, that nothing which the
   current waiting call watches is ready. */
bool readiness_is_idle(struct supervisor *supervisor);

/* The program was told that this file takes nothing more, or not all: when
   there is room it must hear of it, as after the kernel's own EAGAIN. */
void readiness_owe(struct supervisor *supervisor, struct open_file *file);

/* There is an edge to pay now. */
bool readiness_can_pay(const struct supervisor *supervisor);

/* Pay the edges that are owed and have room now. The program is held at the
   exit of a call. */
void readiness_pay(struct supervisor *supervisor);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The arguments of calls that move bytes: how much is asked for, with which
 * flags, and how to let the kernel move less of it this time.
 *
 * All work on the current call, at its entry; where vectors have to be cut,
 * the cut ones stand in the scratch memory.
 */
#ifndef SUPERVISE_TRANSFER_H
#define SUPERVISE_TRANSFER_H

#include "supervise/calls.h"

/* How the arguments of a call are laid out. */
enum layout {
	LAYOUT_PLAIN,	/* buffer in 1, size in 2 */
	LAYOUT_VECTOR,	/* vectors in 1, their number in 2 */
	LAYOUT_MESSAGE, /* struct msghdr in 1 */
	LAYOUT_SIZE_3,	/* sendfile */
	LAYOUT_SIZE_4,	/* splice */
};

enum layout transfer_layout(const struct call *call);

/* MSG_* flags; those of splice() are translated; 0 where there are none. */
int transfer_flags(const struct supervisor *supervisor);

/* Bytes that the program asked for. */
size_t transfer_size(struct supervisor *supervisor);

/* Let the call move size bytes at most, after those that are done. */
void transfer_cut(struct supervisor *supervisor, size_t size);

/* After recvmsg() on a copy of the message: its outcome goes to the program's
   own one. At the exit of the call. */
void transfer_copy_back(struct supervisor *supervisor);

#endif

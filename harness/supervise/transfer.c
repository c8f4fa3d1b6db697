/* SPDX-License-Identifier: MIT */
#include "supervise/transfer.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define MAX_VECTORS 1024

enum layout transfer_layout(const struct call *call)
{
	const char *name = call->name;

	if (!strcmp(name, "readv") || !strcmp(name, "writev") ||
	    !strcmp(name, "preadv2") || !strcmp(name, "pwritev2"))
		return LAYOUT_VECTOR;
	/* Of several messages (mmsg) the first one begins with a msghdr. */
	if (!strcmp(name, "recvmsg") || !strcmp(name, "sendmsg") ||
	    !strcmp(name, "recvmmsg") || !strcmp(name, "sendmmsg"))
		return LAYOUT_MESSAGE;
	if (!strcmp(name, "sendfile"))
		return LAYOUT_SIZE_3;
	if (!strcmp(name, "splice"))
		return LAYOUT_SIZE_4;
	return LAYOUT_PLAIN;
}

int transfer_flags(const struct supervisor *s)
{
	const char *name = s->current.call->name;

	if (!strcmp(name, "recvfrom") || !strcmp(name, "sendto") ||
	    !strcmp(name, "recvmmsg") || !strcmp(name, "sendmmsg"))
		return (int)call_argument(s, 3);
	if (!strcmp(name, "recvmsg") || !strcmp(name, "sendmsg"))
		return (int)call_argument(s, 2);
	if (!strcmp(name, "splice") && call_argument(s, 5) & SPLICE_F_NONBLOCK)
		return MSG_DONTWAIT;
	if ((!strcmp(name, "preadv2") || !strcmp(name, "pwritev2")) &&
	    call_argument(s, 5) & RWF_NOWAIT)
		return MSG_DONTWAIT;
	return 0;
}

/* The vectors that the program gave; to be freed. */
static struct iovec *vectors_of(struct supervisor *s, struct msghdr *message,
				size_t *n)
{
	uint64_t at = call_argument(s, 1);
	struct iovec *vectors;

	*n = call_argument(s, 2);
	if (transfer_layout(s->current.call) == LAYOUT_MESSAGE) {
		if (tracee_read(&s->tracee, at, message, sizeof(*message)) < 0)
			return NULL;
		at = (uint64_t)(uintptr_t)message->msg_iov;
		*n = message->msg_iovlen;
	}
	if (*n > MAX_VECTORS)
		return NULL;
	vectors = calloc(*n + 1, sizeof(*vectors));
	if (vectors && *n &&
	    tracee_read(&s->tracee, at, vectors, *n * sizeof(*vectors)) < 0) {
		free(vectors);
		return NULL;
	}
	return vectors;
}

size_t transfer_size(struct supervisor *s)
{
	struct msghdr message;
	struct iovec *vectors;
	size_t n, sum = 0;

	switch (transfer_layout(s->current.call)) {
	case LAYOUT_PLAIN:
		return call_argument(s, 2);
	case LAYOUT_SIZE_3:
		return call_argument(s, 3);
	case LAYOUT_SIZE_4:
		return call_argument(s, 4);
	case LAYOUT_VECTOR:
	case LAYOUT_MESSAGE:
		break;
	}
	vectors = vectors_of(s, &message, &n);
	for (size_t i = 0; vectors && i < n; i++)
		sum += vectors[i].iov_len;
	free(vectors);
	return sum;
}

/* Leave out the first `skip` bytes of the vectors and all after `size`. */
static size_t trim(struct iovec *vectors, size_t n, size_t skip, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < n && size > 0; i++) {
		struct iovec part = vectors[i];
		size_t gone = skip < part.iov_len ? skip : part.iov_len;

		skip -= gone;
		part.iov_base = (char *)part.iov_base + gone;
		part.iov_len -= gone;
		if (part.iov_len > size)
			part.iov_len = size;
		size -= part.iov_len;
		if (part.iov_len)
			vectors[used++] = part;
	}
	return used;
}

static void cut_vectors(struct supervisor *s, size_t size)
{
	struct msghdr message;
	size_t n, used;
	struct iovec *vectors = vectors_of(s, &message, &n);
	uint64_t scratch = call_scratch(s), at = scratch + sizeof(message);

	if (!vectors || !scratch) {
		free(vectors);
		return;
	}
	used = trim(vectors, n, s->current.done, size);
	tracee_write(&s->tracee, at, vectors, used * sizeof(*vectors));
	free(vectors);
	if (transfer_layout(s->current.call) == LAYOUT_VECTOR) {
		call_change(s, 1, at);
		call_change(s, 2, used);
		return;
	}
	message.msg_iov = (struct iovec *)(uintptr_t)at;
	message.msg_iovlen = used;
	tracee_write(&s->tracee, scratch, &message, sizeof(message));
	call_change(s, 1, scratch);
}

void transfer_cut(struct supervisor *s, size_t size)
{
	s->current.offered = size;
	if (!s->current.done && size == s->current.asked)
		return;
	switch (transfer_layout(s->current.call)) {
	case LAYOUT_PLAIN:
		call_change(s, 1, call_argument(s, 1) + s->current.done);
		call_change(s, 2, size);
		break;
	case LAYOUT_SIZE_3:
		call_change(s, 3, size);
		break;
	case LAYOUT_SIZE_4:
		call_change(s, 4, size);
		break;
	case LAYOUT_VECTOR:
	case LAYOUT_MESSAGE:
		cut_vectors(s, size);
		break;
	}
}

void transfer_copy_back(struct supervisor *s)
{
	struct msghdr ours, theirs;
	uint64_t at = call_argument(s, 1);

	if (transfer_layout(s->current.call) != LAYOUT_MESSAGE ||
	    registers_argument(&s->current.registers, 1) == at ||
	    tracee_read(&s->tracee, s->tracee.scratch, &ours, sizeof(ours)) ||
	    tracee_read(&s->tracee, at, &theirs, sizeof(theirs)))
		return;
	theirs.msg_namelen = ours.msg_namelen;
	theirs.msg_controllen = ours.msg_controllen;
	theirs.msg_flags = ours.msg_flags;
	tracee_write(&s->tracee, at, &theirs, sizeof(theirs));
}

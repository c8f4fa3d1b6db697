/* SPDX-License-Identifier: MIT */
/*
 * Walks the student's classify() through the errors that sockets know.
 * Prints "ok", or a mistake's code and what happened.
 */
#include <errno.h>
#include <stdio.h>

enum verdict { RETRY, PENDING, FATAL };

/* Weak: a file without it can still be linked, and is told so. */
enum verdict classify(int err) __attribute__((weak));

static const struct row {
	const char *name;
	int error;
	enum verdict verdict;
	const char *code; /* of the mistake, if it says something else */
	const char *why;
} rows[] = {
	{ "EAGAIN", EAGAIN, RETRY, "wouldblock-is-fatal",
	  "there is nothing now, and later there may be" },
	{ "EWOULDBLOCK", EWOULDBLOCK, RETRY, "wouldblock-is-fatal",
	  "it is EAGAIN under its other name" },
	{ "EINTR", EINTR, RETRY, "interrupted-is-fatal",
	  "a signal came first, and nothing is wrong" },
	{ "EINPROGRESS", EINPROGRESS, PENDING, "pending-is-failure",
	  "the connection is being made: it is neither failed nor to be "
	  "tried again" },
	{ "ECONNRESET", ECONNRESET, FATAL, "reset-is-fatal",
	  "this connection is gone, and trying again will not bring it back" },
	{ "EPIPE", EPIPE, FATAL, "reset-is-fatal",
	  "the other side takes nothing more" },
	{ "ECONNREFUSED", ECONNREFUSED, FATAL, "connect-error-unread",
	  "nobody listens there" },
	{ "ETIMEDOUT", ETIMEDOUT, FATAL, "reset-is-fatal",
	  "the connection was given up" },
	{ "ENOTCONN", ENOTCONN, FATAL, "pending-is-success",
	  "this descriptor has no connection" },
	{ "EHOSTUNREACH", EHOSTUNREACH, FATAL, "connect-error-unread",
	  "there is no way to it" },
	{ "EBADF", EBADF, FATAL, "closed-descriptor-watched",
	  "the descriptor is closed: trying again would go on for ever" },
	{ "EINVAL", EINVAL, FATAL, "busy-loop",
	  "the call itself is wrong, and stays so" },
};

static const char *name_of(enum verdict verdict)
{
	switch (verdict) {
	case RETRY:
		return "RETRY";
	case PENDING:
		return "PENDING";
	case FATAL:
		return "FATAL";
	}
	return "something else";
}

int main(void)
{
	if (!classify) {
		printf("wouldblock-is-fatal: there is no function classify() "
		       "to call (if there is, take the word static away)\n");
		return 1;
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		enum verdict got = classify(row->error);

		if (got == row->verdict)
			continue;
		printf("%s: classify(%s) is %s, and should be %s: %s\n",
		       row->code, row->name, name_of(got),
		       name_of(row->verdict), row->why);
		return 1;
	}
	printf("ok\n");
	return 0;
}

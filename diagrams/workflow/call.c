/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "workflow/call.h"

static const char *const names[FAMILIES] = {
	[FAMILY_NONE] = "",
	[FAMILY_SOCKET] = "socket",
	[FAMILY_LISTEN] = "listen",
	[FAMILY_ACCEPT] = "accept",
	[FAMILY_CONNECT] = "connect",
	[FAMILY_FCNTL] = "fcntl",
	[FAMILY_CREATE] = "create",
	[FAMILY_CTL] = "ctl",
	[FAMILY_WAIT] = "wait",
	[FAMILY_SLEEP] = "sleep",
	[FAMILY_RECV] = "recv",
	[FAMILY_SEND] = "send",
	[FAMILY_GETSOCKOPT] = "getsockopt",
	[FAMILY_CLOSE] = "close",
};

static const struct {
	const char *call;
	enum family family;
} variants[] = {
	{ "accept4", FAMILY_ACCEPT },	   { "ioctl", FAMILY_FCNTL },
	{ "epoll_create", FAMILY_CREATE }, { "epoll_create1", FAMILY_CREATE },
	{ "epoll_ctl", FAMILY_CTL },	   { "select", FAMILY_WAIT },
	{ "pselect6", FAMILY_WAIT },	   { "poll", FAMILY_WAIT },
	{ "ppoll", FAMILY_WAIT },	   { "epoll_wait", FAMILY_WAIT },
	{ "epoll_pwait", FAMILY_WAIT },	   { "epoll_pwait2", FAMILY_WAIT },
	{ "nanosleep", FAMILY_SLEEP },	   { "clock_nanosleep", FAMILY_SLEEP },
	{ "pause", FAMILY_SLEEP },	   { "read", FAMILY_RECV },
	{ "readv", FAMILY_RECV },	   { "recvfrom", FAMILY_RECV },
	{ "recvmsg", FAMILY_RECV },	   { "recvmmsg", FAMILY_RECV },
	{ "write", FAMILY_SEND },	   { "writev", FAMILY_SEND },
	{ "sendto", FAMILY_SEND },	   { "sendmsg", FAMILY_SEND },
	{ "sendmmsg", FAMILY_SEND },	   { "sendfile", FAMILY_SEND },
};

static const struct {
	const char *name;
	unsigned bit;
} results[] = {
	{ "ok", RESULT_OK },
	{ ">0", RESULT_SOME },
	{ "0", RESULT_ZERO },
	{ "all", RESULT_ALL },
	{ "part", RESULT_PART },
	{ "timeout", RESULT_TIMEOUT },
	{ "EAGAIN", RESULT_AGAIN },
	{ "EINTR", RESULT_INTR },
	{ "EINPROGRESS", RESULT_PENDING },
	{ "EMFILE", RESULT_LIMIT },
	{ "ECONNABORTED", RESULT_ABORTED },
	{ "error", RESULT_ERROR },
};

enum family family_of(const char *call)
{
	for (int i = FAMILY_NONE + 1; i < FAMILIES; i++)
		if (!strcmp(names[i], call))
			return i;
	for (size_t i = 0; i < sizeof(variants) / sizeof(*variants); i++)
		if (!strcmp(variants[i].call, call))
			return variants[i].family;
	return FAMILY_NONE;
}

const char *family_name(enum family family)
{
	return names[family];
}

bool family_always_counts(enum family family)
{
	return family == FAMILY_ACCEPT || family == FAMILY_CONNECT ||
	       family == FAMILY_WAIT || family == FAMILY_SLEEP ||
	       family == FAMILY_RECV || family == FAMILY_SEND;
}

unsigned result_of(const char *name)
{
	for (size_t i = 0; i < sizeof(results) / sizeof(*results); i++)
		if (!strcmp(results[i].name, name))
			return results[i].bit;
	return 0;
}

static unsigned error_result(const char *error)
{
	if (!strcmp(error, "EAGAIN") || !strcmp(error, "EWOULDBLOCK"))
		return RESULT_AGAIN;
	if (!strcmp(error, "EINTR"))
		return RESULT_INTR;
	if (!strcmp(error, "EINPROGRESS"))
		return RESULT_PENDING;
	if (!strcmp(error, "EMFILE") || !strcmp(error, "ENFILE"))
		return RESULT_LIMIT | RESULT_ERROR;
	if (!strcmp(error, "ECONNABORTED"))
		return RESULT_ABORTED | RESULT_ERROR;
	return RESULT_ERROR;
}

unsigned call_result(const struct entry *call)
{
	if (call->kind != ENTRY_CALL)
		return 0;
	if (call->error)
		return error_result(call->error);
	switch (family_of(call->act)) {
	case FAMILY_RECV:
		return call->ret > 0 ? RESULT_OK | RESULT_SOME : RESULT_ZERO;
	case FAMILY_WAIT:
		return call->ret > 0 ? RESULT_OK : RESULT_TIMEOUT;
	case FAMILY_SEND:
		return RESULT_OK |
		       (call->ret >= call->asked ? RESULT_ALL : RESULT_PART);
	default:
		return RESULT_OK;
	}
}

const char *call_outcome(const struct entry *call)
{
	unsigned result = call_result(call);

	return call->error	       ? call->error :
	       result & RESULT_ZERO    ? "0" :
	       result & RESULT_TIMEOUT ? "nothing" :
					 "";
}

bool call_progresses(const struct entry *call)
{
	enum family family = family_of(call->act);

	if (call->kind != ENTRY_CALL || call->error)
		return false;
	/* Others move bytes, too: splice, ... */
	if (family == FAMILY_NONE)
		return call->connection > 0 && call->ret > 0;
	return family == FAMILY_ACCEPT || family == FAMILY_CONNECT ||
	       family == FAMILY_CLOSE || family == FAMILY_SOCKET ||
	       ((family == FAMILY_RECV || family == FAMILY_SEND) &&
		call->ret > 0);
}

/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "workflow/call.h"

static const char *const names[CALL_FAMILIES] = {
	[CALL_NONE] = "",
	[CALL_SOCKET] = "socket",
	[CALL_LISTEN] = "listen",
	[CALL_ACCEPT] = "accept",
	[CALL_CONNECT] = "connect",
	[CALL_FCNTL] = "fcntl",
	[CALL_CREATE] = "create",
	[CALL_CTL] = "ctl",
	[CALL_WAIT] = "wait",
	[CALL_SLEEP] = "sleep",
	[CALL_RECV] = "recv",
	[CALL_SEND] = "send",
	[CALL_GETSOCKOPT] = "getsockopt",
	[CALL_CLOSE] = "close",
};

static const struct {
	const char *call;
	enum family family;
} variants[] = {
	{ "accept4", CALL_ACCEPT },	 { "ioctl", CALL_FCNTL },
	{ "epoll_create", CALL_CREATE }, { "epoll_create1", CALL_CREATE },
	{ "epoll_ctl", CALL_CTL },	 { "select", CALL_WAIT },
	{ "pselect6", CALL_WAIT },	 { "poll", CALL_WAIT },
	{ "ppoll", CALL_WAIT },		 { "epoll_wait", CALL_WAIT },
	{ "epoll_pwait", CALL_WAIT },	 { "epoll_pwait2", CALL_WAIT },
	{ "nanosleep", CALL_SLEEP },	 { "clock_nanosleep", CALL_SLEEP },
	{ "pause", CALL_SLEEP },	 { "read", CALL_RECV },
	{ "readv", CALL_RECV },		 { "recvfrom", CALL_RECV },
	{ "recvmsg", CALL_RECV },	 { "recvmmsg", CALL_RECV },
	{ "write", CALL_SEND },		 { "writev", CALL_SEND },
	{ "sendto", CALL_SEND },	 { "sendmsg", CALL_SEND },
	{ "sendmmsg", CALL_SEND },	 { "sendfile", CALL_SEND },
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
	for (int i = CALL_NONE + 1; i < CALL_FAMILIES; i++)
		if (!strcmp(names[i], call))
			return i;
	for (size_t i = 0; i < sizeof(variants) / sizeof(*variants); i++)
		if (!strcmp(variants[i].call, call))
			return variants[i].family;
	return CALL_NONE;
}

const char *family_name(enum family family)
{
	return names[family];
}

bool family_always_counts(enum family family)
{
	return family == CALL_ACCEPT || family == CALL_CONNECT ||
	       family == CALL_WAIT || family == CALL_SLEEP ||
	       family == CALL_RECV || family == CALL_SEND;
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
	case CALL_RECV:
		return call->ret > 0 ? RESULT_OK | RESULT_SOME : RESULT_ZERO;
	case CALL_WAIT:
		return call->ret > 0 ? RESULT_OK : RESULT_TIMEOUT;
	case CALL_SEND:
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
	if (family == CALL_NONE)
		return call->connection > 0 && call->ret > 0;
	return family == CALL_ACCEPT || family == CALL_CONNECT ||
	       family == CALL_CLOSE || family == CALL_SOCKET ||
	       ((family == CALL_RECV || family == CALL_SEND) && call->ret > 0);
}

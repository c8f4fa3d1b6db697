/* SPDX-License-Identifier: MIT */
/*
 * The event log as JSON Lines. A log may have a hundred thousand events, and
 * is written after every run: each line is put together by hand in one
 * buffer, which costs a tenth of a general JSON library.
 */
#include "run/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#define READY_SHOWN 64

/* One line, as it grows. Running out of memory shows in failed. */
struct line {
	char *text;
	size_t len, room;
	bool failed;
};

static void put_bytes(struct line *line, const char *bytes, size_t n)
{
	if (line->text == NULL || line->len + n > line->room) {
		size_t room = 2 * (line->len + n) + 256;
		char *text = realloc(line->text, room);

		if (text == NULL) {
			line->failed = true;
			return;
		}
		line->text = text;
		line->room = room;
	}
	memcpy(line->text + line->len, bytes, n);
	line->len += n;
}

static void put(struct line *line, const char *text)
{
	put_bytes(line, text, strlen(text));
}

static void put_number(struct line *line, int64_t number)
{
	char digits[24];
	size_t i = sizeof(digits);
	uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;

	do {
		digits[--i] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (number < 0)
		digits[--i] = '-';
	put_bytes(line, digits + i, sizeof(digits) - i);
}

/* The length of the UTF-8 character at s, or 0: it is none. */
static size_t utf8_length(const unsigned char *s)
{
	uint32_t code;
	size_t n;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	code = s[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	/* Overlong forms, surrogates, and what lies beyond Unicode. */
	if ((n == 3 && code < 0x800) || (n == 4 && code < 0x10000) ||
	    (code >= 0xd800 && code < 0xe000) || code > 0x10ffff)
		return 0;
	return n;
}

static void put_escaped(struct line *line, unsigned char c)
{
	char code[8];

	switch (c) {
	case '"':
		put(line, "\\\"");
		return;
	case '\\':
		put(line, "\\\\");
		return;
	case '\n':
		put(line, "\\n");
		return;
	case '\t':
		put(line, "\\t");
		return;
	case '\r':
		put(line, "\\r");
		return;
	default:
		/* A stray byte is shown as C would write it. */
		snprintf(code, sizeof(code), c < 0x80 ? "\\u%04x" : "\\\\x%02x",
			 c);
		put(line, code);
		return;
	}
}

static void put_string(struct line *line, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	const unsigned char *plain = s;

	put_bytes(line, "\"", 1);
	while (*s != '\0') {
		size_t n = utf8_length(s);

		if (n > 0 && *s >= ' ' && *s != '"' && *s != '\\' &&
		    *s != 0x7f) {
			s += n;
			continue;
		}
		put_bytes(line, (const char *)plain, (size_t)(s - plain));
		put_escaped(line, *s++);
		plain = s;
	}
	put_bytes(line, (const char *)plain, (size_t)(s - plain));
	put_bytes(line, "\"", 1);
}

/* key comes with its comma and colon: `,"fd":`. */
static void put_key_number(struct line *line, const char *key, int64_t number)
{
	put(line, key);
	put_number(line, number);
}

static void put_key_string(struct line *line, const char *key, const char *text)
{
	put(line, key);
	put_string(line, text);
}

static void put_at(struct line *line, const struct source *at)
{
	struct line place = { 0 };

	if (at->file == NULL) {
		/* No debug information: only the function is known. */
		put(&place, at->function);
		put(&place, "()");
	} else {
		put(&place, at->file);
		put(&place, ":");
		put_number(&place, at->line);
	}
	put_bytes(&place, "", 1);
	if (place.failed)
		line->failed = true;
	else
		put_string(line, place.text);
	free(place.text);
}

static void put_events(struct line *line, const char *key, unsigned events)
{
	static const struct {
		unsigned bit;
		const char *name;
	} names[] = {
		{ EPOLLIN, "IN" },	     { EPOLLPRI, "PRI" },
		{ EPOLLOUT, "OUT" },	     { EPOLLERR, "ERR" },
		{ EPOLLHUP, "HUP" },	     { 0x20, "NVAL" },
		{ EPOLLRDHUP, "RDHUP" },     { EPOLLEXCLUSIVE, "EXCLUSIVE" },
		{ EPOLLONESHOT, "ONESHOT" }, { EPOLLET, "ET" },
	};
	const char *comma = "";

	put(line, key);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!(events & names[i].bit))
			continue;
		put(line, comma);
		put_string(line, names[i].name);
		comma = ",";
	}
	put(line, "]");
}

static void put_ready(struct line *line, const struct event *event)
{
	size_t n = event->n_ready < READY_SHOWN ? event->n_ready : READY_SHOWN;

	put(line, ",\"ready\":[");
	for (size_t i = 0; i < n; i++) {
		const struct readiness *ready = &event->ready[i];

		put(line, i > 0 ? ",{\"fd\":" : "{\"fd\":");
		put_number(line, ready->fd);
		if (ready->peer != NULL)
			put_key_string(line, ",\"peer\":", ready->peer);
		if (ready->connection > 0)
			put_key_number(line,
				       ",\"connection\":", ready->connection);
		put_events(line, ",\"events\":[", ready->events);
		put(line, "}");
	}
	put(line, "]");
	if (n < event->n_ready)
		put_key_number(line,
			       ",\"more\":", (int64_t)(event->n_ready - n));
}

/* An event that is no plain call, peer's deed or step says what it is. */
static const char *kind_name(enum event_kind kind)
{
	switch (kind) {
	case EVENT_WAITS:
		return "waits";
	case EVENT_SPINS:
		return "spins";
	case EVENT_SIGNAL:
		return "signal";
	case EVENT_EXITS:
		return "exits";
	case EVENT_KILLED:
		return "killed";
	case EVENT_PRINTS:
		return "prints";
	case EVENT_FAULT:
		return "fault";
	case EVENT_CALL:
	case EVENT_PEER:
	case EVENT_CLOCK:
	case EVENT_STEP:
		break;
	}
	return NULL;
}

/* What every call has, known or not; of others what is known. */
static void put_call(struct line *line, const struct event *event)
{
	bool all = event->kind == EVENT_CALL;
	const char *ret = event->kind == EVENT_PEER ? ",\"bytes\":" :
						      ",\"ret\":";

	if (event->fd >= 0)
		put_key_number(line, ",\"fd\":", event->fd);
	else if (all)
		put(line, ",\"fd\":null");
	if (event->peer != NULL)
		put_key_string(line, ",\"peer\":", event->peer);
	else if (all)
		put(line, ",\"peer\":null");
	if (event->asked >= 0)
		put_key_number(line, ",\"asked\":", event->asked);
	else if (all)
		put(line, ",\"asked\":null");
	if (event->ret != -1 || event->error != 0)
		put_key_number(line, ret, event->ret);
	else if (all)
		put(line, ",\"ret\":null");
	if (event->error != 0)
		put_key_string(line, ",\"errno\":", errno_name(event->error));
	else if (all)
		put(line, ",\"errno\":null");
	if (event->at.file != NULL || event->at.function != NULL) {
		put(line, ",\"at\":");
		put_at(line, &event->at);
	} else if (all) {
		put(line, ",\"at\":null");
	}
}

/* What the call made of its descriptor. */
static void put_descriptor(struct line *line, const struct event *event)
{
	if (event->mode != NULL)
		put_key_string(line, ",\"mode\":", event->mode);
	if (event->operation == NULL)
		return;
	put_key_string(line, ",\"op\":", event->operation);
	put_key_number(line, ",\"epoll\":", event->epoll);
	if (event->interest != 0)
		put_events(line, ",\"interest\":[", event->interest);
}

static void put_event(struct line *line, size_t n, const struct event *event)
{
	put_key_number(line, "{\"n\":", (int64_t)n);
	put_key_number(line, ",\"t\":", event->t);
	put(line, ",\"who\":");
	put_string(line, event->who != NULL ? event->who : "server");
	if (event->act != NULL)
		put_key_string(line, ",\"do\":", event->act);
	put_call(line, event);
	if (kind_name(event->kind) != NULL)
		put_key_string(line, ",\"kind\":", kind_name(event->kind));
	if (event->connection > 0)
		put_key_number(line, ",\"connection\":", event->connection);
	if (event->blocking)
		put(line, ",\"blocking\":true");
	if (event->timeout >= -1)
		put_key_number(line, ",\"timeout\":", event->timeout);
	if (event->n_ready > 0)
		put_ready(line, event);
	if (event->injected)
		put(line, ",\"injected\":true");
	if (event->text != NULL)
		put_key_string(line, ",\"text\":", event->text);
	if (event->line > 0)
		put_key_number(line, ",\"line\":", event->line);
	put_descriptor(line, event);
	put(line, "}\n");
}

int log_write(const struct log *log, FILE *out)
{
	struct line line = { 0 };
	int status = 0;

	for (size_t i = 0; i < log_length(log) && status == 0; i++) {
		line.len = 0;
		put_event(&line, i, log_at(log, i));
		if (line.failed) {
			errno = ENOMEM;
			status = -1;
		} else if (fwrite(line.text, 1, line.len, out) != line.len) {
			status = -1;
		}
	}
	free(line.text);
	/* An error may show only when the stream's buffer is written. */
	if (status == 0 && fflush(out) != 0)
		status = -1;
	return status;
}

const char *errno_name(int error)
{
	static char number[16];
	const char *name = strerrorname_np(error);

	if (name != NULL)
		return name;
	snprintf(number, sizeof(number), "%d", error);
	return number;
}

/* SPDX-License-Identifier: MIT */
/* The record of a run, from JSON Lines. */
#include "record.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>

/* Where in the file the reader is, for its messages. */
struct place {
	const char *name;
	size_t line;
	char *error;
	size_t room;
};

static int __attribute__((format(printf, 2, 3)))
complain(const struct place *place, const char *format, ...)
{
	va_list args;
	int n = snprintf(place->error, place->room, "%s:%zu: ", place->name,
			 place->line);

	if (n < 0 || (size_t)n >= place->room)
		return -1;
	va_start(args, format);
	vsnprintf(place->error + n, place->room - (size_t)n, format, args);
	va_end(args);
	return -1;
}

const char *record_intern(struct record *record, const char *string)
{
	json_t *found;

	if (record->strings == NULL)
		record->strings = json_object();
	found = json_object_get(record->strings, string);
	if (found == NULL) {
		found = json_string(string);
		if (json_object_set_new(record->strings, string, found) < 0) {
			fprintf(stderr, "reading a log: out of memory\n");
			abort();
		}
	}
	return json_string_value(found);
}

static const char *get_string(struct record *record, json_t *object,
			      const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value != NULL ? record_intern(record, value) : NULL;
}

static int64_t get_number(json_t *object, const char *key, int64_t otherwise)
{
	json_t *value = json_object_get(object, key);

	return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

/* "echo.c:57" has a file and a line, "serve()" a function. */
static void split_place(struct record *record, struct entry *entry)
{
	const char *colon = strrchr(entry->at, ':');
	size_t len = strlen(entry->at);
	char *part;

	if (colon != NULL) {
		entry->line = (int)strtol(colon + 1, NULL, 10);
		len = (size_t)(colon - entry->at);
	} else if (len > 2) {
		len -= 2;
	}
	part = strndup(entry->at, len);
	if (part == NULL)
		return;
	*(colon != NULL ? &entry->file : &entry->function) =
		record_intern(record, part);
	free(part);
}

static const struct {
	const char *name;
	unsigned bit;
} event_bits[] = {
	{ "IN", EPOLLIN },	     { "PRI", EPOLLPRI },
	{ "OUT", EPOLLOUT },	     { "ERR", EPOLLERR },
	{ "HUP", EPOLLHUP },	     { "NVAL", 0x20 },
	{ "RDHUP", EPOLLRDHUP },     { "EXCLUSIVE", EPOLLEXCLUSIVE },
	{ "ONESHOT", EPOLLONESHOT }, { "ET", EPOLLET },
};

#define EVENT_BITS (sizeof(event_bits) / sizeof(*event_bits))

unsigned record_event_bit(const char *name)
{
	for (size_t i = 0; i < EVENT_BITS; i++)
		if (!strcmp(event_bits[i].name, name))
			return event_bits[i].bit;
	return 0;
}

const char *record_event_name(unsigned bit)
{
	for (size_t i = 0; i < EVENT_BITS; i++)
		if (event_bits[i].bit == bit)
			return event_bits[i].name;
	return NULL;
}

static unsigned read_events(const json_t *names)
{
	unsigned events = 0;

	for (size_t i = 0; i < json_array_size(names); i++) {
		json_t *name = json_array_get(names, i);

		if (json_is_string(name))
			events |= record_event_bit(json_string_value(name));
	}
	return events;
}

static void read_ready(struct record *record, json_t *from,
		       struct entry_ready *ready)
{
	*ready = (struct entry_ready){
		.fd = (int)get_number(from, "fd", -1),
		.peer = get_string(record, from, "peer"),
		.connection = (int)get_number(from, "connection", 0),
		.events = read_events(json_object_get(from, "events")),
	};
}

static int read_readies(struct record *record, json_t *line,
			struct entry *entry)
{
	json_t *list = json_object_get(line, "ready");

	if (json_array_size(list) == 0)
		return 0;
	entry->ready = calloc(json_array_size(list), sizeof(*entry->ready));
	if (entry->ready == NULL)
		return -1;
	entry->n_ready = json_array_size(list);
	for (size_t i = 0; i < entry->n_ready; i++)
		read_ready(record, json_array_get(list, i), &entry->ready[i]);
	entry->more_ready = get_number(line, "more", 0);
	return 0;
}

/* -1: a kind that this reader does not know. */
static int kind_named(const char *name)
{
	static const struct {
		const char *name;
		enum entry_kind kind;
	} kinds[] = {
		{ "waits", ENTRY_WAITS },   { "spins", ENTRY_SPINS },
		{ "signal", ENTRY_SIGNAL }, { "exits", ENTRY_EXITS },
		{ "killed", ENTRY_KILLED }, { "prints", ENTRY_PRINTS },
		{ "fault", ENTRY_FAULT },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return (int)kinds[i].kind;
	return -1;
}

/* Where no kind is written, who says it. */
static int kind_of(const struct entry *entry, const char *name)
{
	if (name != NULL)
		return kind_named(name);
	if (!strcmp(entry->who, "clock"))
		return ENTRY_CLOCK;
	if (!strcmp(entry->who, "script"))
		return ENTRY_STEP;
	return !strcmp(entry->who, "server") ? ENTRY_CALL : ENTRY_PEER;
}

static int read_object(struct record *record, json_t *line, struct entry *entry,
		       const struct place *place)
{
	const char *kind = json_string_value(json_object_get(line, "kind"));
	int64_t n = get_number(line, "n", -1);
	int found;

	*entry = (struct entry){
		.t = get_number(line, "t", -1),
		.who = get_string(record, line, "who"),
		.act = get_string(record, line, "do"),
		.fd = (int)get_number(line, "fd", -1),
		.peer = get_string(record, line, "peer"),
		.connection = (int)get_number(line, "connection", 0),
		.blocking = json_is_true(json_object_get(line, "blocking")),
		.injected = json_is_true(json_object_get(line, "injected")),
		.asked = get_number(line, "asked", ENTRY_NONE),
		.ret = get_number(line, "ret", ENTRY_NONE),
		.error = get_string(record, line, "errno"),
		.timeout = get_number(line, "timeout", ENTRY_NONE),
		.at = get_string(record, line, "at"),
		.text = get_string(record, line, "text"),
		.script_line = (int)get_number(line, "line", 0),
		.mode = get_string(record, line, "mode"),
		.op = get_string(record, line, "op"),
		.epoll = (int)get_number(line, "epoll", -1),
		.interest = read_events(json_object_get(line, "interest")),
	};
	if (n != (int64_t)record->n)
		return complain(place, "\"n\" should be %zu", record->n);
	if (entry->t < 0 || entry->who == NULL)
		return complain(place, "an event needs \"t\" and \"who\"");
	found = kind_of(entry, kind);
	if (found < 0)
		return complain(place, "the kind \"%s\" is not known", kind);
	entry->kind = (enum entry_kind)found;
	if (entry->kind == ENTRY_PEER)
		entry->ret = get_number(line, "bytes", entry->ret);
	if (entry->at != NULL)
		split_place(record, entry);
	if (read_readies(record, line, entry) < 0)
		return complain(place, "out of memory");
	return 0;
}

static int read_line(struct record *record, const char *text, size_t len,
		     const struct place *place)
{
	struct entry *entry = &record->entries[record->n];
	json_error_t why;
	json_t *line = json_loadb(text, len, 0, &why);
	int status;

	if (line == NULL)
		return complain(place, "not JSON: %s", why.text);
	if (!json_is_object(line)) {
		json_decref(line);
		return complain(place, "an event is a JSON object");
	}
	status = read_object(record, line, entry, place);
	json_decref(line);
	entry->json = text;
	entry->json_len = len;
	record->n++;
	return status;
}

static size_t count_lines(const char *text, size_t len)
{
	size_t n = 1;

	for (size_t i = 0; i < len; i++)
		n += text[i] == '\n';
	return n;
}

static int read_lines(struct record *record, size_t len, struct place *place)
{
	const char *at = record->text;
	const char *end = at + len;

	record->entries =
		calloc(count_lines(at, len), sizeof(*record->entries));
	if (record->entries == NULL)
		return complain(place, "out of memory");
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		place->line++;
		/* A log that was cut off in the middle of a line is no log. */
		if (newline == NULL)
			return complain(place, "the last line has no end");
		if (read_line(record, at, (size_t)(newline - at), place) < 0)
			return -1;
		at = newline + 1;
	}
	return 0;
}

/* Takes text, which malloc() gave. */
static struct record *parse(char *text, size_t len, struct place *place)
{
	struct record *record = calloc(1, sizeof(*record));

	if (record == NULL) {
		free(text);
		complain(place, "out of memory");
		return NULL;
	}
	record->text = text;
	if (read_lines(record, len, place) < 0) {
		record_free(record);
		return NULL;
	}
	return record;
}

struct record *record_parse(const char *text, size_t len, const char *name,
			    char *error, size_t room)
{
	struct place place = { .name = name, .error = error, .room = room };
	char *copy = malloc(len + 1);

	if (copy == NULL) {
		complain(&place, "out of memory");
		return NULL;
	}
	memcpy(copy, text, len);
	copy[len] = '\0';
	return parse(copy, len, &place);
}

/* The whole file, to be freed; NULL with errno. */
static char *whole_file(const char *path, size_t *len)
{
	FILE *in = fopen(path, "re");
	char *text = NULL;
	struct stat st;

	if (in == NULL)
		return NULL;
	if (fstat(fileno(in), &st) == 0 && S_ISREG(st.st_mode))
		text = malloc((size_t)st.st_size + 1);
	else if (errno == 0)
		errno = EINVAL;
	if (text != NULL) {
		*len = fread(text, 1, (size_t)st.st_size, in);
		text[*len] = '\0';
	}
	fclose(in);
	return text;
}

struct record *record_read(const char *path, char *error, size_t room)
{
	struct place place = { .name = path, .error = error, .room = room };
	size_t len = 0;
	char *text;

	errno = 0;
	text = whole_file(path, &len);
	if (text == NULL) {
		snprintf(error, room, "%s: %s", path,
			 errno == EINVAL ? "not a regular file" :
					   strerror(errno));
		return NULL;
	}
	return parse(text, len, &place);
}

void record_free(struct record *record)
{
	if (record == NULL)
		return;
	for (size_t i = 0; i < record->n; i++)
		free(record->entries[i].ready);
	free(record->entries);
	free(record->text);
	json_decref(record->strings);
	free(record);
}

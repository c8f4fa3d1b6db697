/* SPDX-License-Identifier: MIT */
#include "run/log.h"

#include <stdlib.h>
#include <string.h>

/* Events never move, so that log_at() stays valid while the log grows. */
#define CHUNK 1024

struct chunk {
	struct event events[CHUNK];
};

struct log {
	struct chunk **chunks;
	size_t n_chunks;
	size_t n_events;
	char **strings; /* a hash table with open addressing */
	size_t n_slots; /* a power of two, or 0 */
	size_t n_strings;
};

static void *must(void *memory)
{
	if (memory == NULL) {
		fputs("harness: out of memory for the event log\n", stderr);
		exit(2);
	}
	return memory;
}

struct log *log_new(void)
{
	return must(calloc(1, sizeof(struct log)));
}

void log_free(struct log *log)
{
	if (log == NULL)
		return;
	for (size_t i = 0; i < log->n_events; i++)
		free(log->chunks[i / CHUNK]->events[i % CHUNK].ready);
	for (size_t i = 0; i < log->n_chunks; i++)
		free(log->chunks[i]);
	for (size_t i = 0; i < log->n_slots; i++)
		free(log->strings[i]);
	free(log->chunks);
	free(log->strings);
	free(log);
}

static void chunk_add(struct log *log)
{
	size_t n = log->n_chunks++;

	/* The list of chunks is short; it grows at powers of two. */
	if ((n & (n - 1)) == 0)
		log->chunks = must(reallocarray(log->chunks, n > 0 ? 2 * n : 1,
						sizeof(struct chunk *)));
	log->chunks[n] = calloc(1, sizeof(struct chunk));
	must(log->chunks[n]);
}

size_t log_append(struct log *log, const struct event *event)
{
	size_t index = log->n_events;
	struct event *copy;

	if (index == log->n_chunks * CHUNK)
		chunk_add(log);
	copy = &log->chunks[index / CHUNK]->events[index % CHUNK];
	*copy = *event;
	copy->ready = NULL;
	if (event->ready == NULL)
		copy->n_ready = 0;
	if (copy->n_ready > 0) {
		size_t size = copy->n_ready * sizeof(*copy->ready);

		copy->ready = must(malloc(size));
		memcpy(copy->ready, event->ready, size);
	}
	log->n_events++;
	return index;
}

/* FNV-1a. */
static size_t text_hash(const char *text)
{
	uint64_t hash = 14695981039346656037u;

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211u;
	return (size_t)(hash ^ hash >> 32);
}

/* Where text is, or would be put. */
static size_t slot_of(char **strings, size_t n_slots, const char *text)
{
	size_t i = text_hash(text) & (n_slots - 1);

	while (strings[i] != NULL && strcmp(strings[i], text) != 0)
		i = (i + 1) & (n_slots - 1);
	return i;
}

static void strings_grow(struct log *log)
{
	size_t n_slots = log->n_slots > 0 ? 2 * log->n_slots : 64;
	char **strings = must(calloc(n_slots, sizeof(*strings)));

	for (size_t i = 0; i < log->n_slots; i++) {
		char *text = log->strings[i];

		if (text != NULL)
			strings[slot_of(strings, n_slots, text)] = text;
	}
	free(log->strings);
	log->strings = strings;
	log->n_slots = n_slots;
}

const char *log_intern(struct log *log, const char *text)
{
	size_t slot;
	char *copy;

	if (text == NULL)
		return NULL;
	if (2 * log->n_strings >= log->n_slots)
		strings_grow(log);
	slot = slot_of(log->strings, log->n_slots, text);
	if (log->strings[slot] != NULL)
		return log->strings[slot];
	copy = must(strdup(text));
	log->n_strings++;
	log->strings[slot] = copy;
	return copy;
}

size_t log_length(const struct log *log)
{
	return log->n_events;
}

const struct event *log_at(const struct log *log, size_t index)
{
	if (index >= log->n_events)
		return NULL;
	return &log->chunks[index / CHUNK]->events[index % CHUNK];
}

struct event event_none(enum event_kind kind)
{
	return (struct event){
		.kind = kind,
		.fd = -1,
		.asked = -1,
		.ret = -1,
		.timeout = -2,
	};
}

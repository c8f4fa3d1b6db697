/* SPDX-License-Identifier: MIT */
/* A queue of bytes that grows at its end and is consumed from its start. */
#ifndef RUN_BUFFER_H
#define RUN_BUFFER_H

#include <stddef.h>
#include <stdint.h>

struct buffer {
	uint8_t *data;
	size_t start, end, size;
};

/* Room for n bytes at the end; never NULL. */
uint8_t *buffer_room(struct buffer *buffer, size_t n);

void buffer_append(struct buffer *buffer, const void *data, size_t n);
void buffer_consume(struct buffer *buffer, size_t n);
void buffer_clear(struct buffer *buffer);

static inline size_t buffer_length(const struct buffer *buffer)
{
	return buffer->end - buffer->start;
}

static inline const uint8_t *buffer_data(const struct buffer *buffer)
{
	return buffer->data + buffer->start;
}

#endif

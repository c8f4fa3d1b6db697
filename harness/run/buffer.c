/* SPDX-License-Identifier: MIT */
#include "run/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

uint8_t *buffer_room(struct buffer *buffer, size_t n)
{
	if (buffer->start == buffer->end)
		buffer->start = buffer->end = 0;
	if (buffer->size - buffer->end < n) {
		buffer->size = buffer->size * 2 + n;
		buffer->data =
			memory_check(realloc(buffer->data, buffer->size));
	}
	return buffer->data + buffer->end;
}

void buffer_append(struct buffer *buffer, const void *data, size_t n)
{
	if (n)
		memcpy(buffer_room(buffer, n), data, n);
	buffer->end += n;
}

void buffer_consume(struct buffer *buffer, size_t n)
{
	buffer->start += n < buffer_length(buffer) ? n : buffer_length(buffer);
}

void buffer_clear(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){ 0 };
}

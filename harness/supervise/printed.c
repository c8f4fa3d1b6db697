/* SPDX-License-Identifier: MIT */
#include "supervise/printed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "supervise/supervisor.h"

static void append(struct buffer *line, uint8_t byte)
{
	if (buffer_length(line) >= PRINTED_LENGTH)
		return;
	if (byte)
		buffer_append(line, &byte, 1);
	else
		buffer_append(line, "\\0", 2);
}

char *printed_next(struct printed *printed, struct buffer *fresh)
{
	struct buffer *line = &printed->begun;
	char *text;

	while (buffer_length(fresh)) {
		uint8_t byte = *buffer_data(fresh);

		buffer_consume(fresh, 1);
		if (byte != '\n') {
			append(line, byte);
			continue;
		}
		text = memory_copy(buffer_length(line) ?
					   (const void *)buffer_data(line) :
					   "",
				   buffer_length(line));
		buffer_clear(line);
		return text;
	}
	return NULL;
}

void printed_add(struct printed *printed, char *text, int64_t t)
{
	if (printed->n == PRINTED_LINES) {
		free(text);
		return;
	}
	printed->lines = memory_grow(printed->lines, printed->n,
				     sizeof(*printed->lines));
	printed->lines[printed->n++] =
		(struct printed_line){ .text = text, .t = t };
}

bool printed_account(struct printed *printed, const char *text)
{
	for (size_t i = 0; i < printed->n; i++) {
		struct printed_line *line = &printed->lines[i];

		if (line->accounted || strcmp(line->text, text) != 0)
			continue;
		line->accounted = true;
		return true;
	}
	return false;
}

char *printed_left(const struct printed *printed, size_t *len)
{
	char *text = NULL;
	FILE *out = memory_check(open_memstream(&text, len));

	for (size_t i = 0; i < printed->n; i++)
		if (!printed->lines[i].accounted)
			fprintf(out, "%s\n", printed->lines[i].text);
	if (buffer_length(&printed->begun))
		fwrite(buffer_data(&printed->begun), 1,
		       buffer_length(&printed->begun), out);
	fclose(out);
	return memory_check(text);
}

void printed_clear(struct printed *printed)
{
	for (size_t i = 0; i < printed->n; i++)
		free(printed->lines[i].text);
	free(printed->lines);
	buffer_clear(&printed->begun);
	*printed = (struct printed){ 0 };
}

void supervisor_drain(struct supervisor *s)
{
	char *line, *text;

	output_drain(&s->output);
	while ((line = printed_next(&s->printed, &s->output.fresh))) {
		struct event event = event_none(EVENT_PRINTS);

		text = targets_translate(s->targets, line);
		free(line);
		event.t = s->clock.now;
		event.who = "server";
		event.act = "prints";
		event.at = s->current.at;
		event.text = log_intern(s->trial->log, text);
		if (s->printed.n < PRINTED_LINES)
			log_append(s->trial->log, &event);
		printed_add(&s->printed, text, s->clock.now);
	}
}

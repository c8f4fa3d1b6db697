/* SPDX-License-Identifier: MIT */
#include "supervise/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int output_open(struct output *output)
{
	int ends[2];

	*output = (struct output){ .read_end = -1, .write_end = -1 };
	output->head = malloc(OUTPUT_KEPT);
	output->tail = malloc(OUTPUT_KEPT);
	if (!output->head || !output->tail || pipe2(ends, O_CLOEXEC) < 0) {
		output_close(output);
		return -1;
	}
	output->read_end = ends[0];
	output->write_end = ends[1];
	/* Only our end: what is set on the other one the program would see. */
	return fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

void output_close(struct output *output)
{
	if (output->read_end >= 0)
		close(output->read_end);
	if (output->write_end >= 0)
		close(output->write_end);
	free(output->head);
	free(output->tail);
	*output = (struct output){ .read_end = -1, .write_end = -1 };
}

static void keep(struct output *output, const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++, output->total++) {
		if (output->total < OUTPUT_KEPT)
			output->head[output->total] = data[i];
		else
			output->tail[output->total % OUTPUT_KEPT] = data[i];
	}
}

void output_drain(struct output *output)
{
	uint8_t buffer[4096];
	ssize_t n;

	if (output->read_end < 0)
		return;
	while ((n = read(output->read_end, buffer, sizeof(buffer))) > 0 ||
	       (n < 0 && errno == EINTR))
		if (n > 0)
			keep(output, buffer, (size_t)n);
}

uint8_t *output_text(const struct output *output, size_t *len)
{
	const uint64_t total = output->total;
	size_t head = total < OUTPUT_KEPT ? total : OUTPUT_KEPT;
	uint64_t beyond = total - head;
	size_t tail = beyond < OUTPUT_KEPT ? beyond : OUTPUT_KEPT;
	char remark[80];
	uint8_t *text = malloc(head + tail + sizeof(remark));
	size_t n = head;

	*len = 0;
	if (!text)
		return NULL;
	memcpy(text, output->head, head);
	if (beyond > tail)
		n += (size_t)snprintf((char *)text + n, sizeof(remark),
				      "\n[... %llu bytes left out ...]\n",
				      (unsigned long long)(beyond - tail));
	for (size_t i = 0; i < tail; i++)
		text[n++] = output->tail[(total - tail + i) % OUTPUT_KEPT];
	*len = n;
	return text;
}

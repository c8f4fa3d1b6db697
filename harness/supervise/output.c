/* SPDX-License-Identifier: MIT */
#include "supervise/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Only our end is non-blocking: what is set on the other one the program would
   see. */
static int pipe_open(int *read_end, int *write_end)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	*read_end = ends[0];
	*write_end = ends[1];
	return fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

int output_open(struct output *output)
{
	*output = (struct output){ .read_end = -1,
				   .write_end = -1,
				   .stdout_read = -1,
				   .stdout_write = -1 };
	output->head = malloc(OUTPUT_KEPT);
	output->tail = malloc(OUTPUT_KEPT);
	if (!output->head || !output->tail ||
	    pipe_open(&output->read_end, &output->write_end) < 0 ||
	    pipe_open(&output->stdout_read, &output->stdout_write) < 0) {
		output_close(output);
		return -1;
	}
	return 0;
}

void output_give(struct output *output)
{
	close_end(&output->write_end);
	close_end(&output->stdout_write);
}

void output_close(struct output *output)
{
	output_give(output);
	close_end(&output->read_end);
	close_end(&output->stdout_read);
	buffer_clear(&output->fresh);
	free(output->head);
	free(output->tail);
	output->head = output->tail = NULL;
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

static void drain(struct output *output, int fd, struct buffer *copy)
{
	uint8_t bytes[4096];
	ssize_t n;

	if (fd < 0)
		return;
	while ((n = read(fd, bytes, sizeof(bytes))) > 0 ||
	       (n < 0 && errno == EINTR)) {
		if (n <= 0)
			continue;
		keep(output, bytes, (size_t)n);
		if (copy)
			buffer_append(copy, bytes, (size_t)n);
	}
}

void output_drain(struct output *output)
{
	drain(output, output->stdout_read, &output->fresh);
	drain(output, output->read_end, NULL);
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

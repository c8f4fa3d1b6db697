/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void show(const struct progress_line *line)
{
	double passed = seconds_now() - line->began;
	double rate = passed > 0 ? (double)line->done / passed : 0;
	double left = rate > 0 ? (double)(line->total - line->done) / rate : 0;

	if (!line->shown)
		return;
	fprintf(stderr, "\r%zu of %zu done, %zu for review", line->done,
		line->total, line->review);
	if (line->done)
		fprintf(stderr, ", %.1f a second, %d:%02d left", rate,
			(int)left / 60, (int)left % 60);
	fputs("\033[K", stderr);
}

void progress_begin(struct progress_line *line, size_t total)
{
	*line = (struct progress_line){ .total = total,
					.began = seconds_now(),
					.shown = isatty(2) };
	show(line);
}

void progress_step(struct progress_line *line, int review)
{
	line->done++;
	line->review += review != 0;
	show(line);
}

void progress_end(struct progress_line *line)
{
	if (line->shown)
		fputs("\r\033[K", stderr);
}

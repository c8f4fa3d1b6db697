/* SPDX-License-Identifier: MIT */
/*
 * The event logs of the runs that failed, as they are kept with the result:
 * deflated, in base64. A log says the same things over and over: the 180 KB of
 * a busy loop are 5 KB.
 */
#ifndef KEPT_LOG_H
#define KEPT_LOG_H

#include <jansson.h>
#include <stddef.h>

#include "run/trial.h"

/* Bytes of a log; what is longer is not kept. */
#define KEPT_LOG_MAX (4UL << 20)
/* Bytes of all packed logs of a result. */
#define KEPT_LOGS_MAX (512UL << 10)

struct kept_log {
	char *script; /* its name */
	char *packed; /* "": too long to be kept */
};

struct kept_logs {
	struct kept_log *logs;
	size_t n;
};

/* The log of a trial that failed, unless it is its CPU time that was used up;
   the first argument is the struct. */
void kept_logs_add(void *kept_logs, const struct trial *trial);

/* Each into its script of a result ("log"), that of "lead" first, as far as
   there is room; else "". */
void kept_logs_put(const struct kept_logs *kept, json_t *result);
void kept_logs_clear(struct kept_logs *kept);

/* A log with a NUL behind it, to be freed; NULL: there is none in it. */
char *kept_log_unpack(const char *packed, size_t *len);

/* What it is made from, to be freed; NULL: the log is too long. */
char *kept_log_pack(const char *text, size_t len);

#endif

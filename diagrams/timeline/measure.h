/* SPDX-License-Identifier: MIT */
/* Numbers as people read them. */
#ifndef TIMELINE_MEASURE_H
#define TIMELINE_MEASURE_H

#include <stdint.h>

/* Bytes that a label takes at most, its NUL included. */
#define LABEL_MAX 256

/* "6 bytes", "64 KiB". */
void label_bytes(int64_t bytes, char label[LABEL_MAX]);

/* "59 min 59.999 s" */
void label_span(int64_t ns, char label[LABEL_MAX]);

/* 12345 as "12,345". */
void label_count(uint64_t n, char label[LABEL_MAX]);

#endif

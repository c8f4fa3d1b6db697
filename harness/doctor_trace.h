/* SPDX-License-Identifier: MIT */
/*
 * The mechanism of supervision, tried on a throw-away child: each part as the
 * supervisor uses it, on this kernel, in this container.
 */
#ifndef DOCTOR_TRACE_H
#define DOCTOR_TRACE_H

#include <stdbool.h>

struct trace_trial {
	bool trace;  /* a child lets itself be traced */
	bool filter; /* a filter stops it at a call */
	bool skip;   /* a call is not made, and has a result of ours */
	bool repeat; /* a call is made a second time */
	bool words;  /* its memory: PEEKDATA and POKEDATA */
	bool pieces; /* its memory: process_vm_readv and _writev */
};

struct trace_trial trace_try(void);

#endif

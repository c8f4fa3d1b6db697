/* SPDX-License-Identifier: MIT */
/*
 * Signals: real ones, sent to the held program, so that its own handler runs
 * and its call ends as the kernel would end it.
 *
 * The program never gets a signal while it is in the kernel. It is held at
 * the exit of a call; what that call returns is decided here: EINTR, what it
 * has moved so far, or (SA_RESTART) the same call again. See signal(7).
 */
#ifndef SUPERVISE_SIGNALS_H
#define SUPERVISE_SIGNALS_H

#include "supervise/supervisor.h"

/* Send one to the held program. harmless: not if it would only kill it; then
   the calls that return EINTR after any stop do so, and nothing else is. */
void signals_send(struct supervisor *supervisor, int signal, bool harmless);

/* It gets this signal at that place: into the log. */
void signals_log(struct supervisor *supervisor, const struct stop *stop,
		 struct source at);

/* The program is stopped because a signal is about to reach it. */
void signals_deliver(struct supervisor *supervisor, const struct stop *stop);

/* Where the mask with which the held call waits lies; 0: it has none. */
uint64_t signals_mask(const struct supervisor *supervisor);

/* Nothing is pending but the kernel's word that CPU time is used up. A call
   that returns because of it is made again, as if nothing had been. */
bool signals_are_limit(const struct supervisor *supervisor);

/* The program is quiescent: a fault may want it interrupted. True: it was,
   and has to be let go on. */
bool signals_fault(struct supervisor *supervisor);

/* In held.c: end the held call with this result; the program is not let
   go on yet. */
void supervisor_finish(struct supervisor *supervisor, long result);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What this machine can do: `build/harness doctor`.
 *
 * Nothing is concluded from versions or names where it can be tried: a
 * throw-away child is traced, its calls are skipped and repeated, a network
 * is made. All of it takes some hundredths of a second.
 */
#ifndef DOCTOR_H
#define DOCTOR_H

#include <stdio.h>

/* A line for each thing: "ok", or "missing" with what is lost and the command
   that mends it. 0: lessons can be judged here, 1: they cannot. */
int doctor(FILE *out);

#endif

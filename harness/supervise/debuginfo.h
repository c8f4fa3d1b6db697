/* SPDX-License-Identifier: MIT */
/*
 * What an executable says about its own source: lines, functions, symbols.
 *
 * Addresses are those of the file ("link time"), not of a process. An
 * executable without debug information, or one that cannot be read, finds
 * nothing and is no error.
 */
#ifndef SUPERVISE_DEBUGINFO_H
#define SUPERVISE_DEBUGINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "supervise/lines.h"

struct debuginfo {
	uint64_t entry;	    /* where it starts */
	uint64_t low, high; /* its code lies in [low, high) */
	bool has_lines;	    /* there is debug information */
	bool has_libc;	    /* statically linked: libc is in it */
	struct Dwfl *dwfl;
	struct Dwfl_Module *module;
	uint64_t bias; /* from the file's addresses to libdw's */
};

/* NULL when out of memory. */
struct debuginfo *debuginfo_open(const char *executable);
void debuginfo_close(struct debuginfo *info);

/*
 * The line and function of the code at address. Of code that was inlined from
 * a system header, the line that uses it. libc's own code and code without
 * debug information have no line; the function is then the symbol's name.
 */
struct source debuginfo_find(const struct debuginfo *info, uint64_t address);

#endif

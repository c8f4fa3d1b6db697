/* SPDX-License-Identifier: MIT */
/*
 * Call frames of a stopped process: from a function to its caller.
 *
 * The compiler writes for each instruction where the caller's frame and the
 * return address are (call frame information, CFI). Nearly always these are
 * constants, counted from the stack pointer or the frame pointer. Such a rule
 * can be kept, and then used as often as the program stops at that
 * instruction, for the price of one read of its memory. Everything else
 * (signal frames, the jump table of the linker) is left to libdw's unwinder,
 * which is slow.
 */
#ifndef SUPERVISE_UNWIND_H
#define SUPERVISE_UNWIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* CFA: the caller's stack pointer ("canonical frame address"). */
struct frame_rule {
	enum frame_kind {
		FRAME_SIMPLE,  /* the fields below say it */
		FRAME_COMPLEX, /* only libdw can tell */
		FRAME_END,     /* there is no caller, or none is known */
	} kind;
	bool from_fp;  /* CFA is counted from the frame pointer, not
				   from the stack pointer */
	int64_t cfa;   /* distance of the CFA */
	bool in_link;  /* the return address is in the link register
				   (aarch64) */
	int64_t ra;    /* distance of the return address from CFA */
	bool fp_saved; /* the caller's frame pointer is in memory */
	int64_t fp;    /* its distance from the CFA */
};

/* A frame on the way from the innermost one to main(). */
struct frame {
	pid_t pid;
	uint64_t pc, sp;
	uint64_t fp_slot; /* where this frame's frame pointer is saved;
				   0: it is still in its register */
	bool innermost;
};

struct unwinder;

/* NULL: out of memory, or the process cannot be looked at. */
struct unwinder *unwinder_new(pid_t pid);
void unwinder_free(struct unwinder *unwinder);

/* The rule of the instruction at pc. innermost: nothing was called there. */
struct frame_rule unwinder_rule(struct unwinder *unwinder, uint64_t pc,
				bool innermost);

/* The name of the function at pc, by the symbols that are exported. */
const char *unwinder_symbol(struct unwinder *unwinder, uint64_t pc);

/* libdw's own unwinding: program counters, the innermost first. Returns how
   many, at most max. */
size_t unwinder_frames(struct unwinder *unwinder, uint64_t *pcs, size_t max);

/* Goes on to the caller. False: there is none, or its memory is not to be
   read. */
bool frame_up(struct frame *frame, const struct frame_rule *rule);

#endif

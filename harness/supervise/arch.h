/* SPDX-License-Identifier: MIT */
/*
 * The registers of a stopped program, as far as system calls are concerned.
 *
 * All that differs between processors stands behind these functions, in one
 * arch_*.c each. A program is stopped at the entry of a call (a seccomp stop)
 * or at its exit; see ptrace(2) and syscall(2) for the conventions.
 */
#ifndef SUPERVISE_ARCH_H
#define SUPERVISE_ARCH_H

#include <stdint.h>
#include <sys/types.h>
#include <sys/user.h>

struct registers {
	struct user_regs_struct user;
	long call;	    /* number of the system call; -1: none */
	uint64_t argument0; /* aarch64 overwrites x0 with the result */
};

/* Both return 0, or -1 with errno (ESRCH: the program is gone). */
int registers_read(pid_t pid, struct registers *registers);
int registers_write(pid_t pid, const struct registers *registers);

long registers_call(const struct registers *registers);
uint64_t registers_argument(const struct registers *registers, int i);
long registers_result(const struct registers *registers);
uint64_t registers_pc(const struct registers *registers);
uint64_t registers_sp(const struct registers *registers);

/* Change the call that is about to be made; only at its entry. */
void registers_set_call(struct registers *registers, long call);
void registers_set_argument(struct registers *registers, int i, uint64_t value);

/* At the entry: do not make the call, return result (-errno on error). */
void registers_skip(struct registers *registers, long result);

/* At the exit: return result, with the arguments of entry put back (the
   compiler counts on it that a call changes only its result). */
void registers_return(struct registers *registers,
		      const struct registers *entry, long result);

/* At the exit: make the call of entry again. */
void registers_repeat(struct registers *registers,
		      const struct registers *entry);

#endif

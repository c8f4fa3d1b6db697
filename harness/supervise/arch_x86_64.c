/* SPDX-License-Identifier: MIT */
#include "supervise/arch.h"

#include <stddef.h>
#include <sys/ptrace.h>

#define SYSCALL_INSTRUCTION 2 /* bytes of `syscall` */

int registers_read(pid_t pid, struct registers *registers)
{
	if (ptrace(PTRACE_GETREGS, pid, NULL, &registers->user) < 0)
		return -1;
	registers->call = (long)registers->user.orig_rax;
	registers->argument0 = registers->user.rdi;
	return 0;
}

int registers_write(pid_t pid, const struct registers *registers)
{
	return ptrace(PTRACE_SETREGS, pid, NULL, &registers->user) < 0 ? -1 : 0;
}

static unsigned long long *argument(struct user_regs_struct *user, int i)
{
	switch (i) {
	case 0:
		return &user->rdi;
	case 1:
		return &user->rsi;
	case 2:
		return &user->rdx;
	case 3:
		return &user->r10;
	case 4:
		return &user->r8;
	default:
		return &user->r9;
	}
}

long registers_call(const struct registers *registers)
{
	return registers->call;
}

uint64_t registers_argument(const struct registers *registers, int i)
{
	struct user_regs_struct user = registers->user;

	return *argument(&user, i);
}

long registers_result(const struct registers *registers)
{
	return (long)registers->user.rax;
}

uint64_t registers_pc(const struct registers *registers)
{
	return registers->user.rip;
}

uint64_t registers_sp(const struct registers *registers)
{
	return registers->user.rsp;
}

void registers_set_call(struct registers *registers, long call)
{
	registers->user.orig_rax = (unsigned long long)call;
	registers->call = call;
}

void registers_set_argument(struct registers *registers, int i, uint64_t value)
{
	*argument(&registers->user, i) = value;
}

void registers_skip(struct registers *registers, long result)
{
	registers->user.orig_rax = (unsigned long long)-1;
	registers->user.rax = (unsigned long long)result;
}

void registers_return(struct registers *registers,
		      const struct registers *entry, long result)
{
	registers->user = entry->user;
	registers->user.rax = (unsigned long long)result;
	/* No call: the kernel must not restart anything by itself. */
	registers->user.orig_rax = (unsigned long long)-1;
}

void registers_repeat(struct registers *registers,
		      const struct registers *entry)
{
	registers->user = entry->user;
	registers->user.rip -= SYSCALL_INSTRUCTION;
	registers->user.rax = (unsigned long long)entry->call;
	registers->user.orig_rax = (unsigned long long)-1;
}

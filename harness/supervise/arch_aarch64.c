/* SPDX-License-Identifier: MIT */
#include "supervise/arch.h"

#include <elf.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#ifndef NT_ARM_SYSTEM_CALL
#define NT_ARM_SYSTEM_CALL 0x404
#endif

#define SVC_INSTRUCTION 4 /* bytes of `svc #0` */
#define CALL_REGISTER	8 /* x8 holds the number */

int registers_read(pid_t pid, struct registers *registers)
{
	struct iovec general = { &registers->user, sizeof(registers->user) };
	int call = -1;
	struct iovec number = { &call, sizeof(call) };

	if (ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &general) < 0 ||
	    ptrace(PTRACE_GETREGSET, pid, (void *)NT_ARM_SYSTEM_CALL, &number) <
		    0)
		return -1;
	registers->call = call;
	registers->argument0 = registers->user.regs[0];
	return 0;
}

int registers_write(pid_t pid, const struct registers *registers)
{
	struct user_regs_struct user = registers->user;
	struct iovec general = { &user, sizeof(user) };
	int call = (int)registers->call;
	struct iovec number = { &call, sizeof(call) };

	if (ptrace(PTRACE_SETREGSET, pid, (void *)NT_ARM_SYSTEM_CALL, &number) <
	    0)
		return -1;
	return ptrace(PTRACE_SETREGSET, pid, (void *)NT_PRSTATUS, &general) <
			       0 ?
		       -1 :
		       0;
}

long registers_call(const struct registers *registers)
{
	return registers->call;
}

uint64_t registers_argument(const struct registers *registers, int i)
{
	return i == 0 ? registers->argument0 : registers->user.regs[i];
}

long registers_result(const struct registers *registers)
{
	return (long)registers->user.regs[0];
}

uint64_t registers_pc(const struct registers *registers)
{
	return registers->user.pc;
}

uint64_t registers_sp(const struct registers *registers)
{
	return registers->user.sp;
}

void registers_set_call(struct registers *registers, long call)
{
	registers->call = call;
	registers->user.regs[CALL_REGISTER] = (unsigned long long)call;
}

void registers_set_argument(struct registers *registers, int i, uint64_t value)
{
	registers->user.regs[i] = value;
	if (i == 0)
		registers->argument0 = value;
}

void registers_skip(struct registers *registers, long result)
{
	registers->call = -1;
	registers->user.regs[0] = (unsigned long long)result;
}

void registers_return(struct registers *registers,
		      const struct registers *entry, long result)
{
	registers->user = entry->user;
	registers->user.regs[0] = (unsigned long long)result;
	/* No call: the kernel must not restart anything by itself. */
	registers->call = -1;
}

void registers_repeat(struct registers *registers,
		      const struct registers *entry)
{
	registers->user = entry->user;
	registers->user.pc -= SVC_INSTRUCTION;
	registers->user.regs[0] = entry->argument0;
	registers->user.regs[CALL_REGISTER] = (unsigned long long)entry->call;
	registers->call = -1;
}

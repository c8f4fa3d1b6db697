/* SPDX-License-Identifier: MIT */
#include "supervise/unwind.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/ptrace.h>

#include "supervise/arch.h"

/* DWARF's numbers of registers, from each processor's ABI. */
#if defined(__x86_64__)
enum { DWARF_FP = 6, DWARF_SP = 7 };
#define CALL_PUSHES		 8 /* bytes of return address on the stack */
#define ADDRESS_BITS		 UINT64_MAX
#define FP_REGISTER(registers)	 ((registers).user.rbp)
#define LINK_REGISTER(registers) 0
#elif defined(__aarch64__)
enum { DWARF_FP = 29, DWARF_SP = 31 };
#define CALL_PUSHES		 0
#define ADDRESS_BITS		 0xffffffffffffu /* above: a signature (PAC) */
#define FP_REGISTER(registers)	 ((registers).user.regs[29])
#define LINK_REGISTER(registers) ((registers).user.regs[30])
#endif

struct unwinder {
	Dwfl *dwfl;
	pid_t pid;
	bool attached;
};

/* Frames need no debug information, and to load that of libc takes long. */
static int no_debuginfo(Dwfl_Module *module, void **data, const char *name,
			Dwarf_Addr base, const char *file, const char *link,
			GElf_Word crc, char **found)
{
	(void)module, (void)data, (void)name, (void)base;
	(void)file, (void)link, (void)crc, (void)found;
	return -1;
}

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_linux_proc_find_elf,
	.find_debuginfo = no_debuginfo,
	.section_address = dwfl_offline_section_address,
};

/* What is mapped now. Modules that are known already are kept. */
static bool modules_report(struct unwinder *unwinder)
{
	int failed;

	dwfl_report_begin(unwinder->dwfl);
	failed = dwfl_linux_proc_report(unwinder->dwfl, unwinder->pid);
	return dwfl_report_end(unwinder->dwfl, NULL, NULL) == 0 && failed == 0;
}

struct unwinder *unwinder_new(pid_t pid)
{
	struct unwinder *unwinder = calloc(1, sizeof(*unwinder));

	if (unwinder == NULL)
		return NULL;
	unwinder->pid = pid;
	unwinder->dwfl = dwfl_begin(&callbacks);
	if (unwinder->dwfl == NULL || !modules_report(unwinder)) {
		unwinder_free(unwinder);
		return NULL;
	}
	return unwinder;
}

void unwinder_free(struct unwinder *unwinder)
{
	if (unwinder == NULL)
		return;
	if (unwinder->dwfl != NULL)
		dwfl_end(unwinder->dwfl);
	free(unwinder);
}

/* The module of an address, also when it was loaded just now. */
static Dwfl_Module *module_find(struct unwinder *unwinder, uint64_t pc)
{
	Dwfl_Module *module = dwfl_addrmodule(unwinder->dwfl, pc);

	if (module == NULL && modules_report(unwinder))
		module = dwfl_addrmodule(unwinder->dwfl, pc);
	return module;
}

/* CFA = register + distance? */
static bool cfa_read(Dwarf_Frame *frame, struct frame_rule *rule)
{
	Dwarf_Op *ops;
	size_t n;
	Dwarf_Word number;

	if (dwarf_frame_cfa(frame, &ops, &n) != 0 || n != 1)
		return false;
	if (ops[0].atom == DW_OP_bregx) {
		number = ops[0].number;
		rule->cfa = (int64_t)ops[0].number2;
	} else if (ops[0].atom >= DW_OP_breg0 && ops[0].atom <= DW_OP_breg31) {
		number = (Dwarf_Word)(ops[0].atom - DW_OP_breg0);
		rule->cfa = (int64_t)ops[0].number;
	} else {
		return false;
	}
	rule->from_fp = number == DWARF_FP;
	return number == DWARF_FP || number == DWARF_SP;
}

enum saved { SAVED_IN_MEMORY, SAVED_NOT, SAVED_NOWHERE, SAVED_STRANGELY };

/* Where the caller's value of a register is; its distance from the CFA. */
static enum saved saved_read(Dwarf_Frame *frame, int number, int64_t *distance)
{
	Dwarf_Op memory[3], *ops;
	size_t n;

	if (dwarf_frame_register(frame, number, memory, &ops, &n) != 0)
		return SAVED_STRANGELY;
	if (n == 0)
		return ops == NULL ? SAVED_NOT : SAVED_NOWHERE;
	if (n > 2 || ops[0].atom != DW_OP_call_frame_cfa ||
	    (n == 2 && ops[1].atom != DW_OP_plus_uconst))
		return SAVED_STRANGELY;
	*distance = n == 2 ? (int64_t)ops[1].number : 0;
	return SAVED_IN_MEMORY;
}

static struct frame_rule rule_read(Dwarf_Frame *frame)
{
	struct frame_rule rule = { .kind = FRAME_COMPLEX };
	const struct frame_rule end = { .kind = FRAME_END };
	bool signal_frame;
	int ra = dwarf_frame_info(frame, NULL, NULL, &signal_frame);

	if (ra < 0 || signal_frame)
		return rule;
	switch (saved_read(frame, ra, &rule.ra)) {
	case SAVED_NOWHERE:
		return end;
	case SAVED_STRANGELY:
		return rule;
	case SAVED_NOT:
		rule.in_link = true;
		break;
	case SAVED_IN_MEMORY:
		break;
	}
	if (!cfa_read(frame, &rule))
		return rule;
	switch (saved_read(frame, DWARF_FP, &rule.fp)) {
	case SAVED_STRANGELY:
		return rule;
	case SAVED_IN_MEMORY:
		rule.fp_saved = true;
		break;
	case SAVED_NOT:
	case SAVED_NOWHERE:
		break;
	}
	if (CALL_PUSHES == 0 || !rule.in_link)
		rule.kind = FRAME_SIMPLE;
	return rule;
}

/* A jump to an address where no code is: the call has just been made. */
static struct frame_rule rule_of_call(void)
{
	return (struct frame_rule){
		.kind = FRAME_SIMPLE,
		.cfa = CALL_PUSHES,
		.in_link = CALL_PUSHES == 0,
		.ra = -CALL_PUSHES,
	};
}

/* To be freed; NULL: nothing is said about this instruction. */
static Dwarf_Frame *cfi_find(Dwfl_Module *module, uint64_t pc)
{
	Dwarf_Frame *frame;
	Dwarf_Addr bias;
	Dwarf_CFI *cfi = dwfl_module_eh_cfi(module, &bias);

	if (cfi != NULL && dwarf_cfi_addrframe(cfi, pc - bias, &frame) == 0)
		return frame;
	cfi = dwfl_module_dwarf_cfi(module, &bias);
	if (cfi != NULL && dwarf_cfi_addrframe(cfi, pc - bias, &frame) == 0)
		return frame;
	return NULL;
}

struct frame_rule unwinder_rule(struct unwinder *unwinder, uint64_t pc,
				bool innermost)
{
	const struct frame_rule end = { .kind = FRAME_END };
	struct frame_rule rule = { .kind = FRAME_COMPLEX };
	Dwfl_Module *module = module_find(unwinder, pc);
	Dwarf_Frame *frame;

	if (module == NULL)
		return innermost ? rule_of_call() : end;
	frame = cfi_find(module, pc);
	/* Where the loader begins nothing is said: nobody has called it. */
	if (frame == NULL)
		return innermost ? rule : end;
	rule = rule_read(frame);
	free(frame);
	return rule;
}

const char *unwinder_symbol(struct unwinder *unwinder, uint64_t pc)
{
	Dwfl_Module *module = module_find(unwinder, pc);
	GElf_Off offset;
	GElf_Sym symbol;
	const char *name;

	if (module == NULL)
		return NULL;
	name = dwfl_module_addrinfo(module, pc, &offset, &symbol, NULL, NULL,
				    NULL);
	return name != NULL && offset < symbol.st_size ? name : NULL;
}

struct gathering {
	uint64_t *pcs;
	size_t n, max;
};

static int frame_gather(Dwfl_Frame *state, void *data)
{
	struct gathering *gathering = data;
	Dwarf_Addr pc;

	if (gathering->n == gathering->max || !dwfl_frame_pc(state, &pc, NULL))
		return DWARF_CB_ABORT;
	gathering->pcs[gathering->n++] = pc;
	return DWARF_CB_OK;
}

size_t unwinder_frames(struct unwinder *unwinder, uint64_t *pcs, size_t max)
{
	struct gathering gathering = { pcs, 0, max };

	/* Code that was loaded since then has to be known before. */
	modules_report(unwinder);
	if (!unwinder->attached &&
	    dwfl_linux_proc_attach(unwinder->dwfl, unwinder->pid, true) != 0)
		return 0;
	unwinder->attached = true;
	dwfl_getthread_frames(unwinder->dwfl, unwinder->pid, frame_gather,
			      &gathering);
	return gathering.n;
}

/* For one word this is the quickest way, and no container refuses it. */
static bool word_read(pid_t pid, uint64_t address, uint64_t *word)
{
	errno = 0;
	*word = (uint64_t)ptrace(PTRACE_PEEKDATA, pid,
				 (void *)(uintptr_t)address, NULL);
	return errno == 0;
}

bool frame_up(struct frame *frame, const struct frame_rule *rule)
{
	struct registers registers = { 0 };
	uint64_t base = frame->sp, cfa, ra;

	if ((rule->in_link || (rule->from_fp && frame->fp_slot == 0)) &&
	    registers_read(frame->pid, &registers) != 0)
		return false;
	if (rule->from_fp && frame->fp_slot == 0)
		base = FP_REGISTER(registers);
	else if (rule->from_fp && !word_read(frame->pid, frame->fp_slot, &base))
		return false;
	cfa = base + (uint64_t)rule->cfa;
	/* The stack grows down; only a leaf may leave it where it was. */
	if (cfa < frame->sp || (cfa == frame->sp && !rule->in_link))
		return false;
	if (rule->in_link) {
		if (!frame->innermost)
			return false;
		ra = LINK_REGISTER(registers);
	} else if (!word_read(frame->pid, cfa + (uint64_t)rule->ra, &ra)) {
		return false;
	}
	if (rule->fp_saved)
		frame->fp_slot = cfa + (uint64_t)rule->fp;
	frame->pc = ra & ADDRESS_BITS;
	frame->sp = cfa;
	frame->innermost = false;
	return frame->pc != 0;
}

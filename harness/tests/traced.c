/* SPDX-License-Identifier: MIT */
#include "tests/traced.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int line_of(const char *source, const char *word)
{
	const char *end = strstr(source, word);
	int line = 1;

	for (const char *s = source; end != NULL && s < end; s++)
		line += *s == '\n';
	return line;
}

void program_compile_with(struct program *program, const char *compiler,
			  const char *source, const char *flags)
{
	char command[512];
	FILE *file;

	memset(program, 0, sizeof(*program));
	strcpy(program->directory, "/tmp/test-lines-XXXXXX");
	cr_assert_not_null(mkdtemp(program->directory));
	snprintf(program->path, sizeof(program->path), "%s/held",
		 program->directory);
	snprintf(command, sizeof(command), "%s.c", program->path);
	file = fopen(command, "w");
	cr_assert_not_null(file);
	fputs(source, file);
	fclose(file);
	snprintf(command, sizeof(command),
		 "cd %s && %s -w -std=gnu11 %s -o held held.c",
		 program->directory, compiler, flags);
	cr_assert_eq(system(command), 0, "%s", command);
	program->line = line_of(source, "HERE");
	program->lines = lines_new(program->path);
	cr_assert_not_null(program->lines);
}

void program_compile(struct program *program, const char *source,
		     const char *flags)
{
	program_compile_with(program, "cc", source, flags);
}

int program_wait(const struct program *program)
{
	int status = 0;

	cr_assert_eq(waitpid(program->pid, &status, __WALL), program->pid);
	cr_assert(WIFSTOPPED(status), "the program ended: %x", status);
	return status;
}

void program_start_with(struct program *program, const char *argument,
			bool randomized)
{
	const long options = PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD |
			     PTRACE_O_TRACEEXEC;

	program->in_call = true; /* in its execve */
	program->pid = fork();
	if (program->pid == 0) {
		if (!randomized)
			personality(ADDR_NO_RANDOMIZE);
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execl(program->path, program->path, argument, NULL);
		_exit(127);
	}
	program_wait(program);
	ptrace(PTRACE_SETOPTIONS, program->pid, NULL, options);
	ptrace(PTRACE_CONT, program->pid, NULL, NULL);
	while (program_wait(program) >> 8 != (SIGTRAP | PTRACE_EVENT_EXEC << 8))
		ptrace(PTRACE_CONT, program->pid, NULL, NULL);
	lines_attach(program->lines, program->pid, randomized);
}

void program_stop(struct program *program)
{
	kill(program->pid, SIGKILL);
	waitpid(program->pid, NULL, __WALL);
}

void program_start(struct program *program, bool randomized)
{
	program_start_with(program, NULL, randomized);
}

void program_remove(struct program *program)
{
	char command[96];

	lines_free(program->lines);
	snprintf(command, sizeof(command), "rm -r %s", program->directory);
	cr_expect_eq(system(command), 0);
}

void program_discard(struct program *program)
{
	program_stop(program);
	program_remove(program);
}

/* stdio makes other calls on the same descriptor. */
static bool is_marking(long call)
{
	return call == SYS_read || call == SYS_write || call == SYS_close;
}

/* To the entry of the next call that is marked. */
struct registers program_next_call(struct program *program)
{
	struct registers registers;
	int signal = 0;

	for (;;) {
		ptrace(PTRACE_SYSCALL, program->pid, NULL, (long)signal);
		signal = WSTOPSIG(program_wait(program));
		if (signal != (SIGTRAP | 0x80))
			continue;
		signal = 0;
		program->in_call = !program->in_call;
		registers_read(program->pid, &registers);
		if (program->in_call &&
		    registers_argument(&registers, 0) == MARK &&
		    is_marking(registers_call(&registers)))
			return registers;
	}
}

struct source program_where(struct program *program)
{
	struct registers registers = program_next_call(program);

	return lines_where(program->lines, registers_pc(&registers),
			   registers_sp(&registers), true);
}

void expect_place(struct source source, int line, const char *function,
		  const char *flags)
{
	cr_expect_str_eq(source.file ? source.file : "(none)", "held.c", "%s",
			 flags);
	cr_expect_eq(source.line, line, "line %d, not %d: %s", source.line,
		     line, flags);
	cr_expect_str_eq(source.function ? source.function : "(none)", function,
			 "%s", flags);
}

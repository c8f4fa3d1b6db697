/* SPDX-License-Identifier: MIT */
/*
 * Small programs are compiled and held in the call whose first argument is
 * MARK: the line to be found has a comment that says HERE.
 */
#include "supervise/lines.h"

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

#include "tests/traced.h"

static const char ways[] = HEAD
	"static FILE *out;\n"
	"static volatile int n;\n"
	"__attribute__((noinline)) void serve(int fd)\n"
	"{\n"
	"	char buffer[64];\n"
	"	n += poll((void *)0, 0, 0);\n"
	"	n += write(fd, buffer, sizeof(buffer)); /* serve */\n"
	"	n++;\n"
	"}\n"
	"static int order(const void *a, const void *b)\n"
	"{\n"
	"	write(10, a, 1); /* callback */\n"
	"	return n;\n"
	"}\n"
	"static void handle(int number)\n"
	"{\n"
	"	write(10, &number, 1); /* handler */\n"
	"	n++;\n"
	"}\n"
	"__attribute__((noinline)) void work(void)\n"
	"{\n"
	"	raise(SIGUSR1); /* interrupted */\n"
	"	n++;\n"
	"}\n"
	"static int deep(int m)\n"
	"{\n"
	"	char *room = alloca(m + 16);\n"
	"	room[m] = m;\n"
	"	if (m > 0)\n"
	"		return deep(m - 1) + room[m];\n"
	"	for (;;)\n"
	"		write(10, room, 1); /* deep */\n"
	"	return 0;\n"
	"}\n"
	"int main(int argc, char **argv)\n"
	"{\n"
	"	int numbers[8] = { 0 };\n"
	"	char buffer[8];\n"
	"	dup2(open(\"/dev/null\", O_RDWR), 10);\n"
	"	out = fdopen(10, \"w\");\n"
	"	for (;;) {\n"
	"		switch (argv[1][0]) {\n"
	"		case 'm':\n"
	"			read(10, buffer, sizeof(buffer)); /* main */\n"
	"			break;\n"
	"		case 's':\n"
	"			serve(10);\n"
	"			break;\n"
	"		case 'i':\n"
	"			signal(SIGUSR1, (void (*)(int))close);\n"
	"			work();\n"
	"			break;\n"
	"		case 'c':\n"
	"			qsort(numbers, 8, 4, order);\n"
	"			break;\n"
	"		case 'h':\n"
	"			signal(SIGUSR1, handle);\n"
	"			raise(SIGUSR1);\n"
	"			break;\n"
	"		case 'd':\n"
	"			deep(1000);\n"
	"			break;\n"
	"		case 'o':\n"
	"			fputs(\"hello\", out);\n"
	"			fflush(out); /* output */\n"
	"			break;\n"
	"		case 'b':\n"
	"			fputs(\"a\", out);\n"
	"			fflush(out); /* both */\n"
	"			write(10, \"\", 1); /* also */\n"
	"		}\n"
	"	}\n"
	"}\n";

/* Held at the mark of that word, in function; and again by what was learnt.
   direct: the call is the student's. */
static void expect_way(struct program *program, const char *word,
		       const char *function, bool direct, const char *flags)
{
	char mark[32];

	snprintf(mark, sizeof(mark), "/* %s */", word);
	program_start_with(program, word, false);
	for (int i = 0; i < 3; i++) {
		expect_place(program_where(program), line_of(ways, mark),
			     function, flags);
		cr_expect_eq(lines_direct(program->lines), direct, "%s: %s",
			     word, flags);
	}
	program_stop(program);
}

/* stdio and the student's code reach one instruction by turns. */
static void expect_both(struct program *program, const char *flags)
{
	program_start_with(program, "both", false);
	for (int i = 0; i < 3; i++) {
		expect_place(program_where(program),
			     line_of(ways, "/* both */"), "main", flags);
		cr_expect_not(lines_direct(program->lines), "%s", flags);
		expect_place(program_where(program),
			     line_of(ways, "/* also */"), "main", flags);
		cr_expect(lines_direct(program->lines), "%s", flags);
	}
	program_stop(program);
}

static void expect_all(const char *compiler, const char *flags)
{
	struct program program;

	program_compile_with(&program, compiler, ways, flags);
	expect_way(&program, "main", "main", true, flags);
	expect_way(&program, "serve", "serve", true, flags);
	expect_way(&program, "callback", "order", true, flags);
	expect_way(&program, "handler", "handle", true, flags);
	expect_way(&program, "interrupted", "work", false, flags);
	expect_way(&program, "deep", "deep", true, flags);
	expect_way(&program, "output", "main", false, flags);
	expect_both(&program, flags);
	program_remove(&program);
}

Test(lines, as_students_files_are_built)
{
	expect_all("cc", "-g -O1 -fno-inline -fno-omit-frame-pointer "
			 "-Wall -Wextra");
}

Test(lines, not_optimized)
{
	expect_all("cc", "-g -O0");
}

Test(lines, optimized)
{
	expect_all("cc", "-g -O2");
	expect_all("cc", "-g -O3 -fomit-frame-pointer -D_FORTIFY_SOURCE=2");
}

Test(lines, at_a_fixed_address)
{
	expect_all("cc", "-g -O1 -no-pie");
}

Test(lines, statically_linked)
{
	expect_all("cc", "-g -O0 -static");
	expect_all("cc", "-g -O2 -static-pie");
}

Test(lines, other_debug_information)
{
	expect_all("cc", "-gdwarf-4 -O1 -gz");
	if (system("command -v clang >/dev/null 2>&1") == 0)
		expect_all("clang", "-g -O1");
}

Test(lines, sleep_is_a_direct_call)
{
	struct program program;

	program_compile(
		&program,
		HEAD
		"int main(void)\n{\n"
		"	char *(*dummy)(int) = strsignal;\n	dummy(1);\n"
		"	write(10, \"\", 1);\n"
		"	sleep(1); /* HERE */\n	return 0;\n}\n",
		"-g -O1");
	program_start(&program, false);
	program_next_call(&program);
	for (int i = 0; i < 2; i++) {
		ptrace(PTRACE_SYSCALL, program.pid, NULL, NULL);
		program_wait(&program);
	}
	struct registers registers;
	registers_read(program.pid, &registers);
	expect_place(lines_where(program.lines, registers_pc(&registers),
				 registers_sp(&registers), true),
		     program.line, "main", "sleep");
	cr_expect(lines_direct(program.lines));
	program_discard(&program);
}

static void expect_name(struct program *program, const char *word,
			const char *function, bool direct, const char *flags)
{
	program_start_with(program, word, false);
	for (int n = 0; n < 3; n++) {
		struct source found = program_where(program);

		cr_expect_null(found.file);
		cr_expect_eq(found.line, 0);
		cr_expect_str_eq(found.function ? found.function : "", function,
				 "%s", flags);
		cr_expect_eq(lines_direct(program->lines), direct, "%s", flags);
	}
	program_stop(program);
}

Test(lines, names_without_debug_information)
{
	const char *flags[] = { "-O0", "-O2", "-O1 -no-pie", "-O0 -static" };

	for (int i = 0; i < 4; i++) {
		struct program program;

		program_compile(&program, ways, flags[i]);
		expect_name(&program, "serve", "serve", true, flags[i]);
		expect_name(&program, "interrupted", "work", false, flags[i]);
		expect_name(&program, "output", "main", false, flags[i]);
		expect_name(&program, "main", "main", true, flags[i]);
		program_remove(&program);
	}
}

Test(lines, nothing_when_stripped)
{
	const char *flags[] = { "-O1 -s", "-O1 -s -static" };

	for (int i = 0; i < 2; i++) {
		struct program program;

		program_compile(&program,
				HEAD "int main(void)\n{\n	for (;;)\n"
				     "		write(10, \"\", 1);\n}\n",
				flags[i]);
		program_start(&program, false);
		struct source found = program_where(&program);

		cr_expect_null(found.file);
		cr_expect_null(found.function);
		program_discard(&program);
	}
}

/* What was learnt holds for the next process, wherever it is loaded. */
Test(lines, one_process_after_another)
{
	struct program program;

	program_compile(&program,
			HEAD "int main(void)\n{\n	for (;;)\n"
			     "		write(10, \"\", 1); /* HERE */\n}\n",
			"-g -O1");
	for (int i = 0; i < 8; i++) {
		program_start(&program, i >= 4);
		expect_place(program_where(&program), program.line, "main",
			     "again");
		expect_place(program_where(&program), program.line, "main",
			     "again");
		program_stop(&program);
	}
	program_start(&program, false);
	program_discard(&program);
}

Test(lines, crash_in_libc_and_by_a_null_pointer)
{
	const char *crashes[] = { "memset", "jump", "store" };
	const char *source = HEAD
		"volatile int n;\n"
		"void crash(int way)\n{\n"
		"	if (way == 'm')\n"
		"		memset((void *)(long)n, 1, 50);\n"
		"	if (way == 'j')\n"
		"		((void (*)(void))(long)n)(); /* jump */\n"
		"	if (way == 's')\n"
		"		*(volatile int *)(long)n = 1; /* store */\n"
		"	n++;\n}\n"
		"int main(int argc, char **argv)\n{\n"
		"	crash(argv[1][0]);\n	return 0;\n}\n";
	struct program program;
	struct registers registers;

	program_compile(&program, source, "-g -O1 -fno-inline -fno-builtin");
	for (int i = 0; i < 3; i++) {
		program_start_with(&program, crashes[i], false);
		ptrace(PTRACE_CONT, program.pid, NULL, NULL);
		cr_assert_eq(WSTOPSIG(program_wait(&program)), SIGSEGV);
		registers_read(program.pid, &registers);
		expect_place(lines_where(program.lines,
					 registers_pc(&registers),
					 registers_sp(&registers), false),
			     line_of(source, crashes[i]), "crash", crashes[i]);
		program_stop(&program);
	}
	program_remove(&program);
}

Test(lines, process_that_is_gone)
{
	struct program program;

	program_compile(&program, HEAD "int main(void)\n{\n	return 0;\n}\n",
			"-g");
	cr_expect_null(lines_where(program.lines, 1, 1, true).file);
	program_start(&program, false);
	program_stop(&program);
	cr_expect_null(
		lines_where(program.lines, 0x7ffff7e00000, 0x7ffffff0, true)
			.file);
	cr_expect_null(lines_of_loop(program.lines).file);
	program_start(&program, false);
	program_discard(&program);

	struct lines *lines = lines_new("/nonexistent");

	cr_expect_not_null(lines);
	lines_free(lines);
}

/* SPDX-License-Identifier: MIT */
/* The line of a loop that makes no calls. */
#include "supervise/loop.h"

#include <criterion/criterion.h>
#include <sys/ptrace.h>

#include "tests/traced.h"

/* The first line of the loop, from wherever the watching begins. */
static void expect_loop(const char *source, const char *function,
			const char *flags)
{
	const int starts[] = { 0, 1, 7, 50, 333 };

	struct program program;

	program_compile(&program, source, flags);
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		program_start(&program, false);
		program_next_call(&program);
		for (int n = 0; n < starts[i] + 10; n++) {
			ptrace(PTRACE_SINGLESTEP, program.pid, NULL, NULL);
			program_wait(&program);
		}
		expect_place(lines_of_loop(program.lines), program.line,
			     function, flags);
		program_stop(&program);
	}
	program_remove(&program);
}

Test(loop, in_a_function)
{
	const char *source = HEAD
		"volatile int n, done;\n"
		"static int more(int i)\n{\n	return i + n;\n}\n"
		"void serve(void)\n{\n"
		"	write(10, \"\", 1);\n"
		"	while (!done) { /* HERE */\n"
		"		for (int i = 0; i < 3; i++)\n"
		"			n += more(i);\n"
		"		n--;\n"
		"	}\n}\n"
		"int main(void)\n{\n	serve();\n	return 0;\n}\n";

	expect_loop(source, "serve", "-g -O0");
	expect_loop(source, "serve", "-g -O1 -fno-inline");
}

Test(loop, that_calls_libc)
{
	expect_loop(HEAD "char text[100];\nvolatile long n;\n"
			 "int main(void)\n{\n"
			 "	memset(text, 'a', 99);\n"
			 "	write(10, \"\", 1);\n"
			 "	do {\n"
			 "		n += strlen(text + n % 3); /* HERE */\n"
			 "	} while (n);\n	return 0;\n}\n",
		    "main", "-g -O1 -fno-inline -fno-builtin");
}

Test(loop, of_one_line)
{
	expect_loop(HEAD "int main(void)\n{\n	write(10, \"\", 1);\n"
			 "	for (;;) /* HERE */\n		;\n}\n",
		    "main", "-g -O0");
}

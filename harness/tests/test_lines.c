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

#include "supervise/arch.h"

#define MARK 10
#define HEAD                                                             \
	"#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n" \
	"#include <unistd.h>\n#include <fcntl.h>\n#include <poll.h>\n"   \
	"#include <signal.h>\n#include <alloca.h>\n"

/* Its argument says in which way it makes the marked call. */
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

struct program {
	char directory[64];
	char path[96];
	int line; /* of HERE */
	struct lines *lines;
	pid_t pid;
	bool in_call; /* it is stopped at the entry of a call */
};

static int line_of(const char *source, const char *word)
{
	const char *end = strstr(source, word);
	int line = 1;

	for (const char *s = source; end != NULL && s < end; s++)
		line += *s == '\n';
	return line;
}

static void compile_with(struct program *program, const char *compiler,
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

static void compile(struct program *program, const char *source,
		    const char *flags)
{
	compile_with(program, "cc", source, flags);
}

static int wait_stop(const struct program *program)
{
	int status = 0;

	cr_assert_eq(waitpid(program->pid, &status, __WALL), program->pid);
	cr_assert(WIFSTOPPED(status), "the program ended: %x", status);
	return status;
}

static void start_with(struct program *program, const char *argument,
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
	wait_stop(program);
	ptrace(PTRACE_SETOPTIONS, program->pid, NULL, options);
	ptrace(PTRACE_CONT, program->pid, NULL, NULL);
	while (wait_stop(program) >> 8 != (SIGTRAP | PTRACE_EVENT_EXEC << 8))
		ptrace(PTRACE_CONT, program->pid, NULL, NULL);
	lines_attach(program->lines, program->pid, randomized);
}

static void stop(struct program *program)
{
	kill(program->pid, SIGKILL);
	waitpid(program->pid, NULL, __WALL);
}

static void start(struct program *program, bool randomized)
{
	start_with(program, NULL, randomized);
}

static void remove_program(struct program *program)
{
	char command[96];

	lines_free(program->lines);
	snprintf(command, sizeof(command), "rm -r %s", program->directory);
	cr_expect_eq(system(command), 0);
}

static void discard(struct program *program)
{
	stop(program);
	remove_program(program);
}

/* stdio makes other calls on the same descriptor. */
static bool is_marking(long call)
{
	return call == SYS_read || call == SYS_write || call == SYS_close;
}

/* To the entry of the next call that is marked. */
static struct registers next_call(struct program *program)
{
	struct registers registers;
	int signal = 0;

	for (;;) {
		ptrace(PTRACE_SYSCALL, program->pid, NULL, (long)signal);
		signal = WSTOPSIG(wait_stop(program));
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

static struct source where(struct program *program)
{
	struct registers registers = next_call(program);

	return lines_where(program->lines, registers_pc(&registers),
			   registers_sp(&registers), true);
}

static void expect_place(struct source source, int line, const char *function,
			 const char *flags)
{
	cr_expect_str_eq(source.file ? source.file : "(none)", "held.c", "%s",
			 flags);
	cr_expect_eq(source.line, line, "line %d, not %d: %s", source.line,
		     line, flags);
	cr_expect_str_eq(source.function ? source.function : "(none)", function,
			 "%s", flags);
}

/* Held at the mark of that word, in function; and again by what was learnt.
   direct: the call is the student's. */
static void expect_way(struct program *program, const char *word,
		       const char *function, bool direct, const char *flags)
{
	char mark[32];

	snprintf(mark, sizeof(mark), "/* %s */", word);
	start_with(program, word, false);
	for (int i = 0; i < 3; i++) {
		expect_place(where(program), line_of(ways, mark), function,
			     flags);
		cr_expect_eq(lines_direct(program->lines), direct, "%s: %s",
			     word, flags);
	}
	stop(program);
}

/* stdio and the student's code reach one instruction by turns. */
static void expect_both(struct program *program, const char *flags)
{
	start_with(program, "both", false);
	for (int i = 0; i < 3; i++) {
		expect_place(where(program), line_of(ways, "/* both */"),
			     "main", flags);
		cr_expect_not(lines_direct(program->lines), "%s", flags);
		expect_place(where(program), line_of(ways, "/* also */"),
			     "main", flags);
		cr_expect(lines_direct(program->lines), "%s", flags);
	}
	stop(program);
}

static void expect_all(const char *compiler, const char *flags)
{
	struct program program;

	compile_with(&program, compiler, ways, flags);
	expect_way(&program, "main", "main", true, flags);
	expect_way(&program, "serve", "serve", true, flags);
	expect_way(&program, "callback", "order", true, flags);
	expect_way(&program, "handler", "handle", true, flags);
	expect_way(&program, "interrupted", "work", false, flags);
	expect_way(&program, "deep", "deep", true, flags);
	expect_way(&program, "output", "main", false, flags);
	expect_both(&program, flags);
	remove_program(&program);
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

	compile(&program,
		HEAD "int main(void)\n{\n"
		     "	char *(*dummy)(int) = strsignal;\n	dummy(1);\n"
		     "	write(10, \"\", 1);\n"
		     "	sleep(1); /* HERE */\n	return 0;\n}\n",
		"-g -O1");
	start(&program, false);
	next_call(&program);
	for (int i = 0; i < 2; i++) {
		ptrace(PTRACE_SYSCALL, program.pid, NULL, NULL);
		wait_stop(&program);
	}
	struct registers registers;
	registers_read(program.pid, &registers);
	expect_place(lines_where(program.lines, registers_pc(&registers),
				 registers_sp(&registers), true),
		     program.line, "main", "sleep");
	cr_expect(lines_direct(program.lines));
	discard(&program);
}

static void expect_name(struct program *program, const char *word,
			const char *function, bool direct, const char *flags)
{
	start_with(program, word, false);
	for (int n = 0; n < 3; n++) {
		struct source found = where(program);

		cr_expect_null(found.file);
		cr_expect_eq(found.line, 0);
		cr_expect_str_eq(found.function ? found.function : "", function,
				 "%s", flags);
		cr_expect_eq(lines_direct(program->lines), direct, "%s", flags);
	}
	stop(program);
}

Test(lines, names_without_debug_information)
{
	const char *flags[] = { "-O0", "-O2", "-O1 -no-pie", "-O0 -static" };

	for (int i = 0; i < 4; i++) {
		struct program program;

		compile(&program, ways, flags[i]);
		expect_name(&program, "serve", "serve", true, flags[i]);
		expect_name(&program, "interrupted", "work", false, flags[i]);
		expect_name(&program, "output", "main", false, flags[i]);
		expect_name(&program, "main", "main", true, flags[i]);
		remove_program(&program);
	}
}

Test(lines, nothing_when_stripped)
{
	const char *flags[] = { "-O1 -s", "-O1 -s -static" };

	for (int i = 0; i < 2; i++) {
		struct program program;

		compile(&program,
			HEAD "int main(void)\n{\n	for (;;)\n"
			     "		write(10, \"\", 1);\n}\n",
			flags[i]);
		start(&program, false);
		struct source found = where(&program);

		cr_expect_null(found.file);
		cr_expect_null(found.function);
		discard(&program);
	}
}

/* What was learnt holds for the next process, wherever it is loaded. */
Test(lines, one_process_after_another)
{
	struct program program;

	compile(&program,
		HEAD "int main(void)\n{\n	for (;;)\n"
		     "		write(10, \"\", 1); /* HERE */\n}\n",
		"-g -O1");
	for (int i = 0; i < 8; i++) {
		start(&program, i >= 4);
		expect_place(where(&program), program.line, "main", "again");
		expect_place(where(&program), program.line, "main", "again");
		stop(&program);
	}
	start(&program, false);
	discard(&program);
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

	compile(&program, source, "-g -O1 -fno-inline -fno-builtin");
	for (int i = 0; i < 3; i++) {
		start_with(&program, crashes[i], false);
		ptrace(PTRACE_CONT, program.pid, NULL, NULL);
		cr_assert_eq(WSTOPSIG(wait_stop(&program)), SIGSEGV);
		registers_read(program.pid, &registers);
		expect_place(lines_where(program.lines,
					 registers_pc(&registers),
					 registers_sp(&registers), false),
			     line_of(source, crashes[i]), "crash", crashes[i]);
		stop(&program);
	}
	remove_program(&program);
}

Test(lines, process_that_is_gone)
{
	struct program program;

	compile(&program, HEAD "int main(void)\n{\n	return 0;\n}\n", "-g");
	cr_expect_null(lines_where(program.lines, 1, 1, true).file);
	start(&program, false);
	stop(&program);
	cr_expect_null(
		lines_where(program.lines, 0x7ffff7e00000, 0x7ffffff0, true)
			.file);
	cr_expect_null(lines_of_loop(program.lines).file);
	start(&program, false);
	discard(&program);

	struct lines *lines = lines_new("/nonexistent");

	cr_expect_not_null(lines);
	lines_free(lines);
}

/* The first line of the loop, from wherever the watching begins. */
static void expect_loop(const char *source, const char *function,
			const char *flags)
{
	const int starts[] = { 0, 1, 7, 50, 333 };

	struct program program;

	compile(&program, source, flags);
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		start(&program, false);
		next_call(&program);
		for (int n = 0; n < starts[i] + 10; n++) {
			ptrace(PTRACE_SINGLESTEP, program.pid, NULL, NULL);
			wait_stop(&program);
		}
		expect_place(lines_of_loop(program.lines), program.line,
			     function, flags);
		stop(&program);
	}
	remove_program(&program);
}

Test(lines, loop_in_a_function)
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

Test(lines, loop_that_calls_libc)
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

Test(lines, loop_of_one_line)
{
	expect_loop(HEAD "int main(void)\n{\n	write(10, \"\", 1);\n"
			 "	for (;;) /* HERE */\n		;\n}\n",
		    "main", "-g -O0");
}

/* What is paid in every supervised call: little more than one read of the
   process's memory. */
Test(lines, known_call_is_quick)
{
	struct program program;
	struct registers registers;
	struct timespec before, after;
	int rounds = 20000;
	double ns;

	compile(&program,
		HEAD "int main(void)\n{\n	for (;;)\n"
		     "		write(10, \"\", 1); /* HERE */\n}\n",
		"-g -O1");
	start(&program, false);
	registers = next_call(&program);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
	for (int i = 0; i < rounds; i++)
		lines_where(program.lines, registers_pc(&registers),
			    registers_sp(&registers), true);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
	ns = (double)(after.tv_sec - before.tv_sec) * 1e9 +
	     (double)(after.tv_nsec - before.tv_nsec);
	if (getenv("SHOW_COST"))
		fprintf(stderr, "%.0f ns a call\n", ns / rounds);
	/* About 500 ns; sanitizers and loaded machines are slower. */
	cr_expect_lt(ns / rounds, 20000.0);
	discard(&program);
}

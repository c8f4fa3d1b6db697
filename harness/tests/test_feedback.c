/* SPDX-License-Identifier: MIT */
/* Pages for people, compared whole: their wording is under test too. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <unistd.h>

#include "made_result.h"
#include "report/feedback.h"
#include "report/page.h"

static char *fed(const struct lesson_result *lesson, const char *source,
		 bool colour)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	feedback_print(lesson, source, colour, out);
	fclose(out);
	return text;
}

static struct script_result passed(const char *name)
{
	struct made *made = made_begin("alice connects\n");
	struct script_result result;

	made->trial->end = TRIAL_COMPLETED;
	made->trial->calls = 31;
	made->trial->useful_calls = 10;
	made->trial->empty_calls = 5;
	result = judged(made, name);
	made_end(made);
	return result;
}

/* The example of a stall, as it is in the design. */
static struct lesson_result *stalled(void)
{
	struct made *made = made_begin("alice connects\nbob connects\n"
				       "bob sends \"hello\\n\"\n"
				       "bob receives \"hello\\n\"\n"
				       "alice sends \"late\\n\"\n"
				       "server waits in epoll_wait\n");
	struct lesson_result *lesson = lesson_result_new("05-epoll", "echo.c");
	const char *const skipped[] = { "slow-reader", "hangup", "a", "b" };
	struct script_result result;
	size_t i;

	lesson_result_add(lesson, passed("starts"));
	lesson_result_add(lesson, passed("echo"));
	made_connection(made, "alice", 5);
	made_connection(made, "bob", 6);
	made->connections[1].sent = 6;
	made->trial->step = 3;
	made_listener(made, "accept4", 20, 5, 0);
	made_fails(made, 2, MISMATCH_LESS);
	made_content(made, "hello\n", 6, "", 0);
	made_blocked(made, "read", 1, 4);
	lesson_result_add(lesson, judged(made, "silent-peer"));
	for (i = 0; i < 4; i++) {
		result = result_skipped(made->script, "silent-peer");
		free(result.name);
		result.name = strdup(skipped[i]);
		lesson_result_add(lesson, result);
	}
	made_end(made);
	lesson_result_sum(lesson);
	return lesson;
}

/* A directory of its own with an echo.c in it. */
static char *a_source(void)
{
	static char path[64];
	char directory[] = "/tmp/test_feedback.XXXXXX";
	FILE *out;

	cr_assert(mkdtemp(directory) != NULL);
	snprintf(path, sizeof path, "%s/echo.c", directory);
	out = fopen(path, "w");
	fputs("int n;\n\tfor (i = 0; i < n; i++) {\n"
	      "\t\tint fd = events[i].data.fd; /* \033[2J \xff */\n"
	      "\t\tssize_t got = read(fd, buf, sizeof buf);\n\n",
	      out);
	fclose(out);
	return path;
}

static void remove_source(char *path)
{
	unlink(path);
	*strrchr(path, '/') = '\0';
	rmdir(path);
}

Test(feedback, a_stall_is_told_step_by_step)
{
	struct lesson_result *lesson = stalled();
	char *path = a_source(), *text = fed(lesson, path, false);
	static const char wanted[] =
		"05-epoll   echo.c                                         4 of 14 points\n"
		"\n"
		"  ok    starts         A test\n"
		"  ok    echo           A test\n"
		"  FAIL  silent-peer    A test                                   echo.c:4\n"
		"  -     slow-reader    needs silent-peer\n"
		"  -     hangup         needs silent-peer\n"
		"  ... 2 more need silent-peer\n"
		"\n"
		"silent-peer, step 4 of 6\n"
		"\n"
		"       alice connects\n"
		"       bob connects\n"
		"       bob sends \"hello\\n\"\n"
		"    >  bob receives \"hello\\n\"            bob has received nothing\n"
		"\n"
		"  Your program sits in read() for alice, who is silent, while bob waits.\n"
		"  Descriptor 5 (alice) is blocking: the listener is not, and accept() does not\n"
		"  pass O_NONBLOCK on.\n"
		"\n"
		"        2   for (i = 0; i < n; i++) {\n"
		"        3       int fd = events[i].data.fd; /* \\x1b[2J \\xff */\n"
		"   >    4       ssize_t got = read(fd, buf, sizeof buf);\n"
		"\n";

	is_tame(text);
	cr_expect(eq(int, strncmp(text, wanted, strlen(wanted)), 0), "%s",
		  text);
	cr_expect(strstr(text, "  Why it matters: ") != NULL);
	cr_expect(strstr(text,
			 "\n  stalled-on-silent-peer          make hint") !=
			  NULL,
		  "%s", text);
	free(text);
	remove_source(path);
	lesson_result_free(lesson);
}

Test(feedback, colour_only_when_asked)
{
	struct lesson_result *lesson = stalled();
	char *plain = fed(lesson, NULL, false);
	char *coloured = fed(lesson, NULL, true);

	cr_expect(strchr(plain, '\033') == NULL);
	cr_expect(strstr(coloured, "\033[1;31mFAIL\033[0m") != NULL);
	free(plain);
	free(coloured);
	lesson_result_free(lesson);
}

Test(feedback, colour_is_for_terminals_without_no_color)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);
	FILE *out, *file = tmpfile();

	cr_assert(ge(int, terminal, 0));
	cr_assert(eq(int, grantpt(terminal) | unlockpt(terminal), 0));
	out = fopen(ptsname(terminal), "w");
	cr_assert(out && file);
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	cr_expect(eq(int, page_wants_colour(out), 1));
	cr_expect(eq(int, page_wants_colour(file), 0));
	setenv("NO_COLOR", "1", 1);
	cr_expect(eq(int, page_wants_colour(out), 0));
	setenv("NO_COLOR", "", 1);
	cr_expect(eq(int, page_wants_colour(out), 1));
	setenv("TERM", "dumb", 1);
	cr_expect(eq(int, page_wants_colour(out), 0));
	fclose(file);
	fclose(out);
	close(terminal);
}

Test(feedback, names_of_any_length_fit_the_page)
{
	char name[33], script[400], program[256];
	struct made *made;
	struct lesson_result *lesson;
	char *text;

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	memset(program, 'p', sizeof(program) - 1);
	strcpy(program + sizeof(program) - 3, ".c");
	snprintf(script, sizeof(script),
		 "%s connects\nbob connects\nbob sends \"hello\\n\"\n"
		 "bob receives \"hello\\n\"\n",
		 name);
	made = made_begin(script);
	made_connection(made, name, 5);
	made_connection(made, "bob", 6);
	made->connections[1].sent = 6;
	made->trial->step = 3;
	made_fails(made, 2, MISMATCH_LESS);
	made_content(made, "hello\n", 6, "", 0);
	made_blocked(made, "read", 1, 4);
	lesson = lesson_result_new("05-epoll", program);
	lesson_result_add(lesson, judged(made, name));
	lesson_result_sum(lesson);
	free(lesson->scripts[0].file);
	lesson->scripts[0].file = strdup(program);
	text = fed(lesson, NULL, false);
	is_tame(text);
	cr_expect(strstr(text, name) != NULL, "%s", text);
	cr_expect(strstr(text, " pppppppppppppppppppp...:4\n") != NULL, "%s",
		  text);
	free(text);
	made_end(made);
	lesson_result_free(lesson);
}

Test(feedback, a_pass_says_what_it_cost_and_what_is_next)
{
	struct lesson_result *lesson = lesson_result_new("05-epoll", "echo.c");
	char *text;

	lesson_result_add(lesson, passed("starts"));
	lesson_result_add(lesson, passed("crowd"));
	lesson->scripts[1].connections = 5000;
	lesson->seconds = 0.42;
	lesson->next = strdup("06-connect");
	lesson->next_title = strdup("connect without waiting");
	lesson_result_sum(lesson);
	text = fed(lesson, NULL, false);
	cr_expect(
		eq(str, text,
		   "05-epoll   echo.c                                          4 of 4 points\n"
		   "  2 of 2 scripts, up to 5,000 clients, 0.4 s\n"
		   "  62 calls, 3.1 for each one that moved something; for each of those 0.5 came\n"
		   "  back empty-handed (EAGAIN).\n"
		   "  Next: 06-connect  connect without waiting                   make check\n"),
		"%s", text);
	is_tame(text);
	free(text);
	lesson_result_free(lesson);
}

Test(feedback, a_program_that_does_not_compile)
{
	struct lesson_result *lesson = lesson_result_new("05-epoll", "echo.c");
	char output[8192] = "";
	char *text;
	int i;

	for (i = 0; i < 60; i++)
		sprintf(output + strlen(output),
			"echo.c:%d:1: error: \033[31mexpected\033[0m a ';' "
			"before the end of a line that is quite long\n",
			i);
	lesson_result_compiled(lesson, false, output);
	lesson->max_points = 20;
	text = fed(lesson, NULL, false);
	is_tame(text);
	cr_expect(strstr(text, "0 of 20 points\n\n  The compiler refuses "
			       "echo.c:\n\n    echo.c:0:1: error: ") != NULL,
		  "%s", text);
	cr_expect(strstr(text, "\n    ... 44 more lines\n") != NULL, "%s",
		  text);
	cr_expect(strstr(text, "is not seen.") == NULL);
	cr_expect(strstr(text, "\n  does-not-compile ") != NULL);
	free(text);
	lesson_result_free(lesson);
}

/* What the page says of a file that the compiler refuses with these words. */
static char *refused(const char *output)
{
	struct lesson_result *lesson = lesson_result_new("05-epoll", "echo.c");
	char *text;

	lesson_result_compiled(lesson, false, output);
	text = fed(lesson, NULL, false);
	is_tame(text);
	lesson_result_free(lesson);
	return text;
}

Test(feedback, an_error_is_not_hidden_by_warnings)
{
	char *text = refused("echo.c: In function 'a':\n"
			     "echo.c:1:1: warning: unused variable 'x'\n"
			     "echo.c: In function 'b':\n"
			     "echo.c:9:1: error: expected ';'\n");

	cr_expect(strstr(text,
			 "\n\n    echo.c: In function 'b':\n"
			 "    echo.c:9:1: error: expected ';'\n\n") != NULL,
		  "%s", text);
	free(text);
}

Test(feedback, a_neighbour_is_spoken_of_where_one_is_missing)
{
	char *text = refused("echo.c:1:10: fatal error: mine.h: No such file "
			     "or directory\n");

	cr_expect(strstr(text, "is not seen.") != NULL, "%s", text);
	free(text);
	text = refused("/usr/bin/ld: /tmp/cc.o: in function `main':\n"
		       "echo.c:9: undefined reference to `serve'\n");
	cr_expect(strstr(text, "    /usr/bin/ld: /tmp/cc.o: in f") != NULL);
	cr_expect(strstr(text, "is not seen.") != NULL, "%s", text);
	free(text);
}

Test(feedback, what_is_still_to_do_is_counted)
{
	struct lesson_result *lesson = stalled();
	char *path = a_source(), *text;
	FILE *out = fopen(path, "a");

	fputs("/* TODO: accept */\n/* TODO: read */\n", out);
	fclose(out);
	text = fed(lesson, path, false);
	is_tame(text);
	cr_expect(strstr(text, "\n  echo.c has 2 TODOs left, the first in line "
			       "6.\n\n") != NULL,
		  "%s", text);
	free(text);
	remove_source(path);
	lesson_result_free(lesson);
}

Test(feedback, a_word_wider_than_a_page_is_broken)
{
	char word[301], *text = NULL;
	size_t size = 0;
	struct page page = { open_memstream(&text, &size), false };

	memset(word, 'w', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	page_paragraph(&page, 2, word);
	fclose(page.out);
	is_tame(text);
	cr_expect(eq(int, (int)strlen(text), 300 + 4 * 3), "%s", text);
	free(text);
}

Test(feedback, what_could_not_be_judged_is_no_fault)
{
	struct made *made = made_begin("alice connects\n");
	struct lesson_result *lesson = lesson_result_new("05-epoll", "echo.c");
	char *text;

	lesson_result_add(lesson, result_inconclusive(made->script,
						      "ptrace is denied"));
	lesson_result_sum(lesson);
	text = fed(lesson, NULL, false);
	cr_expect(strstr(text,
			 "made could not be judged: ptrace is denied.\n") !=
			  NULL,
		  "%s", text);
	free(text);
	lesson_result_free(lesson);
	made_end(made);
}

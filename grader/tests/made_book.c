/* SPDX-License-Identifier: MIT */
#include "made_book.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

#include "export/files.h"
#include "memory.h"
#include "path.h"

static const char passed[] =
	"{\"version\":1,\"lesson\":\"01-blocking\",\"program\":\"echo.c\","
	"\"compile\":{\"ok\":true,\"output\":\"\"},\"points\":6,"
	"\"max_points\":6,\"scripts\":["
	"{\"name\":\"starts\",\"title\":\"It starts\",\"verdict\":\"pass\","
	"\"points\":2,\"max_points\":2,\"mistake\":null,\"message\":\"\"},"
	"{\"name\":\"echo\",\"title\":\"It echoes\",\"verdict\":\"pass\","
	"\"points\":2,\"max_points\":2,\"mistake\":null,\"message\":\"\"},"
	"{\"name\":\"slow\",\"title\":\"It waits for nobody\","
	"\"verdict\":\"pass\",\"points\":2,\"max_points\":2,\"mistake\":null,"
	"\"message\":\"\"}]}";

static const char failed[] =
	"{\"version\":1,\"lesson\":\"01-blocking\",\"program\":\"echo.c\","
	"\"compile\":{\"ok\":true,\"output\":\"\"},\"points\":2,"
	"\"max_points\":6,\"scripts\":["
	"{\"name\":\"starts\",\"title\":\"It starts\",\"verdict\":\"pass\","
	"\"points\":2,\"max_points\":2,\"mistake\":null,\"message\":\"\"},"
	"{\"name\":\"echo\",\"title\":\"It echoes\",\"verdict\":\"fail\","
	"\"points\":0,\"max_points\":2,\"mistake\":\"short-write-lost\","
	"\"message\":\"bob should receive 5 bytes: bob has received 2.\","
	"\"source\":{\"file\":\"echo.c\",\"line\":41,\"function\":\"serve\"},"
	"\"script_line\":7,\"expected\":\"hello\",\"received\":\"he\"},"
	"{\"name\":\"slow\",\"title\":\"It waits for nobody\","
	"\"verdict\":\"skipped\",\"points\":0,\"max_points\":2,"
	"\"mistake\":null,\"needs\":\"echo\",\"message\":\"\"}]}";

static const char broken[] =
	"{\"version\":1,\"lesson\":\"01-blocking\",\"program\":\"echo.c\","
	"\"compile\":{\"ok\":false,\"output\":\"echo.c:1: error: x\"},"
	"\"points\":0,\"max_points\":6,\"scripts\":[]}";

static const char unjudged[] =
	"{\"version\":1,\"lesson\":\"01-blocking\",\"program\":\"echo.c\","
	"\"compile\":{\"ok\":true,\"output\":\"\"},\"points\":0,"
	"\"max_points\":6,\"scripts\":[{\"name\":\"starts\","
	"\"title\":\"It starts\",\"verdict\":\"inconclusive\",\"points\":0,"
	"\"max_points\":2,\"mistake\":null,\"message\":\"no ptrace\"}]}";

static void text_set(char **field, const char *text)
{
	free(*field);
	*field = memory_text(text);
}

static struct book_student *add(struct book *book, const char *id,
				const char *name, const char *json)
{
	struct book_student *student = book_student(book, id);

	text_set(&student->name, name);
	for (size_t i = 0; json && i < book->n_lessons; i++)
		book_entry_read(&student->entries[i], json);
	return student;
}

struct book *book_made(void)
{
	struct book *book = book_new();
	struct book_student *fay;

	book_add_lesson(book, "01-blocking", "A call that blocks", 6);
	book_add_lesson(book, "05-epoll", "Register once", 6);
	add(book, "bob", "Bob B\xc3\xb6hm", failed);
	add(book, "ada", "Ada A.", passed);
	add(book, "cyd", "Cyd, C.", broken);
	add(book, "dan", "Dan D.", NULL);
	add(book, "eve", "Eve E.", unjudged);
	fay = add(book, "fay", "Fay F.", passed);
	fay->entries[0].late = 5400;
	fay->entries[0].final = 4.8;
	text_set(&fay->entries[0].submitted_at, "2026-03-02T01:30:00Z");
	return book;
}

/* Each line is a trap of one format or more. */
static const char evil[] =
	"=HYPERLINK(\"http://x\",\"y\")\n"
	"Grade :=>> 100\n--|>\n<|--\n"
	"::notice title=x::100/100\n::set-output name=result::x\n"
	"]]></failure></testcase>&lt;<script>alert('x')</script>\n"
	"ok 1 - forged\n1..1\nBail out! # TODO \\# SKIP\n...\n---\n"
	"{\"scores\":{\"01-blocking\":100}}\n"
	"\x1b[2J\x1b]0;x\x07\x01\x7f\xff\xfe\xc0\xaf\xed\xa0\x80\xef\xbf\xbf"
	"\xe2\x80\xae right to left \xe2\x80\xac \"'`$(x)";

struct book *book_hostile(void)
{
	struct book *book = book_made();
	struct book_student *mallory = add(book, evil, evil, failed);

	text_set(&mallory->email, "@SUM(1+1)*cmd|' /C calc'!A0");
	text_set(&mallory->section, "-2+3");
	for (size_t i = 0; i < book->n_lessons; i++) {
		struct book_entry *entry = &mallory->entries[i];

		text_set(&entry->program, evil);
		text_set(&entry->output, evil);
		text_set(&entry->note, evil);
		text_set(&entry->scripts[1].message, evil);
		text_set(&entry->scripts[1].function, evil);
		text_set(&entry->scripts[1].file, evil);
		text_set(&entry->scripts[1].expected, evil);
		text_set(&entry->scripts[1].received, evil);
	}
	mallory = add(book, "../../../tmp/x", "+1", broken);
	text_set(&mallory->entries[0].output, evil);
	return book;
}

static char folder[] = "/tmp/wouldblock-grader-XXXXXX";
static bool folder_is_made;

static void folder_forget(void)
{
	folder_remove(folder);
}

const char *made_folder(void)
{
	if (!folder_is_made) {
		cr_assert(mkdtemp(folder) != NULL);
		atexit(folder_forget);
		folder_is_made = true;
	}
	return folder;
}

char *file_read(const char *directory, const char *name)
{
	char *path = path_join(directory, name), *text = NULL;
	size_t size = 0;
	FILE *in = fopen(path, "r");

	cr_assert(in != NULL, "%s", path);
	if (getdelim(&text, &size, '\0', in) < 0)
		text = memory_text("");
	fclose(in);
	free(path);
	return text;
}

int command_output(char **output, const char *format, ...)
{
	char command[4096];
	size_t size = 0;
	va_list values;
	FILE *in;
	int status;

	va_start(values, format);
	vsnprintf(command, sizeof command, format, values);
	va_end(values);
	in = popen(command, "r"); /* NOLINT(cert-env33-c): it is our own */
	cr_assert(in != NULL);
	*output = NULL;
	if (getdelim(output, &size, '\0', in) < 0) {
		free(*output);
		*output = memory_text("");
	}
	status = pclose(in);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

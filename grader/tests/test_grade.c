/* SPDX-License-Identifier: MIT */
/* A class is graded, and what stands in grades.csv is compared whole. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "judge/wording.h"
#include "memory.h"
#include "tests/made_class.h"

#define GRADE "grade --submissions {}/class --out {}/out --lesson 01 "
#define HEADER                                                        \
	"student,name,email,section,lesson,status,points,max_points," \
	"percent,submitted_at,late,first_mistake,note\n"
#define AT "2026-03-01T10:00:00Z"

static void small_class(struct made_class *made)
{
	made_copy(made, "ann/01-blocking/echo.c",
		  "solutions/01-blocking/echo.c");
	made_copy(made, "ben/echo.c", "solutions/01-blocking/echo.c");
	made_file(made, "cat/01-blocking/echo.c", "int main(void) { return 0");
	made_file(made, "dan/01-blocking/Echo.c", "int main(void) {}");
	made_file(made, "eve/01-blocking/echo.c",
		  "int main(void) { return 0; }");
}

Test(grade, gives_a_row_to_everybody)
{
	struct made_class made = made_class();
	char *grades;

	small_class(&made);
	cr_expect(eq(int, made_grade(&made, GRADE), 0));
	grades = made_read(&made, "out/grades.csv");
	cr_expect(eq(str, grades,
		     HEADER
		     "ann,,,,01-blocking,scored,12,12,100," AT ",0,,\n"
		     "ben,,,,01-blocking,scored,12,12,100," AT ",0,,\n"
		     "cat,,,,01-blocking,does-not-compile,0,12,0," AT
		     ",0,does-not-compile,\n"
		     "dan,,,,01-blocking,no-submission,0,12,0,,0,,"
		     "no 01-blocking/echo.c; did you mean 01-blocking/Echo.c?\n"
		     "eve,,,,01-blocking,scored,0,12,0," AT
		     ",0,exited-early,\n"));
	free(grades);
	made_class_end(&made);
}

Test(grade, is_the_same_in_both_sandboxes)
{
	struct made_class made = made_class();
	char *one, *other;

	if (geteuid() != 0)
		cr_skip_test("users of their own need root");
	small_class(&made);
	made_grade(&made, GRADE "--sandbox namespaces --jobs 2");
	one = made_read(&made, "out/grades.csv");
	cr_expect(eq(int,
		     made_grade(&made, "grade --submissions {}/class --out "
				       "{}/other --lesson 01 --sandbox users "
				       "--jobs 2"),
		     0));
	other = made_read(&made, "other/grades.csv");
	cr_expect(eq(str, one, other));
	free(one);
	free(other);
	made_class_end(&made);
}

Test(grade, says_what_is_no_source_and_what_was_left_aside)
{
	struct made_class made = made_class();
	char *path = made_path(&made, "class/fifo/01-blocking"), *grades, *said,
	     *inside = wording("%s/echo.c", path),
	     *link = made_path(&made, "class/link");

	made_bytes(&made, "wide/echo.c", "\xff\xfei\0n\0t\0", 8);
	made_file(&made, "notes.txt", "read me");
	made_file(&made, "__MACOSX/echo.c", "");
	made_file(&made, "broken.zip", "PK\003\004 and no more");
	made_file(&made, "fifo/x", "");
	mkdir(path, 0755);
	cr_assert(eq(int, mkfifo(inside, 0644), 0));
	cr_assert(eq(int, symlink("/etc/passwd", link), 0));
	cr_expect(eq(int, made_grade(&made, GRADE), 0));
	grades = made_read(&made, "out/grades.csv");
	cr_expect(eq(str, grades,
		     HEADER
		     "broken,,,,01-blocking,rejected,0,12,0,,0,,"
		     "broken.zip: the archive is broken\n"
		     "fifo,,,,01-blocking,rejected,0,12,0,,0,,"
		     "\"echo.c is a device, a FIFO or a socket, not a file\"\n"
		     "wide,,,,01-blocking,rejected,0,12,0," AT ",0,,"
		     "echo.c is UTF-16; a compiler wants UTF-8\n"));
	said = made_read(&made, "said");
	cr_expect(strstr(said, "left aside: __MACOSX (its name begins with . "
			       "or __)\n"
			       "left aside: link (a link)\n"
			       "left aside: notes.txt (neither a folder nor an "
			       "archive)\n") != NULL,
		  "%s", said);
	free(said);
	free(grades);
	free(link);
	free(inside);
	free(path);
	made_class_end(&made);
}

Test(grade, regrades_nobody_who_is_done)
{
	struct made_class made = made_class();
	char *said;

	small_class(&made);
	made_grade(&made, GRADE);
	/* Were a unit judged again, there would be no sandbox for it. */
	cr_expect(eq(int, made_grade(&made, GRADE "--format csv"), 0));
	said = made_read(&made, "out/csv/grades.csv");
	cr_expect(strstr(said, "ann") != NULL);
	free(said);
	made_class_end(&made);
}

Test(grade, four_shards_merge_to_one_run)
{
	struct made_class made = made_class();
	char *whole, *merged;

	small_class(&made);
	made_grade(&made, GRADE);
	for (int i = 1; i <= 4; i++) {
		char *words = wording("grade --submissions {}/class --lesson 1 "
				      "--out {}/s%d --shard %d/4",
				      i, i);

		cr_expect(eq(int, made_grade(&made, words), 0));
		free(words);
	}
	cr_expect(eq(int,
		     made_grade(&made, "merge --out {}/merged {}/s1 {}/s2 "
				       "{}/s3 {}/s4"),
		     0));
	whole = made_read(&made, "out/grades.csv");
	merged = made_read(&made, "merged/grades.csv");
	cr_expect(eq(str, merged, whole));
	free(whole);
	free(merged);
	made_class_end(&made);
}

Test(grade, keeps_to_its_exit_status)
{
	struct made_class made = made_class();

	cr_expect(eq(int, made_grade(&made, "grade --out {}/out"), 64));
	cr_expect(eq(int,
		     made_grade(&made, "grade --submissions {}/none --out "
				       "{}/out"),
		     2));
	cr_expect(eq(int,
		     made_grade(&made, "export --out {}/none --format "
				       "csv"),
		     2));
	cr_expect(eq(int, made_grade(&made, "export --out {} --format x"), 64));
	made_class_end(&made);
}

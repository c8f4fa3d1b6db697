/* SPDX-License-Identifier: MIT */
/* Only what belongs together is merged, and nothing of an earlier merge. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "export/files.h"
#include "judge/wording.h"
#include "memory.h"
#include "tests/made_class.h"

#define SOLUTION "solutions/01-blocking/echo.c"
#define MERGE	 "merge --out {}/merged {}/s1 {}/s2"

/* Shard i of 2, in s1 or s2. */
static void shard(const struct made_class *made, int i, const char *more)
{
	char *words = wording("grade --submissions {}/class --out {}/s%d"
			      " --shard %d/2 %s",
			      i, i, more);

	made_expect(made, words, 0, "2 students");
	free(words);
}

static void two_students(const struct made_class *made)
{
	made_copy(made, "ada/01-blocking/echo.c", SOLUTION);
	made_copy(made, "ben/01-blocking/echo.c", SOLUTION);
}

static void expect_refused(const struct made_class *made, const char *why)
{
	char *said = wording("%s/s1 and %s/s2 cannot be merged: %s", made->root,
			     made->root, why);
	char *grades = made_path(made, "merged/grades.csv");

	made_expect(made, MERGE, 2, said);
	cr_expect(ne(int, access(grades, F_OK), 0));
	free(grades);
	free(said);
}

Test(merge, refuses_a_shard_with_other_scripts)
{
	struct made_class made = made_class();
	char *why;

	two_students(&made);
	made_copy(&made, "../own/01-blocking/90-again.script",
		  "lessons/01-blocking/scripts/01-starts.script");
	shard(&made, 1, "--lesson 01");
	shard(&made, 2, "--lesson 01 --scripts {}/own");
	why = wording("01-blocking has 12 points in %s/s1, and 13 in %s/s2",
		      made.root, made.root);
	expect_refused(&made, why);
	free(why);
	made_class_end(&made);
}

Test(merge, refuses_a_shard_with_other_lessons)
{
	struct made_class made = made_class();

	two_students(&made);
	shard(&made, 1, "--lesson 01");
	shard(&made, 2, "--lesson 01 --lesson 03");
	expect_refused(&made, "03-select is only in ");
	made_class_end(&made);
}

Test(merge, refuses_a_shard_of_another_class)
{
	struct made_class made = made_class();

	two_students(&made);
	shard(&made, 1, "--lesson 01");
	made_copy(&made, "../other/zed/echo.c", SOLUTION);
	made_expect(&made,
		    "grade --submissions {}/other --out {}/s2 --lesson 01", 0,
		    "1 scored");
	expect_refused(&made, "the student ada is only in ");
	made_class_end(&made);
}

Test(merge, refuses_a_shard_with_another_roster)
{
	struct made_class made = made_class();

	two_students(&made);
	made_file(&made, "../one.csv", "id,name\nada,Ada\nben,Ben\n");
	made_file(&made, "../two.csv", "id,name\nada,Ada\nben,Benno\n");
	shard(&made, 1, "--lesson 01 --roster {}/one.csv");
	shard(&made, 2, "--lesson 01 --roster {}/two.csv");
	expect_refused(&made, "the roster is not the same in ");
	made_class_end(&made);
}

/* A file that is changed between two shards may be in either of them. */
Test(merge, refuses_a_shard_with_other_submissions)
{
	struct made_class made = made_class();

	two_students(&made);
	shard(&made, 1, "--lesson 01");
	made_file(&made, "ben/01-blocking/echo.c", "int main(void) {}\n");
	shard(&made, 2, "--lesson 01");
	expect_refused(&made,
		       "what ben submitted to 01-blocking is not the same ");
	made_class_end(&made);
}

Test(merge, keeps_nobody_of_an_earlier_merge)
{
	struct made_class made = made_class();
	char *ben = made_path(&made, "class/ben"), *grades,
	     *page = made_path(&made, "merged/feedback/ben/index.html");

	two_students(&made);
	made_copy(&made, "cyd/01-blocking/echo.c", SOLUTION);
	made_expect(&made,
		    "grade --submissions {}/class --out {}/s1 --lesson 01", 0,
		    "3 scored");
	made_expect(&made, "merge --out {}/merged {}/s1", 0, "3 scored");
	cr_expect(eq(int, access(page, F_OK), 0));
	folder_remove(ben);
	made_expect(&made,
		    "grade --submissions {}/class --out {}/s1 --lesson 01", 0,
		    "2 scored");
	made_expect(&made, "merge --out {}/merged {}/s1", 0, "2 scored");
	grades = made_read(&made, "merged/grades.csv");
	cr_expect(strstr(grades, "ben") == NULL, "%s", grades);
	cr_expect(ne(int, access(page, F_OK), 0));
	free(grades);
	free(page);
	free(ben);
	made_class_end(&made);
}

Test(merge, leaves_the_grades_of_another_class_alone)
{
	struct made_class made = made_class();
	char *before, *after;

	two_students(&made);
	shard(&made, 1, "--lesson 01");
	shard(&made, 2, "--lesson 01");
	made_copy(&made, "../other/zed/echo.c", SOLUTION);
	made_expect(&made,
		    "grade --submissions {}/other --out {}/merged --lesson 1",
		    0, "1 scored");
	before = made_read(&made, "merged/grades.csv");
	made_expect(&made, MERGE, 2,
		    "/merged holds the grades of another class");
	after = made_read(&made, "merged/grades.csv");
	cr_expect(eq(str, after, before));
	free(after);
	free(before);
	made_class_end(&made);
}

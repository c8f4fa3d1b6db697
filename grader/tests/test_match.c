/* SPDX-License-Identifier: MIT */
/* Whose a submission is, with a roster. */
#include <criterion/criterion.h>
#include <string.h>

#include "memory.h"
#include "tests/made_intake.h"

/* Folders that each hold echo.c, and the roster. */
static void expect_match(const char *roster, const char *const *folders,
			 const char *expected)
{
	struct made_class made = made_class();
	struct class class;

	made_file(&made, "../roster.csv", roster);
	for (; *folders; folders++) {
		char path[256];

		snprintf(path, sizeof(path), "%s/echo.c", *folders);
		made_file(&made, path, "int main(void) {}\n");
	}
	class = made_intake(&made, NULL, "01-blocking");
	expect_intake(&class, expected);
	class_free(&class);
	made_class_end(&made);
}

#define FOLDERS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NOTHING	     ": no-submission (nothing was submitted); "

Test(match, tells_two_of_one_name_apart_by_moodles_number)
{
	expect_match("Identifier,Full name,Grade\n"
		     "Participant 123457,Bob Two,\n"
		     "Participant 123458,Bob Two,\n",
		     FOLDERS("Bob Two_123458_assignsubmission_file_",
			     "Bob Two_123457_assignsubmission_file_"),
		     "Participant 123457 Bob Two: scored; "
		     "Participant 123458 Bob Two: scored; ");
	/* The worksheet may have another id in front. */
	expect_match("Identifier,Full name,ID number\n"
		     "Participant 7,Bob Two,u1\nParticipant 8,Bob Two,u2\n",
		     FOLDERS("Bob Two_8_assignsubmission_file_",
			     "Bob Three_7_assignsubmission_file_"),
		     "u1 Bob Two: scored; u2 Bob Two: scored; ");
}

Test(match, takes_the_longest_login_that_fits)
{
	expect_match("id\nbob\njim-bob\n",
		     FOLDERS("05-epoll-bob", "05-epoll-jim-bob"),
		     "bob: scored; jim-bob: scored; ");
	expect_match("id\njim-bob\nbob\n", FOLDERS("05-epoll-Jim-Bob"),
		     "jim-bob: scored; bob" NOTHING);
}

Test(match, knows_classrooms_own_list)
{
	expect_match("\"identifier\",\"github_username\",\"github_id\","
		     "\"name\"\n\"s1\",\"ada-l\",\"1\",\"\"\n"
		     "\"s2\",\"\",\"\",\"\"\n",
		     FOLDERS("05-epoll-ada-l"), "s1: scored; s2" NOTHING);
}

Test(match, knows_a_plain_folder_by_the_name_of_its_student)
{
	expect_match("id,name\nu1,Ada Lovelace\nu2,Bob Two\nu3,\"Coy, Cy\"\n",
		     FOLDERS("Ada Lovelace", "Bob_Two", "Cy Coy"),
		     "u1 Ada Lovelace: scored; u2 Bob Two: scored; "
		     "u3 Coy, Cy: scored; ");
}

Test(match, gives_a_name_that_two_have_to_nobody)
{
	expect_match("id,name\nu1,Bob Two\nu2,Bob Two\n", FOLDERS("Bob Two"),
		     "Bob Two: scored; u1 Bob Two" NOTHING
		     "u2 Bob Two" NOTHING);
}

/* SPDX-License-Identifier: MIT */
/* A roster as people have them: read, or refused with a reason; nobody on it
   gets lost. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "memory.h"
#include "tests/made_intake.h"

#define REFUSED(text, why) expect_roster(text, sizeof(text) - 1, why)
#define TAKEN(text)	   REFUSED(text, "")

/* Nobody hands in: each on the roster has to be there. */
static void expect_people(const char *roster, size_t len, const char *expected)
{
	struct made_class made = made_class();
	struct class class;

	made_bytes(&made, "../roster.csv", roster, len);
	class = made_intake(&made, NULL, "01-blocking");
	for (size_t i = 0; i < class.n_units; i++) {
		free(class.units[i].unit.note);
		class.units[i].unit.note = memory_text("-");
	}
	expect_intake(&class, expected);
	class_free(&class);
	made_class_end(&made);
}

#define PEOPLE(roster, expected) \
	expect_people(roster, sizeof(roster) - 1, expected)
#define BOTH \
	"u1 Ann Example: no-submission (-); u2 Ben Bold: no-submission (-); "

Test(roster, is_read_with_the_separators_that_spreadsheets_write)
{
	PEOPLE("id,name\nu1,Ann Example\nu2,Ben Bold\n", BOTH);
	PEOPLE("id;name\r\nu1;Ann Example\r\nu2;Ben Bold\r\n", BOTH);
	PEOPLE("ID \t Name\nu1\tAnn Example\nu2\tBen Bold\n", BOTH);
	PEOPLE("sep=;\r\nid;name\r\nu1;Ann Example\r\nu2;Ben Bold\r\n", BOTH);
	PEOPLE("\xef\xbb\xbfsep=,\nid,\"the; name; of\",name\n"
	       "u1,;;;;,Ann Example\nu2,,Ben Bold\n",
	       BOTH);
}

Test(roster, puts_names_in_two_columns_together)
{
	PEOPLE("First name,Last name,ID number,Email address\n"
	       "Ann,Example,u1,a@x.org\nBen,Bold,u2,b@x.org\n",
	       BOTH);
	PEOPLE("Surname,First name,ID number\nExample,Ann,u1\nBold,Ben,u2\n",
	       BOTH);
	PEOPLE("id,First name,Last name\nu1,Plato,\n",
	       "u1 Plato: no-submission (-); ");
}

Test(roster, is_trimmed_at_its_cells)
{
	PEOPLE("id,name\nu1 , Ann Example\n\xc2\xa0u2\t,Ben Bold \n", BOTH);
}

Test(roster, says_which_columns_it_has_when_none_is_an_id)
{
	REFUSED("Matr,Naam\n1,A\n",
		"no column is called id; its columns are: Matr, Naam");
	REFUSED("", "the file is empty");
	REFUSED("\n\n", "the file is empty");
}

Test(roster, in_another_encoding_is_named_as_such)
{
	REFUSED("\xff\xfei\0d\0\n\0u\0", "this is UTF-16; UTF-8 is what is "
					 "read");
	REFUSED("id,name\nu1,Ann\nu2,Ren\xe9\n",
		"line 3: the byte 0xe9 is no UTF-8; save the file as UTF-8 "
		"(spreadsheets: \"CSV UTF-8\")");
	REFUSED("id,name\nu1,A\0\nu2,B\n",
		"a NUL byte: is this UTF-16? UTF-8 is what is read");
}

Test(roster, with_a_broken_line_names_the_file)
{
	REFUSED("id,name\nu1,\"Ann\n", "line 2: a quote is not closed");
}

Test(roster, refuses_two_people_with_one_id)
{
	REFUSED("id,name\nu1,Ann\nu2,Ben\nu1 ,Cat\n",
		"lines 2 and 4: two people have the id u1: Ann and Cat");
	REFUSED("id,email\nu1,a@x\nu1,b@x\n",
		"lines 2 and 3: two people have the id u1: a@x and b@x");
	PEOPLE("id,name,section\nu1,Ann,A\nu1,Ann,B\n",
	       "u1 Ann: no-submission (-); ");
}

Test(roster, refuses_a_row_without_an_id)
{
	REFUSED("id,name,email\nu1,Ann,\n,Ben,b@x\n",
		"line 3: Ben has nothing in the column id, which says who is "
		"who");
	REFUSED("Username,email\nu1,\n,b@x\n",
		"line 3: b@x has nothing in the column Username, which says "
		"who is who");
	REFUSED("id,name,seat\n,,7\n",
		"line 2: a row that has nothing in the column id, which says "
		"who is who");
	TAKEN("id,name\nu1,Ann\n, \n");
}

/* Two rows above the students are Canvas's own. */
Test(roster, may_be_canvas_gradebook)
{
	PEOPLE("Student,ID,SIS User ID,SIS Login ID,Section,05 (4711)\n"
	       ",,,,,Manual Posting\n"
	       "    Points Possible,,,,,20\n"
	       "Ann Example,u1,1,a@x,S,\nBen Bold,u2,2,b@x,S,\n",
	       BOTH);
}

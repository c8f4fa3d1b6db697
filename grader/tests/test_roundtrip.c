/* SPDX-License-Identifier: MIT */
/* Gradebooks that come from a platform and go back to it. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "export/export.h"
#include "made_book.h"
#include "memory.h"

/* Takes the table for the roster: ids are in this column. */
static void roster_set(struct book *book, const char *text, const char *column)
{
	char *error = NULL;

	book->roster = csv_parse(text, strlen(text), &error);
	cr_assert(book->roster != NULL, "%s", error);
	for (size_t i = 1; i < book->roster->n; i++) {
		const char *id = csv_cell(&book->roster->rows[i],
					  csv_column(book->roster, column));

		if (*id)
			book_student(book, id)->row = i;
	}
}

Test(roundtrip, canvas_gets_its_own_rows_with_one_column_filled)
{
	const char *folder = made_folder();
	struct book *book = book_made();
	char *error, *text;

	roster_set(book,
		   "Student,ID,SIS User ID,SIS Login ID,Section,"
		   "05-epoll (4711),Final Score\r\n"
		   "    Points Possible,,,,,20,(read only)\r\n"
		   "\"B, Bob\",17,bob,bob@x,\"S, 1\",,\r\n"
		   "\"=Ada\",18,ada,ada@x,S 2,3,\r\n"
		   "\"Eve\",19,eve,eve@x,S 2,7,\r\n",
		   "SIS User ID");
	cr_assert(eq(int, export_run("canvas", book, folder, &error), 0));
	text = file_read(folder, "canvas/gradebook.csv");
	cr_expect(eq(str, text,
		     "Student,ID,SIS User ID,SIS Login ID,Section,"
		     "05-epoll (4711),Final Score,01-blocking\n"
		     "\"    Points Possible\",,,,,20,(read only),6\n"
		     "\"B, Bob\",17,bob,bob@x,\"S, 1\",2,,2\n"
		     "=Ada,18,ada,ada@x,S 2,6,,6\n"
		     "Eve,19,eve,eve@x,S 2,,,\n"));
	free(text);
	book_free(book);
}

Test(roundtrip, moodle_gets_its_own_worksheet)
{
	const char *folder = made_folder();
	struct book *book = book_made();
	char *error, *text, *output;

	roster_set(book,
		   "Identifier,Full name,Username,Grade,"
		   "Last modified (grade),Feedback comments\n"
		   "Participant 12,Ada A.,ada,,\"Monday, 2 March\",\n"
		   "Participant 13,Bob B/x,bob,1.00,-,\n"
		   "Participant 14,Eve,eve,5.00,-,by hand\n",
		   "Username");
	cr_assert(eq(int, export_run("moodle", book, folder, &error), 0));
	text = file_read(folder, "moodle/worksheet-05-epoll.csv");
	cr_expect(strstr(text,
			 "\nParticipant 12,Ada A.,ada,6,"
			 "\"Monday, 2 March\",3 of 3 scripts passed. \n") !=
			  NULL,
		  "%s", text);
	cr_expect(strstr(text, "\nParticipant 13,Bob B/x,bob,2,-,") != NULL,
		  "%s", text);
	cr_expect(strstr(text, "\nParticipant 14,Eve,eve,5.00,-,by hand\n") !=
			  NULL,
		  "%s", text);
	free(text);
	command_output(&output, "ls %s/moodle/feedback | head -n 2", folder);
	cr_expect(eq(str, output,
		     "Ada A._12_assignsubmission_file\n"
		     "Bob B%2Fx_13_assignsubmission_file\n"));
	free(output);
	book_free(book);
}

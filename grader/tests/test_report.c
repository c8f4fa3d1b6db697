/* SPDX-License-Identifier: MIT */
/* The pages, read as they are and in a browser. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdint.h>

#include "export/files.h"
#include "judge/wording.h"
#include "made_book.h"
#include "memory.h"
#include "report/report.h"
#include "report/statistics.h"

static const char *reported(struct book *book)
{
	const char *folder = made_folder();
	char *error = NULL;

	cr_assert(eq(int, report_write(book, folder, &error), 0), "%s", error);
	book_free(book);
	return folder;
}

static void expect_shown(const char *how, const char *folder, const char *page,
			 const char *script, const char *expected)
{
	char *output;
	int status = command_output(&output,
				    "sh %s/grader/tests/browser.sh %s %s/'%s'"
				    " '%s' 2>&1",
				    KIT_ROOT, how, folder, page, script);

	cr_expect(eq(int, status, 0), "%s", output);
	cr_expect(strstr(output, expected) != NULL, "%s", output);
	free(output);
}

static void expect_in_browser(const char *folder, const char *page,
			      const char *script, const char *expected)
{
	expect_shown("", folder, page, script, expected);
}

Test(report, sorts_and_searches)
{
	const char *folder = reported(book_hostile());

	expect_in_browser(
		folder, "index.html",
		"const names = () => [...body.rows].filter(r => !r.hidden)"
		".map(r => r.cells[0].textContent);"
		"const buttons = table.querySelectorAll(\"th button\");"
		"const say = [];"
		"buttons[3].click(); buttons[3].click();"
		"say.push(names()[0]);"
		"buttons[0].click(); say.push(names()[2]);"
		"search.value = \"short-write BOB\"; "
		"search.dispatchEvent(new Event(\"input\"));"
		"say.push(names().join()); say.push(found.textContent);"
		"document.body.append(\"SAID \" + say.join(\"|\"));",
		"SAID ada|ada|bob|1 of 8 shown");
}

Test(report, no_page_obeys_a_student)
{
	const char *folder = reported(book_hostile());
	char *output, *page;

	/* every page: no script but ours, and no tag that a text made */
	command_output(&output,
		       "cd %s && find . -name '*.html' -exec grep -l "
		       "-e '<script>alert' -e '</testcase>' {} +",
		       folder);
	cr_expect(eq(str, output, ""));
	free(output);
	command_output(&output, "ls %s/feedback | grep HYPER", folder);
	output[strcspn(output, "\n")] = '\0';
	cr_expect(eq(sz, strlen(output), 100));
	page = wording("feedback/%s/index.html", output);
	expect_in_browser(folder, page, "", "=HYPERLINK(\"http://x\",\"y\")");
	free(page);
	free(output);
}

Test(report, links_lead_to_each_page)
{
	const char *folder = reported(book_hostile());
	char *output;
	int status = command_output(
		&output,
		"/usr/bin/python3 -B -c 'import html, os, re, sys\n"
		"from urllib.parse import unquote\n"
		"os.chdir(sys.argv[1])\n"
		"page = open(\"index.html\").read()\n"
		"links = re.findall(\"href=\\\"(feedback[^\\\"]*)\", page)\n"
		"assert len(set(links)) == 8, links\n"
		"for link in links: open(unquote(html.unescape(link)))\n"
		"' %s 2>&1",
		folder);

	cr_expect(eq(int, status, 0), "%s", output);
	free(output);
}

Test(report, links_within_a_page_lead_somewhere)
{
	const char *folder = reported(book_hostile());
	char *output;
	int status = command_output(
		&output,
		"/usr/bin/python3 -B -c 'import re, sys\n"
		"for name in sys.argv[1:]:\n"
		" page = open(name).read()\n"
		" links = set(re.findall(\"href=\\\"#([^\\\"]*)\", page))\n"
		" ids = re.findall(\" id=\\\"([^\\\"]*)\", page)\n"
		" assert links and links <= set(ids), (name, links, ids)\n"
		" assert len(ids) == len(set(ids)), (name, ids)\n"
		"' %s/index.html %s/feedback/bob/index.html 2>&1",
		folder, folder);

	cr_expect(eq(int, status, 0), "%s", output);
	free(output);
}

/* Whatever a student calls herself and her program prints. */
Test(report, fits_a_phone)
{
	static const char script[] =
		"const seen = e => e.getClientRects().length > 0;"
		"const rows = [...phone.querySelectorAll(\"tr\")];"
		"const root = phone.documentElement;"
		"document.body.append(\"SAID \" +"
		" (root.scrollWidth - root.clientWidth) + \"|\" +"
		" rows.filter(r => seen(r) && /^0[15]/.test(r.textContent))"
		".length);";
	struct book *book = book_hostile();
	char *message = memory_get(5000);
	const char *folder;

	memset(message, 'x', 4999);
	free(book_student(book, "bob")->entries[0].scripts[1].message);
	book_student(book, "bob")->entries[0].scripts[1].message = message;
	folder = reported(book);
	/* no wider than it is, and a line for each lesson */
	expect_shown("--phone", folder, "index.html", script, "SAID 0|2");
	expect_shown("--phone", folder, "feedback/bob/index.html", script,
		     "SAID 0|2");
}

Test(report, an_error_behind_many_warnings_is_told_first)
{
	struct book *book = book_made();
	struct book_entry *entry = &book_student(book, "cyd")->entries[0];
	const char *folder;
	char *page, *first, *end;

	free(entry->output);
	entry->output = end = memory_get(4000);
	for (int i = 0; i < 50; i++)
		end = stpcpy(end, "echo.c:1:2: warning: no\n");
	stpcpy(end, "echo.c:9:9: error: <x>\nmore\n");
	folder = reported(book);
	page = file_read(folder, "feedback/cyd/index.html");
	first = strstr(page, "<code>echo.c:9:9: error: &lt;x&gt;</code>");
	cr_expect(first && first < strstr(page, "warning: no"));
	free(page);
}

Test(report, contents_are_shown_where_they_part)
{
	struct book *book = book_made();
	struct book_script *script =
		&book_student(book, "bob")->entries[0].scripts[1];
	const char *folder;
	char *page;

	free(script->expected);
	free(script->received);
	script->expected = memory_get(4000);
	memset(script->expected, 'e', 3000);
	script->received = memory_text(script->expected);
	memcpy(script->expected + 2000, "right", 5);
	memcpy(script->received + 2000, "wrong", 5);
	folder = reported(book);
	page = file_read(folder, "feedback/bob/index.html");
	cr_expect(strstr(page, "e<mark>right") != NULL);
	cr_expect(strstr(page, "e<mark>wrong") != NULL);
	cr_expect(lt(sz, strlen(page), 14000));
	free(page);
}

Test(report, who_has_to_be_looked_at_is_named_with_the_reason)
{
	const char *folder = reported(book_made());
	char *page = file_read(folder, "index.html");
	char *list = strstr(page, "To be looked at");

	cr_assert(list != NULL);
	cr_expect(strstr(list, "no ptrace") != NULL);
	cr_expect(strstr(list, "no ptrace") < strstr(page, "Everybody"));
	free(page);
}

Test(report, a_page_that_is_handed_out_holds_nothing_of_others)
{
	const char *folder = reported(book_hostile());
	char *text = file_read(folder, "feedback/bob/index.html");

	cr_expect(strstr(text, "echo.c:41") != NULL);
	cr_expect(strstr(text, "short-write-lost") != NULL);
	cr_expect(strstr(text, "Ada") == NULL);
	cr_expect(strstr(text, "../") == NULL);
	free(text);
	text = file_read(folder, "feedback/eve/index.html");
	cr_expect(strstr(text, "0 of 6") == NULL);
	cr_expect(strstr(text, "not judged yet") != NULL);
	free(text);
}

Test(report, an_empty_class_has_a_page)
{
	const char *folder = reported(book_new());

	expect_in_browser(folder, "index.html", "", "0 of 0 shown");
}

Test(statistics, count_who_has_a_score)
{
	struct book *book = book_made();
	struct lesson_statistics of = statistics_of(book, 0);
	struct tally *tallies;
	size_t n;

	/* ada 6, bob 2, cyd 0, fay 4.8 */
	cr_expect(eq(sz, of.counted, 4));
	cr_expect(epsilon_eq(dbl, of.mean, 3.2, 1e-9));
	cr_expect(epsilon_eq(dbl, of.median, 3.4, 1e-9));
	cr_expect(eq(sz, of.by_status[ENTRY_NEEDS_REVIEW], 1));
	cr_expect(eq(sz, of.bars[9], 1));
	cr_expect(eq(sz, of.bars[8], 1));
	tallies = tally_mistakes(book, SIZE_MAX, &n);
	cr_assert(eq(sz, n, 2));
	cr_expect(eq(str, (char *)tallies[0].name, "does-not-compile"));
	cr_expect(eq(sz, tallies[1].failed, 2));
	free(tallies);
	book_free(book);
}

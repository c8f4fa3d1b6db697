/* SPDX-License-Identifier: MIT */
/* The reader of logs: what it reads, and what it refuses. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>

#include "log/record.h"

static char error[256];

static struct record *parsed(const char *text)
{
	error[0] = '\0';
	return record_parse(text, strlen(text), "a.jsonl", error,
			    sizeof(error));
}

static void refused(const char *text, const char *why)
{
	struct record *record = parsed(text);

	cr_expect_null(record, "taken: %s", text);
	cr_expect_str_eq(error, why);
	record_free(record);
}

Test(record, reads_a_call)
{
	struct record *record = parsed(
		"{\"n\":0,\"t\":7,\"who\":\"server\",\"do\":\"read\",\"fd\":5,"
		"\"peer\":\"alice\",\"asked\":4096,\"ret\":-1,\"errno\":"
		"\"EAGAIN\",\"at\":\"echo.c:57\",\"connection\":2,"
		"\"blocking\":true,\"injected\":true,\"new\":[1]}\n");

	cr_assert_not_null(record, "%s", error);
	cr_assert_eq(record->n, 1);
	cr_expect_eq(record->entries[0].kind, ENTRY_CALL);
	cr_expect_eq(record->entries[0].t, 7);
	cr_expect_str_eq(record->entries[0].act, "read");
	cr_expect_eq(record->entries[0].fd, 5);
	cr_expect_str_eq(record->entries[0].peer, "alice");
	cr_expect_eq(record->entries[0].asked, 4096);
	cr_expect_eq(record->entries[0].ret, -1);
	cr_expect_str_eq(record->entries[0].error, "EAGAIN");
	cr_expect_str_eq(record->entries[0].file, "echo.c");
	cr_expect_eq(record->entries[0].line, 57);
	cr_expect_eq(record->entries[0].connection, 2);
	cr_expect(record->entries[0].blocking);
	cr_expect(record->entries[0].injected);
	cr_expect_eq(record->entries[0].timeout, ENTRY_NONE);
	record_free(record);
}

Test(record, tells_the_kinds_apart)
{
	struct record *record = parsed(
		"{\"n\":0,\"t\":0,\"who\":\"script\",\"line\":4}\n"
		"{\"n\":1,\"t\":0,\"who\":\"alice\",\"do\":\"sends\","
		"\"bytes\":6}\n"
		"{\"n\":2,\"t\":0,\"who\":\"clock\",\"ret\":1000}\n"
		"{\"n\":3,\"t\":0,\"who\":\"server\",\"do\":\"poll\","
		"\"at\":\"serve()\",\"kind\":\"waits\",\"ready\":[{\"fd\":3,"
		"\"peer\":\"listener\",\"events\":[\"IN\",\"HUP\"]}],"
		"\"more\":9}\n");

	cr_assert_not_null(record, "%s", error);
	cr_assert_eq(record->n, 4);
	cr_expect_eq(record->entries[0].kind, ENTRY_STEP);
	cr_expect_eq(record->entries[0].script_line, 4);
	cr_expect_eq(record->entries[1].kind, ENTRY_PEER);
	cr_expect_eq(record->entries[1].ret, 6);
	cr_expect_eq(record->entries[2].kind, ENTRY_CLOCK);
	cr_expect_eq(record->entries[3].kind, ENTRY_WAITS);
	cr_expect_str_eq(record->entries[3].function, "serve");
	cr_expect_null(record->entries[3].file);
	cr_assert_eq(record->entries[3].n_ready, 1);
	cr_expect_eq(record->entries[3].ready[0].events, EPOLLIN | EPOLLHUP);
	cr_expect_eq(record->entries[3].more_ready, 9);
	record_free(record);
}

Test(record, keeps_one_copy_of_a_name)
{
	struct record *record = parsed("{\"n\":0,\"t\":0,\"who\":\"alice\"}\n"
				       "{\"n\":1,\"t\":0,\"who\":\"alice\"}\n");

	cr_assert_not_null(record, "%s", error);
	cr_expect_eq(record->entries[0].who, record->entries[1].who);
	record_free(record);
}

Test(record, takes_an_empty_log)
{
	struct record *record = parsed("");

	cr_assert_not_null(record, "%s", error);
	cr_expect_eq(record->n, 0);
	record_free(record);
}

Test(record, refuses_what_is_no_log)
{
	refused("{\"n\":0,\"t\":0,\"who\":\"alice\"}",
		"a.jsonl:1: the last line has no end");
	refused("[]\n", "a.jsonl:1: an event is a JSON object");
	refused("{\"n\":0,\"who\":\"alice\"}\n",
		"a.jsonl:1: an event needs \"t\" and \"who\"");
	refused("{\"n\":0,\"t\":0,\"who\":\"alice\"}\n"
		"{\"n\":2,\"t\":0,\"who\":\"alice\"}\n",
		"a.jsonl:2: \"n\" should be 1");
	refused("{\"n\":0,\"t\":0,\"who\":\"server\",\"kind\":\"x\"}\n",
		"a.jsonl:1: the kind \"x\" is not known");
}

Test(record, names_a_file_that_cannot_be_read)
{
	cr_expect_null(record_read("/nonexistent", error, sizeof(error)));
	cr_expect_str_eq(error, "/nonexistent: No such file or directory");
	cr_expect_null(record_read("/", error, sizeof(error)));
	cr_expect(strncmp(error, "/: ", 3) == 0, "%s", error);
}

Test(record, reads_what_became_of_a_descriptor)
{
	struct record *record = parsed(
		"{\"n\":0,\"t\":0,\"who\":\"server\",\"do\":\"epoll_ctl\","
		"\"fd\":5,\"ret\":0,\"mode\":\"blocking\",\"op\":\"ADD\","
		"\"epoll\":4,\"interest\":[\"IN\",\"ET\"]}\n"
		"{\"n\":1,\"t\":0,\"who\":\"server\",\"do\":\"read\"}\n");

	cr_assert_not_null(record, "%s", error);
	cr_expect_str_eq(record->entries[0].mode, "blocking");
	cr_expect_str_eq(record->entries[0].op, "ADD");
	cr_expect_eq(record->entries[0].epoll, 4);
	cr_expect_eq(record->entries[0].interest, EPOLLIN | EPOLLET);
	cr_expect_null(record->entries[1].op);
	cr_expect_eq(record->entries[1].epoll, -1);
	record_free(record);
}

// SPDX-License-Identifier: MIT
/* What of a log becomes columns and rows, and how large runs are folded. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "made_log.h"
#include "timeline/label.h"

static void expect_label(const struct made *made, size_t row, const char *text)
{
	char label[LABEL_MAX];

	cr_assert_lt(row, made->timeline->n_rows);
	label_row(made->timeline, &made->timeline->rows[row], label);
	cr_expect_str_eq(label, text);
}

static size_t entries_of(const struct timeline *timeline)
{
	size_t n = 0;

	for (size_t i = 0; i < timeline->n_rows; i++)
		n += timeline->rows[i].entries;
	return n;
}

Test(timeline, takes_an_empty_log)
{
	struct made made;

	made_begin(&made);
	made_end(&made, 3, 60);
	cr_expect_eq(made.timeline->n_rows, 0);
	cr_expect_eq(made.timeline->n_columns, 1);
	made_clear(&made);
}

Test(timeline, repeats_are_one_row_with_a_count)
{
	struct made made;
	char times[LABEL_MAX];

	made_begin(&made);
	for (int i = 0; i < 4812; i++)
		add(&made, "\"who\":\"server\",\"do\":\"read\",\"fd\":5,"
			   "\"ret\":-1,\"errno\":\"EAGAIN\",\"at\":\"a.c:7\"");
	add(&made, "\"who\":\"server\",\"kind\":\"spins\",\"do\":\"read\"");
	made_end(&made, 3, 60);
	cr_assert_eq(made.timeline->n_rows, 2);
	expect_label(&made, 0, "read(5) = -1 EAGAIN");
	label_times(&made.timeline->rows[0], times);
	cr_expect_str_eq(times, "4,812 times");
	cr_expect_eq(made.timeline->rows[0].entries, 4812);
	expect_label(&made, 1, "read() goes on without end");
	made_clear(&made);
}

Test(timeline, the_last_event_is_never_part_of_a_repetition)
{
	struct made made;

	made_begin(&made);
	for (int i = 0; i < 10; i++)
		call(&made, "read", "alice", 1, 6);
	made_end(&made, 3, 60);
	cr_assert_eq(made.timeline->n_rows, 2);
	cr_expect_eq(made.timeline->rows[0].entries, 9);
	cr_expect_eq(made.timeline->rows[1].entries, 1);
	made_clear(&made);
}

Test(timeline, a_cycle_of_calls_is_a_loop)
{
	struct made made;

	made_begin(&made);
	for (int i = 0; i < 100; i++) {
		call(&made, "read", "alice", 1, 6 + i % 2);
		call(&made, "write", "alice", 1, 6 + i % 2);
	}
	call(&made, "close", "alice", 1, 0);
	made_end(&made, 3, 60);
	cr_assert_eq(made.timeline->n_rows, 4);
	cr_expect_eq(made.timeline->rows[0].kind, ROW_LOOP);
	cr_expect_eq(made.timeline->rows[0].loop, 2);
	expect_label(&made, 0, "100 times:");
	expect_label(&made, 1, "read(5) = 650 bytes in all");
	expect_label(&made, 2, "write(5) = 650 bytes in all");
	cr_expect_eq(made.timeline->rows[2].depth, 1);
	expect_label(&made, 3, "close(5)");
	made_clear(&made);
}

Test(timeline, what_differs_is_not_folded)
{
	struct made made;

	made_begin(&made);
	for (int i = 0; i < 8; i++) {
		call(&made, "read", i % 2 ? "alice" : "bob", 1 + i % 2, 6);
		call(&made, "read", i % 3 ? "alice" : "bob", 1 + i % 3, i % 2);
	}
	made_end(&made, 3, 0);
	cr_expect_eq(entries_of(made.timeline), 16);
	for (size_t i = 0; i < made.timeline->n_rows; i++)
		cr_expect_neq(made.timeline->rows[i].kind, ROW_CUT);
	made_clear(&made);
}

Test(timeline, a_crowd_is_one_column)
{
	struct made made;
	char label[LABEL_MAX];

	made_begin(&made);
	for (int i = 1; i <= 5000; i++) {
		char name[32];

		snprintf(name, sizeof(name), "client %d", i);
		peer(&made, name, i, "connects", 0);
	}
	for (int i = 1; i <= 5000; i++) {
		char name[32];

		snprintf(name, sizeof(name), "client %d", i);
		call(&made, "accept", name, i, i + 4);
	}
	peer(&made, "client 4999", 4999, "sends", 6);
	made_end(&made, 3, 60);
	cr_assert_eq(made.timeline->n_columns, 2);
	cr_expect_eq(made.timeline->columns[1].members, 5000);
	label_column(made.timeline, 1, label);
	cr_expect_str_eq(label, "client");
	cr_assert_eq(made.timeline->n_rows, 3);
	expect_label(&made, 0, "each client connects");
	expect_label(&made, 1, "accept(): each client");
	expect_label(&made, 2, "client 4999 sends 6 bytes");
	made_clear(&made);
}

/* Peers beyond the width share a column; who acts at the end does not. */
Test(timeline, the_rest_shares_a_column)
{
	static const char *const names[] = { "ann", "bea",  "cat",
					     "dan", "emil", "fred" };
	struct made made;
	char label[LABEL_MAX];

	made_begin(&made);
	for (int i = 0; i < 6; i++)
		peer(&made, names[i], i + 1, "connects", 0);
	for (int i = 0; i < 60; i++)
		call(&made, "read", "fred", 6, 1);
	made_end(&made, 3, 60);
	cr_assert_eq(made.timeline->n_columns, 4);
	label_column(made.timeline, 1, label);
	cr_expect_str_eq(label, "ann");
	label_column(made.timeline, 2, label);
	cr_expect_str_eq(label, "fred");
	label_column(made.timeline, 3, label);
	cr_expect_str_eq(label, "others");
	cr_expect_eq(made.timeline->columns[3].members, 4);
	made_clear(&made);
}

/* No row twice the same, so that nothing folds. */
static void add_noise(struct made *made, int n)
{
	static const char *const acts[] = { "read", "write", "shutdown", "recv",
					    "send" };
	unsigned random = 1;

	for (int i = 0; i < n; i++) {
		random = random * 1103515245 + 12345;
		call(made, acts[(random >> 16) % 5], "alice", 1,
		     (int)(random >> 20) % 3);
	}
}

Test(timeline, a_long_run_is_cut_between_head_and_tail)
{
	struct made made;
	const struct row *rows;
	size_t n, cuts = 0;

	made_begin(&made);
	peer(&made, "alice", 1, "connects", 0);
	add_noise(&made, 500);
	peer(&made, "bob", 2, "sends", 7); /* nobody reads it */
	add_noise(&made, 500);
	call(&made, "close", "alice", 1, 0);
	made_end(&made, 3, 60);
	rows = made.timeline->rows;
	n = made.timeline->n_rows;
	cr_expect_leq(n, 64);
	cr_expect_eq(entries_of(made.timeline), 1003);
	cr_expect_eq(rows[0].kind, ROW_PEER);
	cr_expect_str_eq(rows[n - 1].entry->act, "close");
	for (size_t i = 0; i < n; i++) {
		cuts += rows[i].kind == ROW_CUT;
		if (rows[i].untaken > 0)
			cr_expect_eq(rows[i - 1].kind, ROW_CUT);
	}
	cr_expect_eq(cuts, 2);
	cr_expect_eq(made.timeline->untaken, 7);
	cr_expect_str_eq(made.timeline->untaken_from, "bob");
	made_clear(&made);
}

Test(timeline, a_hundred_thousand_events_stay_a_page)
{
	struct made made;

	made_begin(&made);
	add_noise(&made, 50000);
	for (int i = 0; i < 16666; i++) {
		char name[32];

		snprintf(name, sizeof(name), "client %d", i % 5000 + 1);
		peer(&made, name, i % 5000 + 2, "sends", 6);
		call(&made, "read", name, i % 5000 + 2, 6);
		call(&made, "write", name, i % 5000 + 2, 6);
	}
	call(&made, "close", "alice", 1, 0);
	made_end(&made, 3, 60);
	cr_expect_leq(made.timeline->n_rows, 90);
	cr_expect_eq(entries_of(made.timeline), 50000 + 3 * 16666 + 1);
	made_clear(&made);
}

Test(timeline, bytes_are_taken_in_the_order_in_which_they_came)
{
	struct made made;

	made_begin(&made);
	peer(&made, "alice", 1, "sends", 6);
	peer(&made, "alice", 1, "sends", 4);
	call(&made, "read", "alice", 1, 8);
	made_end(&made, 3, 60);
	cr_assert_eq(made.timeline->n_rows, 3);
	cr_expect_eq(made.timeline->rows[0].untaken, 0);
	cr_expect_eq(made.timeline->rows[1].untaken, 2);
	cr_expect_eq(made.timeline->rows[2].from, 0);
	cr_expect_eq(made.timeline->untaken, 2);
	made_clear(&made);
}

Test(timeline, a_reset_takes_what_was_under_way)
{
	struct made made;

	made_begin(&made);
	peer(&made, "alice", 1, "connects", 0);
	peer(&made, "alice", 1, "sends", 6);
	peer(&made, "alice", 1, "resets", 0);
	made_end(&made, 3, 60);
	cr_expect_eq(made.timeline->untaken, 0);
	cr_expect_eq(made.timeline->unaccepted, 0);
	made_clear(&made);
}

/* A flood is logged when it has ended, after it was read. */
Test(timeline, bytes_may_be_taken_before_they_are_logged)
{
	struct made made;

	made_begin(&made);
	call(&made, "read", "alice", 1, 100);
	call(&made, "read", "alice", 1, 50);
	peer(&made, "alice", 1, "sends", 150);
	peer(&made, "alice", 1, "sends", 5);
	made_end(&made, 3, 60);
	cr_expect_eq(made.timeline->untaken, 5);
	made_clear(&made);
}

Test(timeline, what_the_program_does_not_want_is_no_riddle)
{
	struct made made;

	made_begin(&made);
	peer(&made, "alice", 1, "sends", 6);
	call(&made, "close", "alice", 1, 0);
	made_end(&made, 3, 60);
	cr_expect_eq(made.timeline->untaken, 0);
	made_clear(&made);
}

/* Nothing would be gained: the cut takes a row itself. */
Test(timeline, a_single_row_is_not_cut)
{
	struct made made;

	made_begin(&made);
	add_noise(&made, 400);
	made_end(&made, 3, 0);
	for (size_t rows = 30; rows < 400; rows += 7) {
		struct timeline_limits limits = { .columns = 3, .rows = rows };
		struct timeline *cut = timeline_new(made.record, &limits);

		for (size_t i = 0; i < cut->n_rows; i++)
			cr_expect(cut->rows[i].kind != ROW_CUT ||
				  cut->rows[i].entries > 1);
		timeline_free(cut);
	}
	made_clear(&made);
}

Test(timeline, a_peer_sees_the_end_only_after_it)
{
	struct made made;

	made_begin(&made);
	peer(&made, "alice", 1, "receives", 0);
	call(&made, "close", "alice", 1, 0);
	peer(&made, "alice", 1, "receives", 0);
	made_end(&made, 3, 60);
	expect_label(&made, 0, "alice receives nothing");
	expect_label(&made, 2, "alice sees the end");
	made_clear(&made);
}

Test(timeline, spans_of_time_read_well)
{
	static const struct {
		int64_t ns;
		const char *text;
	} spans[] = {
		{ 0, "0 ms" },
		{ 1500, "1.5 us" },
		{ 250000000, "250 ms" },
		{ 1500000000, "1.5 s" },
		{ 3599999000000, "59 min 59.999 s" },
		{ 3600000000000, "1 h" },
		{ 90000000000000, "1 d 1 h" },
	};
	char label[LABEL_MAX];

	for (size_t i = 0; i < sizeof(spans) / sizeof(*spans); i++) {
		label_span(spans[i].ns, label);
		cr_expect_str_eq(label, spans[i].text);
	}
}

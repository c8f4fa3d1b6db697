/* SPDX-License-Identifier: MIT */
#include "supervise/descriptors.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Of no process: nothing is looked up. */
static struct descriptors made(void)
{
	struct descriptors table;

	descriptors_init(&table, 0);
	return table;
}

Test(descriptors, open_and_close)
{
	struct descriptors table = made();
	struct open_file *file = descriptors_open(&table, 5, FILE_CONNECTION);
	int connection = -1;

	file->connection = 7;
	cr_expect_eq(descriptors_get(&table, 5), file);
	cr_expect_null(descriptors_get(&table, 6));
	cr_expect_null(descriptors_get(&table, -1));
	cr_expect(descriptors_close(&table, 5, &connection));
	cr_expect_eq(connection, 7);
	cr_expect_not(descriptors_close(&table, 5, &connection));
	cr_expect_eq(connection, 0);
	cr_expect_not(descriptors_close(&table, -1, NULL));
	cr_expect_not(descriptors_close(&table, 1 << 30, NULL));
	descriptors_clear(&table);
}

Test(descriptors, a_copy_keeps_the_file_open)
{
	struct descriptors table = made();
	struct open_file *file = descriptors_open(&table, 5, FILE_CONNECTION);

	descriptors_duplicate(&table, 5, 900);
	descriptors_duplicate(&table, 5, 5);
	descriptors_duplicate(&table, 77, 78);
	cr_expect_eq(file->references, 2);
	cr_expect_not(descriptors_close(&table, 5, NULL));
	cr_expect_eq(descriptors_get(&table, 900), file);
	cr_expect(descriptors_close(&table, 900, NULL));
	descriptors_clear(&table);
}

/* epoll(7), question 6: only the last descriptor takes it out. */
Test(descriptors, interest_ends_with_the_last_descriptor)
{
	struct descriptors table = made();
	struct open_file *epoll = descriptors_open(&table, 3, FILE_EPOLL);
	struct open_file *file = descriptors_open(&table, 5, FILE_CONNECTION);
	struct open_file *other = descriptors_open(&table, 6, FILE_CONNECTION);

	interest_set(epoll, 5, file, EPOLLIN, 55);
	interest_set(epoll, 6, other, EPOLLIN | EPOLLET, 66);
	interest_set(epoll, 5, file, EPOLLOUT, 555);
	cr_expect_eq(epoll->n_interests, 2);
	cr_expect(other->edge_triggered);
	cr_expect_not(file->edge_triggered);
	descriptors_duplicate(&table, 5, 7);
	descriptors_close(&table, 5, NULL);
	cr_expect_eq(epoll->n_interests, 2);
	descriptors_close(&table, 7, NULL);
	cr_expect_eq(epoll->n_interests, 1);
	cr_expect_eq(epoll->interests[0].file, other);
	interest_remove(epoll, 6);
	interest_remove(epoll, 6);
	cr_expect_eq(epoll->n_interests, 0);
	descriptors_clear(&table);
}

/* Closed by another descriptor than the one that was added; and instances that
   go first. */
Test(descriptors, interest_ends_everywhere)
{
	struct descriptors table = made();
	struct open_file *first = descriptors_open(&table, 3, FILE_EPOLL);
	struct open_file *second = descriptors_open(&table, 4, FILE_EPOLL);
	struct open_file *file = descriptors_open(&table, 5, FILE_CONNECTION);
	struct open_file *other = descriptors_open(&table, 6, FILE_CONNECTION);

	descriptors_duplicate(&table, 5, 700);
	interest_set(first, 6, other, EPOLLIN, 6);
	interest_set(first, 5, file, EPOLLIN, 5);
	interest_set(first, 700, file, EPOLLOUT, 700);
	interest_set(second, 5, file, EPOLLIN, 5);
	interest_set(second, 6, other, EPOLLIN, 6);
	cr_expect_eq(file->watchers, 3);
	descriptors_close(&table, 5, NULL);
	cr_expect_eq(first->n_interests, 3);
	descriptors_close(&table, 4, NULL);
	cr_expect_eq(file->watchers, 2);
	cr_expect_eq(other->watchers, 1);
	descriptors_close(&table, 700, NULL);
	cr_expect_eq(first->n_interests, 1);
	interest_set(first, 6, other, EPOLLOUT, 66);
	cr_expect_eq(other->watchers, 1);
	cr_expect_eq(interest_of_event(first, 66, EPOLLOUT)->fd, 6);
	descriptors_clear(&table);
}

Test(descriptors, events_find_their_interest)
{
	struct descriptors table = made();
	struct open_file *epoll = descriptors_open(&table, 3, FILE_EPOLL);
	struct open_file *file = descriptors_open(&table, 5, FILE_CONNECTION);

	interest_set(epoll, 5, file, EPOLLIN, 1);
	interest_set(epoll, 6, file, EPOLLOUT, 1);
	cr_expect_eq(interest_of_event(epoll, 1, EPOLLIN)->fd, 5);
	cr_expect_eq(interest_of_event(epoll, 1, EPOLLOUT)->fd, 6);
	cr_expect_eq(interest_of_event(epoll, 1, EPOLLIN | EPOLLHUP)->fd, 5);
	cr_expect_null(interest_of_event(epoll, 2, EPOLLIN));
	descriptors_clear(&table);
}

/* What no call told of is asked of the kernel: here, of ourselves. */
Test(descriptors, unknown_ones_are_looked_up)
{
	struct descriptors table;
	int ends[2], null = open("/dev/null", O_RDWR);
	int before;

	cr_assert_eq(pipe(ends), 0);
	descriptors_init(&table, getpid());
	before = descriptors_count(&table);
	cr_expect_gt(before, 5);
	cr_expect_eq(descriptors_get(&table, ends[0])->kind, FILE_PIPE);
	cr_expect_eq(descriptors_get(&table, null)->kind, FILE_OTHER);
	close(ends[0]);
	cr_expect_eq(descriptors_count(&table), before - 1);
	descriptors_clear(&table);
}

/* SPDX-License-Identifier: MIT */
#include "supervise/output.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/buffer.h"

static void print(struct output *output, const void *data, size_t size)
{
	cr_assert_eq(write(output->write_end, data, size), (ssize_t)size);
	output_drain(output);
}

Test(output, little_is_kept_whole)
{
	struct output output;
	size_t len;
	uint8_t *text;

	cr_assert_eq(output_open(&output), 0);
	output_drain(&output);
	text = output_text(&output, &len);
	cr_expect_eq(len, 0);
	free(text);
	print(&output, "hello", 5);
	print(&output, "\0world", 6);
	text = output_text(&output, &len);
	cr_expect_eq(len, 11);
	cr_expect_eq(memcmp(text, "hello\0world", 11), 0);
	free(text);
	output_close(&output);
}

/* Of much, the head and the tail. */
Test(output, of_much_both_ends_are_kept)
{
	static uint8_t piece[OUTPUT_PIECE];
	struct output output;
	size_t len;
	uint8_t *text;

	cr_assert_eq(output_open(&output), 0);
	print(&output, "first", 5);
	memset(piece, '.', sizeof(piece));
	for (int i = 0; i < 1000; i++)
		print(&output, piece, sizeof(piece));
	print(&output, "last", 4);
	text = output_text(&output, &len);
	cr_expect_eq(output.total, 1000u * OUTPUT_PIECE + 9);
	cr_expect_eq(memcmp(text, "first....", 9), 0);
	cr_expect_eq(memcmp(text + len - 8, "....last", 8), 0);
	cr_expect_lt(len, 2UL * OUTPUT_KEPT + 200);
	free(text);
	output_close(&output);
}

/* Neither too much nor too little at the border. */
Test(output, exactly_what_is_kept)
{
	static uint8_t piece[OUTPUT_PIECE];

	for (size_t more = 0; more < 3; more++) {
		struct output output;
		size_t len;
		uint8_t *text;

		cr_assert_eq(output_open(&output), 0);
		memset(piece, 'a', sizeof(piece));
		print(&output, piece, sizeof(piece));
		memset(piece, 'b', sizeof(piece));
		print(&output, piece, sizeof(piece));
		if (more)
			print(&output, piece, more);
		text = output_text(&output, &len);
		if (!more)
			cr_expect_eq(len, 2UL * OUTPUT_KEPT);
		cr_expect_eq(text[0], 'a');
		cr_expect_eq(text[len - 1], 'b');
		free(text);
		output_close(&output);
	}
}

Test(buffer, grows_and_is_consumed)
{
	struct buffer buffer = { NULL, 0, 0, 0 };
	uint64_t in = 0, out = 0;

	for (int round = 0; round < 1000; round++) {
		uint8_t piece[64];

		for (size_t i = 0; i < sizeof(piece); i++)
			piece[i] = (uint8_t)in++;
		buffer_append(&buffer, piece, sizeof(piece));
		for (int i = 0; i < 50; i++, out++) {
			cr_assert_eq(*buffer_data(&buffer), (uint8_t)out);
			buffer_consume(&buffer, 1);
		}
	}
	cr_expect_eq(buffer_length(&buffer), in - out);
	buffer_consume(&buffer, buffer_length(&buffer));
	cr_expect_eq(buffer_length(&buffer), 0);
	cr_expect_not_null(buffer_room(&buffer, 1 << 20));
	buffer_clear(&buffer);
	cr_expect_eq(buffer_length(&buffer), 0);
}

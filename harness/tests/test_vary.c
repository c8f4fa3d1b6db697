/* SPDX-License-Identifier: MIT */
/* What a script leaves open: sizes, pieces and orders. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "script/vary.h"
#include "tests/play.h"

#define DRAWN                                                    \
	"alice connects\n"                                       \
	"alice sends 2000 to 9000 bytes in pieces of 1 to 700\n" \
	"alice receives the pattern\n"

#define BLOCK                       \
	"together in every order\n" \
	"  alice connects\n"        \
	"  alice sends \"a\"\n"     \
	"  bob connects\n"          \
	"  carol connects\n"        \
	"end\n"

static struct script *parsed(const char *steps)
{
	struct script_error error;
	struct script *script;
	char text[1000];
	int len =
		snprintf(text, sizeof(text), "title A\npoints 1\n\n%s", steps);

	script = script_parse("x/1-a.script", text, (size_t)len, &error);
	if (!script)
		script_error_print(&error, stderr);
	cr_assert_not_null(script);
	return script;
}

/* The steps' texts, one after another. */
static char *order_of(const struct script *script, size_t order)
{
	struct script *variant =
		script_variant(script, 1, (struct round){ order, 0, 1 });
	char *all = strdup("");

	for (size_t i = 0; i < variant->n_steps; i++) {
		char *more;

		cr_assert_gt(asprintf(&more, "%s%s%s", all,
				      variant->steps[i].text,
				      variant->steps[i].together ? ", " : "; "),
			     0);
		free(all);
		all = more;
	}
	script_variant_free(variant);
	return all;
}

Test(vary, a_block_takes_each_order_once)
{
	struct script *script = parsed(BLOCK);
	char *orders[12];

	/* 4! / 2!: alice's two steps stay in their order */
	cr_assert_eq(script_orders(script), 12);
	for (size_t i = 0; i < 12; i++) {
		orders[i] = order_of(script, i);
		cr_expect_lt(strstr(orders[i], "alice connects"),
			     strstr(orders[i], "alice sends"), "%s", orders[i]);
		cr_expect_eq(orders[i][strlen(orders[i]) - 2], ';');
		for (size_t k = 0; k < i; k++)
			cr_expect_str_neq(orders[k], orders[i]);
	}
	cr_expect_str_eq(orders[0], "alice connects, alice sends \"a\", "
				    "bob connects, carol connects; ");
	cr_expect_str_eq(orders[11], "carol connects, bob connects, "
				     "alice connects, alice sends \"a\"; ");
	for (size_t i = 0; i < 12; i++)
		free(orders[i]);
	script_free(script);
}

Test(vary, rounds_are_those_of_the_largest_block)
{
	struct script *script = parsed(BLOCK "together in every order\n"
					     "  alice closes\n"
					     "  bob closes\n"
					     "end\n");

	cr_expect_eq(script_orders(script), 12);
	script_free(script);
}

Test(vary, an_order_can_be_left_to_the_seed)
{
	struct script *script = parsed("together in any order\n"
				       "  alice connects\n"
				       "  bob connects\n"
				       "  carol connects\n"
				       "end\n");
	size_t first[3] = { 0 };

	cr_expect_eq(script_orders(script), 1);
	cr_expect(script_varies(script, 1));
	for (uint64_t seed = 0; seed < 60; seed++) {
		struct script *variant =
			script_variant(script, seed, ROUND_FIRST);

		first[variant->steps[0].who[0] - 'a']++;
		script_variant_free(variant);
	}
	for (int i = 0; i < 3; i++)
		cr_expect_gt(first[i], 5, "%d: %zu", i, first[i]);
	script_free(script);
}

Test(vary, sizes_are_drawn_between_their_bounds)
{
	struct script *script = parsed(DRAWN);
	size_t least = SIZE_MAX, most = 0;

	cr_expect(script_varies(script, 2));
	cr_expect_not(script_varies(script, 1));
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct script *variant =
			script_variant(script, seed, ROUND_FIRST);
		const struct step *step = &variant->steps[1];
		char text[80];

		least = step->payload.len < least ? step->payload.len : least;
		most = step->payload.len > most ? step->payload.len : most;
		for (size_t i = 0; i < step->n_pieces; i++)
			cr_expect(step->pieces[i] >= 1 &&
				  step->pieces[i] <= 700);
		snprintf(text, sizeof(text),
			 "alice sends %zu bytes in pieces of 1 to 700",
			 step->payload.len);
		cr_expect_str_eq(step->text, text);
		script_variant_free(variant);
	}
	cr_expect(least >= 2000 && least < 2300, "%zu", least);
	cr_expect(most <= 9000 && most > 8700, "%zu", most);
	script_free(script);
}

Test(vary, the_lower_bound_is_in_the_unit_of_the_upper_one)
{
	struct script *script = parsed("alice connects\n"
				       "alice sends 2 to 4 KiB\n");

	cr_expect_eq(script->steps[1].payload.least, 2048);
	cr_expect_eq(script->steps[1].payload.len, 4096);
	script_free(script);
}

static char *log_of(const char *header)
{
	char steps[400], *text;
	size_t size;
	struct play play;
	FILE *out = open_memstream(&text, &size);

	snprintf(steps, sizeof(steps), "%s\n" DRAWN, header);
	play = play_run("echo", "poll PORT", steps);
	cr_expect_eq(play.verdict.kind, VERDICT_PASS, "%s",
		     play.verdict.message);
	log_write(play.trial->log, out);
	fclose(out);
	play_clear(&play);
	return text;
}

Test(vary, the_same_seed_gives_the_same_log)
{
	char *one = log_of("seed 7\n"), *again = log_of("seed 7\n");
	char *other = log_of("seed 8\n");

	cr_expect_str_eq(one, again);
	cr_expect_str_neq(one, other);
	free(one);
	free(again);
	free(other);
}

/* A program that was written for one seed is not right. */
Test(vary, answers_cannot_be_known_beforehand)
{
	struct script *script = parsed(DRAWN);
	struct script *variant = script_variant(script, 1, ROUND_FIRST);
	struct play other;
	char arguments[80];

	snprintf(arguments, sizeof(arguments), "%zu PORT",
		 variant->steps[1].payload.len);
	play_passes("knows", arguments, "seed 1\n\n" DRAWN);
	other = play_run("knows", arguments, "seed 2\n\n" DRAWN);
	cr_expect_eq(other.verdict.kind, VERDICT_FAIL);
	cr_expect_eq(other.trial->mismatch, MISMATCH_LESS);
	play_clear(&other);
	script_variant_free(variant);
	script_free(script);
}

/* Of several sweeps one acts in a round, and the round says which. */
Test(vary, a_sweep_becomes_one_occurrence)
{
	struct script *script =
		parsed("each read in turn says EAGAIN\n"
		       "alice connects\n"
		       "each write for alice in turn takes at most 1 byte\n");
	struct script *variant =
		script_variant(script, 1, (struct round){ 0, 1, 12 });

	cr_expect_eq(script_sweeps(script), 2);
	cr_assert_eq(variant->n_steps, 2);
	cr_expect_str_eq(variant->steps[0].text, "alice connects");
	cr_expect_str_eq(variant->steps[1].text,
			 "the 12th write for alice takes at most 1 byte");
	cr_expect_eq(variant->swept, variant->steps[1].text);
	cr_expect_eq(variant->steps[1].fault.first, 12);
	cr_expect_eq(variant->steps[1].fault.last, 12);
	script_variant_free(variant);
	script_free(script);
}

/* SPDX-License-Identifier: MIT */
/* Sizes from a seed, and all the orders of a block. */
#include "script/vary.h"

#include <stdio.h>
#include <string.h>

#include "memory.h"

#define PIECES_DRAWN 16

/* splitmix64: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
   Generators", 2014. */
static uint64_t draw(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static size_t draw_between(uint64_t *state, size_t least, size_t most)
{
	return least + draw(state) % (most - least + 1);
}

/* Who does a step; the program, the clock and a crowd count as one each. */
static const char *actor(const struct step *step)
{
	return step->who ? step->who : "";
}

/* The first step that is left of the same actor as steps[i] is i itself. */
static bool may_be_next(const struct step *steps, const bool *taken, size_t i)
{
	if (taken[i])
		return false;
	for (size_t k = 0; k < i; k++)
		if (!taken[k] && !strcmp(actor(&steps[k]), actor(&steps[i])))
			return false;
	return true;
}

/* The orders of those that are not taken; stops counting beyond the limit. */
static size_t count_rest(const struct step *steps, bool *taken, size_t n,
			 size_t left)
{
	size_t orders = 0;

	if (left == 0)
		return 1;
	for (size_t i = 0; i < n && orders <= VARY_ORDERS; i++) {
		if (!may_be_next(steps, taken, i))
			continue;
		taken[i] = true;
		orders += count_rest(steps, taken, n, left - 1);
		taken[i] = false;
	}
	return orders <= VARY_ORDERS ? orders : VARY_ORDERS + 1;
}

size_t vary_count(const struct step *steps, size_t n)
{
	bool *taken = memory_get((n + 1) * sizeof(*taken));
	size_t orders = count_rest(steps, taken, n, n);

	free(taken);
	return orders;
}

/* Puts the n steps into their order number `order`, from 0. */
static void arrange(struct step *steps, size_t n, size_t order)
{
	struct step *from = memory_get((n + 1) * sizeof(*from));
	bool *taken = memory_get((n + 1) * sizeof(*taken));

	memcpy(from, steps, n * sizeof(*from));
	for (size_t at = 0; at < n; at++) {
		for (size_t i = 0; i < n; i++) {
			size_t orders;

			if (!may_be_next(from, taken, i))
				continue;
			taken[i] = true;
			orders = count_rest(from, taken, n, n - at - 1);
			if (order < orders) {
				steps[at] = from[i];
				break;
			}
			order -= orders;
			taken[i] = false;
		}
		/* The program runs after the last one. */
		steps[at].together = at + 1 < n;
	}
	free(taken);
	free(from);
}

size_t script_orders(const struct script *script)
{
	size_t orders = 1;

	for (size_t i = 0; i < script->n_blocks; i++) {
		const struct block *block = &script->blocks[i];

		size_t own =
			vary_count(&script->steps[block->first], block->count);

		if (block->every && own > orders)
			orders = own;
	}
	return orders;
}

/* "alice sends 10 to 4000 bytes" sends 1234. */
static void settle_text(struct step *step)
{
	const char *open = strstr(step->text, step->open);
	char *text;

	if (!open || asprintf(&text, "%.*s%zu bytes%s",
			      (int)(open - step->text), step->text,
			      step->payload.len, open + strlen(step->open)) < 0)
		text = memory_text(step->text);
	step->text = text;
}

static void settle_sizes(struct step *step, uint64_t *state)
{
	step->text = step->open ? step->text : memory_text(step->text);
	if (step->open) {
		step->payload.len = draw_between(state, step->payload.least,
						 step->payload.len);
		settle_text(step);
	}
	if (step->pieces_most == 0)
		return;
	step->pieces = memory_get(PIECES_DRAWN * sizeof(*step->pieces));
	step->n_pieces = PIECES_DRAWN;
	for (size_t i = 0; i < step->n_pieces; i++)
		step->pieces[i] = draw_between(state, step->pieces_least,
					       step->pieces_most);
}

/* What a step of a variant has of its own. */
static void step_settled_free(struct step *step)
{
	free(step->text);
	if (step->pieces_most > 0)
		free(step->pieces);
}

static void settle_orders(struct script *variant, size_t order, uint64_t *state)
{
	for (size_t i = 0; i < variant->n_blocks; i++) {
		const struct block *block = &variant->blocks[i];
		struct step *steps = &variant->steps[block->first];
		size_t orders = vary_count(steps, block->count);
		uint64_t drawn = draw(state);

		arrange(steps, block->count,
			(block->every ? order : drawn) % orders);
	}
}

static const char *ordinal_ending(int n)
{
	if (n / 10 % 10 == 1)
		return "th";
	return n % 10 == 1 ? "st" :
	       n % 10 == 2 ? "nd" :
	       n % 10 == 3 ? "rd" :
			     "th";
}

/* "each read in turn says EAGAIN" is "the 3rd read says EAGAIN" here. */
static void settle_sweep(struct step *step, int occurrence)
{
	const char *call = step->text + strlen("each ");
	const char *turn = strstr(step->text, " in turn");
	char *text;

	step->fault.first = step->fault.last = occurrence;
	if (!turn || asprintf(&text, "the %d%s %.*s%s", occurrence,
			      ordinal_ending(occurrence), (int)(turn - call),
			      call, turn + strlen(" in turn")) < 0)
		return;
	free(step->text);
	step->text = text;
}

/* Keeps one of the sweeps, and takes the other ones out. */
static void settle_sweeps(struct script *variant, const struct round *round)
{
	size_t kept = 0, sweep = 0;

	for (size_t i = 0; i < variant->n_steps; i++) {
		struct step *step = &variant->steps[i];

		if (step->fault.sweep && sweep++ != round->sweep) {
			/* What it ended ends before it. */
			if (kept > 0 && !step->together)
				variant->steps[kept - 1].together = false;
			step_settled_free(step);
			continue;
		}
		if (step->fault.sweep) {
			settle_sweep(step, round->occurrence);
			variant->swept = step->text;
		}
		variant->steps[kept++] = *step;
	}
	variant->n_steps = kept;
}

struct script *script_variant(const struct script *script, uint64_t seed,
			      struct round round)
{
	struct script *variant = memory_get(sizeof(*variant));
	uint64_t state = seed;

	*variant = *script;
	variant->seed = seed;
	variant->n_orders = script_orders(script);
	variant->order = variant->n_orders > 1 ? round.order + 1 : 0;
	variant->steps =
		memory_get((script->n_steps + 1) * sizeof(*variant->steps));
	memcpy(variant->steps, script->steps,
	       script->n_steps * sizeof(*variant->steps));
	for (size_t i = 0; i < script->n_steps; i++)
		settle_sizes(&variant->steps[i], &state);
	settle_orders(variant, round.order, &state);
	settle_sweeps(variant, &round);
	return variant;
}

void script_variant_free(struct script *variant)
{
	if (!variant)
		return;
	for (size_t i = 0; i < variant->n_steps; i++)
		step_settled_free(&variant->steps[i]);
	free(variant->steps);
	free(variant);
}

/* SPDX-License-Identifier: MIT */
/*
 * What a script leaves open, and how it is settled before a run.
 *
 * Two things may be open. A size between two bounds and the order of a block
 * ("in any order") are drawn from the seed: the same seed draws the same. A
 * block "in every order" is to be run in each of its orders, one a round. In
 * all orders each peer does its own steps in the order in which they stand,
 * as a peer's bytes and its FIN do on a real network.
 *
 * A sweep ("each read in turn says EAGAIN") becomes one occurrence a round, and
 * of several sweeps one a round: the others are left out of it.
 *
 * A variant is a script in which nothing is open any more: its steps stand in
 * the order in which they happen, and their texts say the sizes drawn. It
 * borrows all else from the script that it was made of.
 */
#ifndef SCRIPT_VARY_H
#define SCRIPT_VARY_H

#include "script/script.h"

/* A block has at most so many orders. */
#define VARY_ORDERS 120

/* The orders in which the n steps can happen; VARY_ORDERS + 1 for more. */
size_t vary_count(const struct step *steps, size_t n);

/* The rounds that a script needs, so that each block takes each of its orders
   once; 1 when no block is "in every order". */
size_t script_orders(const struct script *script);

struct round {
	size_t order;	/* from 0, below script_orders() */
	size_t sweep;	/* from 0, below script_sweeps(), if there is any */
	int occurrence; /* of the sweep's call, from 1 */
};

/* The first round of any script. */
#define ROUND_FIRST ((struct round){ .occurrence = 1 })

/* To be freed with script_variant_free(), before the script. */
struct script *script_variant(const struct script *script, uint64_t seed,
			      struct round round);
void script_variant_free(struct script *variant);

#endif

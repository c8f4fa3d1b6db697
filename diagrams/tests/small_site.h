/* SPDX-License-Identifier: MIT */
/*
 * The site of this kit, for a test: with the run of one mistake (KIT_FULL in
 * the environment: of all) and with the matrix of tests/site, in a directory
 * of its own.
 *
 * A failure ends the test.
 */
#ifndef TESTS_SMALL_SITE_H
#define TESTS_SMALL_SITE_H

#include <stddef.h>

struct small_site {
	char directory[32]; /* the site is in its site/ */
	char **pages;	    /* paths of all *.html; owned */
	size_t n;
};

/* The mistake that has its run. */
#define SMALL_SITE_MISTAKE "stalled-on-silent-peer"

void small_site_make(struct small_site *site);
void small_site_remove(struct small_site *site);

#endif

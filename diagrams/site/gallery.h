/* SPDX-License-Identifier: MIT */
/*
 * The gallery: a page for each mistake, with all the wrong programs that make
 * it, and the run of one of them.
 *
 * That run lies in RUNS/CODE/, made beforehand (.make/site.sh): case ("LESSON
 * PATCH SCRIPT"), result.json, the source, and what was drawn from its log:
 * workflow.svg, timeline.svg, replay.html. What is not there is left out.
 */
#ifndef SITE_GALLERY_H
#define SITE_GALLERY_H

#include "patch.h"

/* Returns 0, or -1 after saying what is wrong on stderr. */
int gallery_put(struct site *site, const struct patches *patches);

#endif

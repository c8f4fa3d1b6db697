/* SPDX-License-Identifier: MIT */
/*
 * A run as a picture in a page: the timeline of its log, as inline SVG. The
 * page has picture_style in its head. What the log has from a student's program
 * is text in it, and nothing else.
 */
#ifndef REPORT_PICTURE_H
#define REPORT_PICTURE_H

/* Of a packed log; to be freed. NULL: there is nothing to be drawn. */
char *picture_draw(const char *packed);

extern const char *const picture_style; /* a <style> element */

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A browser for tests: headless Chromium, spoken to in the DevTools protocol
 * over two pipes (--remote-debugging-pipe; messages end with NUL). Nothing is
 * waited for by time: each call returns when the browser has answered.
 *
 * A failure ends the test. https://chromedevtools.github.io/devtools-protocol/
 */
#ifndef TESTS_BROWSER_H
#define TESTS_BROWSER_H

#include <stdbool.h>
#include <stddef.h>

struct browser;

/* Opens one with an empty page of so many pixels. */
struct browser *browser_open(int width, int height);
void browser_close(struct browser *browser);

/* Loads a file; returns when the page says that it is loaded. */
void browser_load(struct browser *browser, const char *path);

/* From now on the page is so wide, and the reader prefers dark pages or light
   ones. */
void browser_view(struct browser *browser, int width, bool dark);

/* The value of an expression, a string or turned into one; to be freed. What
   the expression throws fails the test. */
char *browser_eval(struct browser *browser, const char *expression);

/* Presses and releases a key, by its name in KeyboardEvent.key; Tab and
   Enter do what they do. */
void browser_press(struct browser *browser, const char *key);

/* What went wrong on the page since it was opened: exceptions, errors on the
   console, things that did not load. NULL: nothing. */
const char *browser_error(const struct browser *browser);

#endif

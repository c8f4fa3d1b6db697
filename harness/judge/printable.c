/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/verdict.h"

/* One byte as C would write it in a string. */
static size_t escape(char *out, uint8_t c)
{
	static const char plain[] = "\n\r\t\0\\\"";
	static const char letter[] = "nrt0\\\"";
	const char *at = memchr(plain, c, sizeof plain - 1);

	if (at) {
		out[0] = '\\';
		out[1] = letter[at - plain];
		return 2;
	}
	if (c >= ' ' && c < 0x7f) {
		out[0] = (char)c;
		return 1;
	}
	return (size_t)sprintf(out, "\\x%02x", c);
}

char *printable(const uint8_t *data, size_t len, size_t max)
{
	size_t i, n = 0, room = len < max / 4 ? 4 * len : max;
	char *text = malloc(room + sizeof "..."), one[8];

	if (!text) {
		fputs("out of memory\n", stderr);
		abort();
	}
	for (i = 0; i < len; i++) {
		size_t width = escape(one, data[i]);

		if (n + width > max) {
			memcpy(text + n, "...", 3);
			n += 3;
			break;
		}
		memcpy(text + n, one, width);
		n += width;
	}
	text[n] = '\0';
	return text;
}

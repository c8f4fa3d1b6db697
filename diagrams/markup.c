/* SPDX-License-Identifier: MIT */
#include "markup.h"

void markup_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		default:
			/* XML has no control characters. */
			fputc(*text == '\n' || *text & ~31 ? *text : '?', out);
		}
	}
}

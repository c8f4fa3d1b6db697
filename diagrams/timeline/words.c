/* SPDX-License-Identifier: MIT */
#include "timeline/words.h"

#include <stdarg.h>
#include <stdio.h>

#include "memory.h"
#include "report/page.h"

void words_say(struct words *words, const char *format, ...)
{
	va_list args;
	char *text, *clean;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		memory_check(NULL);
	clean = text_clean(text, LABEL_MAX - words->n);
	free(text);
	for (const char *c = clean; *c && words->n + 1 < LABEL_MAX; c++)
		words->text[words->n++] = *c == '\n' || *c == '\t' ? ' ' : *c;
	words->text[words->n] = '\0';
	free(clean);
}

struct words words_begin(char label[LABEL_MAX])
{
	label[0] = '\0';
	return (struct words){ .text = label };
}

/* SPDX-License-Identifier: MIT */
/* What the program has printed, in plain English. Part of wording.h. */
#include "judge/verdict.h"
#include "judge/wording.h"

#include <stdlib.h>
#include <string.h>

char *wording_quoted(const struct blob *blob)
{
	char *text =
		printable(blob->data, blob->len, (size_t)4 * WORDING_SHORT);
	char *result = wording("\"%s\"", text);

	free(text);
	return result;
}

char *wording_output(const struct trial *trial)
{
	char *text, *result;

	if (trial->output.len == 0)
		return wording("it has printed nothing");
	text = wording_quoted(&trial->output);
	result = wording("it has printed %s", text);
	free(text);
	return result;
}

char *wording_printed(const struct trial *trial)
{
	char *text, *result;

	if (trial->output.len == 0)
		return wording("It printed nothing.");
	text = wording_quoted(&trial->output);
	result = wording("It printed %s.", text);
	free(text);
	return result;
}

char *wording_last_words(const struct trial *trial)
{
	struct blob last = trial->output;
	size_t end = last.len, begin;

	while (end > 0 && last.data[end - 1] == '\n')
		end--;
	for (begin = end; begin > 0 && last.data[begin - 1] != '\n'; begin--)
		;
	last.data += begin;
	last.len = end - begin;
	return last.len ? wording_quoted(&last) : NULL;
}

/* The lines that no step has accounted for. */
char *wording_lines(const struct trial *trial)
{
	const struct blob *left = &trial->received;
	struct blob first = *left;
	char *text, *result, *end = NULL;
	size_t more = 0;

	if (trial->exited)
		end = wording(" and exited with status %d", trial->status);
	for (size_t i = 0; i < left->len; i++)
		more += left->data[i] == '\n' && i + 1 < left->len;
	if (more)
		first.len = (size_t)((uint8_t *)memchr(left->data, '\n',
						       left->len) -
				     left->data);
	else if (first.len && first.data[first.len - 1] == '\n')
		first.len--;
	text = first.len ? wording_quoted(&first) : wording("nothing more");
	result = more ? wording("it has printed %s and %zu more line%s%s", text,
				more, more == 1 ? "" : "s", end ? end : "") :
			wording("it has printed %s%s", text, end ? end : "");
	free(text);
	free(end);
	return result;
}

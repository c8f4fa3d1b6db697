/* SPDX-License-Identifier: MIT */
#include "script/suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LONGEST 32

static int min3(int a, int b, int c)
{
	int least = a < b ? a : b;

	return least < c ? least : c;
}

/* KIB is like KiB. */
static bool same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* How many letters to change, add, drop or swap with their neighbour. */
static int edit_distance(const char *a, int a_len, const char *b, int b_len)
{
	int d[LONGEST + 1][LONGEST + 1];

	for (int i = 0; i <= a_len; i++)
		d[i][0] = i;
	for (int j = 0; j <= b_len; j++)
		d[0][j] = j;
	for (int i = 1; i <= a_len; i++) {
		for (int j = 1; j <= b_len; j++) {
			int same = same_letter(a[i - 1], b[j - 1]);

			d[i][j] = min3(d[i - 1][j] + 1, d[i][j - 1] + 1,
				       d[i - 1][j - 1] + !same);
			if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) &&
			    same_letter(a[i - 2], b[j - 1]) &&
			    d[i - 2][j - 2] + 1 < d[i][j])
				d[i][j] = d[i - 2][j - 2] + 1;
		}
	}
	return d[a_len][b_len];
}

void suggest_begin(struct suggestion *suggestion, const char *word, int len)
{
	suggestion->word = word;
	suggestion->len = len;
	suggestion->best = NULL;
	/* One slip for each three letters; "a" is like no other word. */
	suggestion->distance = 1 + (len + 1) / 3;
}

void suggest_offer(struct suggestion *suggestion, const char *candidate)
{
	int len = (int)strcspn(candidate, " ");
	int distance;

	if (suggestion->len > LONGEST || len > LONGEST)
		return;
	distance = edit_distance(suggestion->word, suggestion->len, candidate,
				 len);
	if (distance >= suggestion->distance || distance >= len)
		return;
	suggestion->distance = distance;
	suggestion->best = candidate;
}

const char *suggest_text(struct suggestion *suggestion, const char *otherwise)
{
	if (!suggestion->best)
		return otherwise;
	snprintf(suggestion->text, sizeof(suggestion->text),
		 "; did you mean \"%.50s\"?", suggestion->best);
	return suggestion->text;
}

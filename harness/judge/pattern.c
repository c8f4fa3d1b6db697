/* SPDX-License-Identifier: MIT */
#include "judge/pattern.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static bool is_word(const uint8_t *data)
{
	size_t i;

	if (data[0] < 'A' || data[0] > 'Z')
		return false;
	for (i = 1; i < PATTERN_WORD; i++)
		if (!isdigit(data[i]))
			return false;
	return true;
}

static int64_t word_offset(const uint8_t *data)
{
	int64_t offset = 0;
	size_t i;

	for (i = 1; i < PATTERN_WORD; i++)
		offset = offset * 10 + (data[i] - '0');
	return offset;
}

static bool word_at(const uint8_t *data, size_t len, size_t at)
{
	return at + PATTERN_WORD <= len && is_word(data + at);
}

/*
 * The word after a byte is asked first: where two pieces of a stream meet,
 * the word around the seam may look whole and be half of each.
 */
bool pattern_spot(const uint8_t *data, size_t len, size_t at,
		  struct pattern_spot *spot)
{
	size_t k;

	for (k = at; k <= at + PATTERN_WORD && k < len; k++)
		if (word_at(data, len, k)) {
			spot->letter = (char)data[k];
			spot->offset =
				word_offset(data + k) - (int64_t)(k - at);
			return true;
		}
	for (k = at; k + PATTERN_WORD > at; k--) {
		if (word_at(data, len, k)) {
			spot->letter = (char)data[k];
			spot->offset =
				word_offset(data + k) + (int64_t)(at - k);
			return true;
		}
		if (k == 0)
			break;
	}
	return false;
}

bool pattern_is(const uint8_t *data, size_t len, size_t at)
{
	struct pattern_spot spot;

	return pattern_spot(data, len, at, &spot);
}

size_t pattern_find(const uint8_t *data, size_t len, size_t from,
		    struct pattern_spot spot)
{
	int64_t skip =
		(PATTERN_WORD - spot.offset % PATTERN_WORD) % PATTERN_WORD;
	char word[PATTERN_WORD + 16];
	const uint8_t *at;

	if (spot.offset < 0 || from >= len)
		return len;
	snprintf(word, sizeof word, "%c%07lld", spot.letter,
		 (long long)((spot.offset + skip) % PATTERN_WRAP));
	at = memmem(data + from, len - from, word, PATTERN_WORD);
	if (!at || at - data < skip)
		return len;
	return (size_t)(at - data - skip);
}

/* SPDX-License-Identifier: MIT */
#include "name.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "memory.h"

/* The code point of the UTF-8 sequence here, its length in *len. -1: none. */
static long utf8_read(const unsigned char *s, size_t left, size_t *len)
{
	static const long smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = s[0] < 0x80 ? 1 :
		   s[0] < 0xc2 ? 0 :
		   s[0] < 0xe0 ? 2 :
		   s[0] < 0xf0 ? 3 :
		   s[0] < 0xf5 ? 4 :
				 0;
	long point = n == 1 ? s[0] : s[0] & (0x7f >> n);
	size_t i;

	if (n == 0 || n > left)
		return -1;
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return -1;
		point = point << 6 | (s[i] & 0x3f);
	}
	if (point < smallest[n] || point > 0x10ffff ||
	    (point >= 0xd800 && point <= 0xdfff))
		return -1;
	*len = n;
	return point;
}

/* Controls, and what turns the direction of writing or has no width. */
static bool is_printable(long point)
{
	return point >= 0x20 && !(point >= 0x7f && point < 0xa0) &&
	       !(point >= 0x200b && point <= 0x200f) &&
	       !(point >= 0x2028 && point <= 0x202e) &&
	       !(point >= 0x2060 && point <= 0x206f) && point != 0xfeff &&
	       point < 0xe0000 && (point & 0xfffe) != 0xfffe &&
	       !(point >= 0xfdd0 && point <= 0xfdef);
}

size_t name_utf8(const void *bytes, size_t len)
{
	size_t i = 0, n;

	while (i < len &&
	       utf8_read((const unsigned char *)bytes + i, len - i, &n) >= 0)
		i += n;
	return i;
}

char *name_printable(const void *bytes, size_t len)
{
	const unsigned char *from = bytes;
	char *name = memory_get(3 * len + 1), *to = name;
	size_t i = 0, n = 1;

	for (; i < len; i += n) {
		long point = utf8_read(from + i, len - i, &n);

		if (point < 0)
			n = 1;
		if (point >= 0 && is_printable(point)) {
			memcpy(to, from + i, n);
			to += n;
			continue;
		}
		for (size_t k = 0; k < n; k++)
			to += sprintf(to, "%%%02X", from[i + k]);
	}
	return name;
}

/* FNV-1a: it keeps apart, it hides nothing. */
static uint32_t hash_of(const char *text)
{
	uint32_t hash = 2166136261u;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash;
}

char *name_folder(const char *name)
{
	char *clean = name_printable(name, strlen(name));
	char *folder = memory_get(3 * strlen(clean) + 16), *to = folder;
	size_t end = NAME_FOLDER_MAX - 9;

	for (const char *s = clean; *s; s++) {
		if (*s == '/' || (*s == '.' && s == clean))
			to += sprintf(to, "%%%02X", (unsigned char)*s);
		else
			*to++ = *s;
	}
	if (strlen(folder) > NAME_FOLDER_MAX) {
		while ((folder[end] & 0xc0) == 0x80)
			end--;
		sprintf(folder + end, "-%08x", hash_of(name));
	}
	if (to == folder)
		*to = '%';
	free(clean);
	return folder;
}

/* SPDX-License-Identifier: MIT */
#include "base64.h"

#include "memory.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "abcdefghijklmnopqrstuvwxyz0123456789+/";

char *base64_code(const void *bytes, size_t len)
{
	const unsigned char *from = bytes;
	char *code = memory_get(len / 3 * 4 + 5), *to = code;

	for (size_t i = 0; i < len; i += 3) {
		unsigned long bits = 0;
		size_t n = len - i < 3 ? len - i : 3;

		for (size_t k = 0; k < 3; k++)
			bits = bits << 8 | (k < n ? from[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			*to++ = k <= n ? digits[bits >> (18 - 6 * k) & 63] :
					 '=';
	}
	return code;
}

/* The number that a digit stands for; -1: it is none. */
static int value_of(char digit)
{
	const char *found = digit ? strchr(digits, digit) : NULL;

	return found ? (int)(found - digits) : -1;
}

void *base64_bytes(const char *code, size_t *len)
{
	size_t n = strlen(code), used = strcspn(code, "=");
	unsigned char *bytes, *to;

	if (n % 4 || n - used > 2 || strspn(code + used, "=") != n - used)
		return NULL;
	bytes = to = memory_get(n / 4 * 3);
	for (size_t i = 0; i < n; i += 4) {
		unsigned long bits = 0;

		for (size_t k = i; k < i + 4; k++) {
			int value = k < used ? value_of(code[k]) : 0;

			if (value < 0) {
				free(bytes);
				return NULL;
			}
			bits = bits << 6 | (unsigned long)value;
		}
		for (int shift = 16; shift >= 0; shift -= 8)
			*to++ = (unsigned char)(bits >> shift);
	}
	*len = (size_t)(to - bytes) - (n - used);
	return bytes;
}

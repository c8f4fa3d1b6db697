/* SPDX-License-Identifier: MIT */
/* Bytes as text that every syntax takes as it is: RFC 4648, section 4. */
#ifndef BASE64_H
#define BASE64_H

#include <stddef.h>

/* Both to be freed. */
char *base64_code(const void *bytes, size_t len);

/* NULL: the text is no such code. */
void *base64_bytes(const char *code, size_t *len);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * One line of a script, cut into tokens.
 *
 * A token points into the line, which must outlive it. Strings are checked
 * when the line is cut, and decoded only when somebody wants the bytes.
 */
#ifndef SCRIPT_LEXER_H
#define SCRIPT_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum token_kind {
	TOKEN_END,     /* end of line, or a comment */
	TOKEN_WORD,    /* alice, half-closes, KiB */
	TOKEN_STRING,  /* "hello\n", the quotes included */
	TOKEN_NUMBER,  /* 17, -1 */
	TOKEN_ORDINAL, /* 2nd; "first" is a word */
	TOKEN_COMMA,
	TOKEN_CODE, /* (short-write-lost), without parentheses */
};

struct token {
	enum token_kind kind;
	const char *start;
	int len;
	int64_t number; /* of a number or an ordinal */
};

struct lexer_error {
	const char *at;
	char message[160];
};

/*
 * Cut text into tokens; the last one is TOKEN_END. There must be room for
 * strlen(text) + 1 of them. False: *error says where and what.
 */
bool lexer_line(const char *text, struct token *tokens,
		struct lexer_error *error);

/* Decode the string that begins at text (a quote). Returns the character
   after it, or NULL and *error. bytes may be NULL: then it is only checked. */
const char *lexer_string(const char *text, uint8_t *bytes, size_t *len,
			 struct lexer_error *error);

bool lexer_is_blank(char c);
bool lexer_begins_word(char c);

/* The number of characters at text that make up a word; 0: it is none. */
int lexer_word_length(const char *text);

#endif

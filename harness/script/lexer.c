/* SPDX-License-Identifier: MIT */
#include "script/lexer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool lexer_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool lexer_begins_word(char c)
{
	return is_letter(c) || c == '_';
}

int lexer_word_length(const char *text)
{
	const char *s = text;

	if (!lexer_begins_word(*s))
		return 0;
	while (lexer_begins_word(*s) || is_digit(*s) || *s == '-')
		s++;
	return (int)(s - text);
}

__attribute__((format(printf, 3, 4))) static bool
lexer_fail(struct lexer_error *error, const char *at, const char *format, ...)
{
	va_list args;

	error->at = at;
	va_start(args, format);
	vsnprintf(error->message, sizeof(error->message), format, args);
	va_end(args);
	return false;
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* at is the backslash; returns what follows the escape, or NULL. */
static const char *escape_decode(const char *at, uint8_t *byte,
				 struct lexer_error *error)
{
	static const char letters[] = "nrt0\\\"";
	static const char values[] = "\n\r\t\0\\\"";
	const char *letter = at[1] ? strchr(letters, at[1]) : NULL;

	if (at[1] == 'x') {
		int high = hex_digit(at[2]);
		int low = high < 0 ? -1 : hex_digit(at[3]);

		if (low >= 0) {
			*byte = (uint8_t)(high * 16 + low);
			return at + 4;
		}
		lexer_fail(error, at,
			   "\\x takes two hexadecimal digits, as in: "
			   "\\x0a");
		return NULL;
	}
	/* In C this would be octal; a script must not look like what it
	   does not mean. */
	if (at[1] == '0' && is_digit(at[2])) {
		lexer_fail(error, at,
			   "a digit after \\0 reads like an octal "
			   "number: write the bytes as \\xHH");
		return NULL;
	}
	if (!letter) {
		lexer_fail(error, at,
			   "unknown escape: there are \\n \\r \\t "
			   "\\0 \\\\ \\\" and \\xHH");
		return NULL;
	}
	*byte = (uint8_t)values[letter - letters];
	return at + 2;
}

const char *lexer_string(const char *text, uint8_t *bytes, size_t *len,
			 struct lexer_error *error)
{
	const char *s = text + 1;
	uint8_t byte;

	*len = 0;
	while (*s != '"') {
		if (!*s) {
			lexer_fail(error, text,
				   "this string has no end: a "
				   "second \" is missing");
			return NULL;
		}
		byte = (uint8_t)*s;
		if (*s != '\\')
			s++;
		else if (!(s = escape_decode(s, &byte, error)))
			return NULL;
		if (bytes)
			bytes[*len] = byte;
		++*len;
	}
	return s + 1;
}

/* 1st, 2nd, 3rd, 4th, 11th, 21st */
static const char *ordinal_suffix(int64_t number)
{
	int64_t tens = number / 10 % 10;

	if (tens == 1)
		return "th";
	switch (number % 10) {
	case 1:
		return "st";
	case 2:
		return "nd";
	case 3:
		return "rd";
	}
	return "th";
}

static bool number_finish(struct token *token, const char *end,
			  struct lexer_error *error)
{
	static const char *const suffixes[] = { "st", "nd", "rd", "th" };
	int digits = (int)(end - token->start);
	int letters = lexer_word_length(end);

	token->len = digits + letters;
	if (*end == '.' && is_digit(end[1]))
		return lexer_fail(error, token->start,
				  "numbers are whole: take a smaller unit");
	if (letters == 0)
		return true;
	for (size_t i = 0; i < 4; i++) {
		if (letters != 2 || strncmp(end, suffixes[i], 2))
			continue;
		if (token->number < 1)
			return lexer_fail(error, token->start,
					  "occurrences count from 1st");
		if (strncmp(end, ordinal_suffix(token->number), 2))
			return lexer_fail(error, token->start,
					  "did you mean \"%.*s%s\"?",
					  digits > 20 ? 20 : digits,
					  token->start,
					  ordinal_suffix(token->number));
		token->kind = TOKEN_ORDINAL;
		return true;
	}
	return lexer_fail(error, token->start,
			  "a blank is missing between number and word: "
			  "\"%.*s %.*s\"",
			  digits > 20 ? 20 : digits, token->start,
			  letters > 20 ? 20 : letters, end);
}

static bool number_lex(struct token *token, struct lexer_error *error)
{
	const char *s = token->start;
	bool negative = *s == '-';
	int64_t number = 0;

	if (negative)
		s++;
	for (; is_digit(*s); s++) {
		if (__builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, *s - '0', &number))
			return lexer_fail(error, token->start,
					  "this number is too large");
	}
	token->kind = TOKEN_NUMBER;
	token->number = negative ? -number : number;
	return number_finish(token, s, error);
}

static bool string_lex(struct token *token, struct lexer_error *error)
{
	size_t len;
	const char *end = lexer_string(token->start, NULL, &len, error);

	if (!end)
		return false;
	token->kind = TOKEN_STRING;
	token->len = (int)(end - token->start);
	return true;
}

/* Returns the character after the closing parenthesis, or NULL. */
static const char *code_lex(struct token *token, struct lexer_error *error)
{
	const char *open = token->start;
	const char *close = strchr(open, ')');
	const char *end = close;

	if (!close) {
		lexer_fail(error, open,
			   "\")\" is missing after the code of a "
			   "mistake, as in: (short-write-lost)");
		return NULL;
	}
	token->start = open + 1;
	while (lexer_is_blank(*token->start))
		token->start++;
	while (end > token->start && lexer_is_blank(end[-1]))
		end--;
	token->kind = TOKEN_CODE;
	token->len = (int)(end - token->start);
	return close + 1;
}

static bool unknown_fail(const char *at, struct lexer_error *error)
{
	/* What word processors make of quotes. */
	if (!strncmp(at, "\xe2\x80", 2) || *at == '\'')
		return lexer_fail(error, at,
				  "strings stand in plain double "
				  "quotes, as in: \"hello\\n\"");
	if ((unsigned char)*at >= 0x80)
		return lexer_fail(error, at,
				  "only strings and comments may "
				  "hold other than ASCII characters");
	return lexer_fail(error, at,
			  "unexpected \"%c\": a step is made of "
			  "words, numbers and \"strings\"",
			  *at);
}

/* Cut one token; *text moves behind it. */
static bool token_lex(const char **text, struct token *token,
		      struct lexer_error *error)
{
	const char *s = *text;

	token->start = s;
	token->len = 1;
	if (lexer_begins_word(*s)) {
		token->kind = TOKEN_WORD;
		token->len = lexer_word_length(s);
	} else if (is_digit(*s) || (*s == '-' && is_digit(s[1]))) {
		if (!number_lex(token, error))
			return false;
	} else if (*s == '"') {
		if (!string_lex(token, error))
			return false;
	} else if (*s == ',') {
		token->kind = TOKEN_COMMA;
	} else if (*s == '(') {
		*text = code_lex(token, error);
		return *text != NULL;
	} else {
		return unknown_fail(s, error);
	}
	*text = s + token->len;
	return true;
}

bool lexer_line(const char *text, struct token *tokens,
		struct lexer_error *error)
{
	for (;; tokens++) {
		memset(tokens, 0, sizeof(*tokens));
		while (lexer_is_blank(*text))
			text++;
		tokens->start = text;
		if (!*text || *text == '#')
			return true;
		if (!token_lex(&text, tokens, error))
			return false;
	}
}

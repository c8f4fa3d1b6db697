/* SPDX-License-Identifier: MIT */
#include "report/page.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const styles[] = {
	[STYLE_PLAIN] = "",	    [STYLE_GOOD] = "\033[32m",
	[STYLE_BAD] = "\033[1;31m", [STYLE_DIM] = "\033[2m",
	[STYLE_STRONG] = "\033[1m",
};

bool page_wants_colour(FILE *out)
{
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fileno(out)) && !(none && *none) &&
	       !(term && !strcmp(term, "dumb"));
}

void page_put(const struct page *page, enum page_style style, const char *text)
{
	bool colour = page->colour && style != STYLE_PLAIN && *text;

	if (colour)
		fputs(styles[style], page->out);
	fputs(text, page->out);
	if (colour)
		fputs("\033[0m", page->out);
}

void page_line(const struct page *page, const char *text)
{
	fputs(text, page->out);
	fputc('\n', page->out);
}

static bool is_tail(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

int text_columns(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += !is_tail(*text);
	return n;
}

/* The bytes that so many columns take. */
static size_t bytes_of(const char *text, int columns)
{
	const char *p = text;

	while (*p && (columns > 0 || is_tail(*p)))
		columns -= !is_tail(*p++);
	return (size_t)(p - text);
}

void text_cut(char *text, int columns)
{
	text[bytes_of(text, columns)] = '\0';
}

static void put_cut(const struct page *page, enum page_style style,
		    const char *text, int columns)
{
	char *cut = strndup(text, bytes_of(text, columns - 3));

	page_put(page, style, cut ? cut : "");
	page_put(page, style, "...");
	free(cut);
}

static void put_blanks(const struct page *page, int n)
{
	while (n-- > 0)
		fputc(' ', page->out);
}

void page_cell(const struct page *page, enum page_style style, const char *text,
	       int columns)
{
	int width = text_columns(text);

	if (width > columns) {
		put_cut(page, style, text, columns);
		return;
	}
	page_put(page, style, text);
	put_blanks(page, columns - width);
}

void page_cell_right(const struct page *page, enum page_style style,
		     const char *text, int columns)
{
	put_blanks(page, columns - text_columns(text));
	page_put(page, style, text);
}

/* The next word's bytes; of one that is wider than a line, as much as fits. */
static size_t word_of(const char *text, int room)
{
	size_t n = strcspn(text, " \n"), fits = bytes_of(text, room);

	return n < fits ? n : fits;
}

/* The columns of the first n bytes. */
static int columns_of(const char *text, size_t n)
{
	int columns = 0;

	for (size_t i = 0; i < n; i++)
		columns += !is_tail(text[i]);
	return columns;
}

void page_paragraph(const struct page *page, int indent, const char *text)
{
	int column = 0;

	while (*text) {
		size_t n = word_of(text, PAGE_WIDTH - indent);
		int width = columns_of(text, n);

		if (n > 0 && column > 0 &&
		    indent + column + 1 + width > PAGE_WIDTH) {
			fputc('\n', page->out);
			column = 0;
		}
		if (n > 0) {
			put_blanks(page, column ? 1 : indent);
			fwrite(text, 1, n, page->out);
			column += width + (column ? 1 : 0);
		}
		text += n;
		if (*text == '\n') {
			fputc('\n', page->out);
			column = 0;
		}
		text += *text == ' ' || *text == '\n';
	}
	if (column > 0)
		fputc('\n', page->out);
}

/* The length of the UTF-8 character at s, or 0: it is none. */
static size_t utf8_length(const unsigned char *s)
{
	uint32_t code;
	size_t n, i;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	code = s[0] & (0x7fu >> n);
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	if ((n == 3 && code < 0x800) || (n == 4 && code < 0x10000) ||
	    (code >= 0xd800 && code < 0xe000) || code > 0x10ffff)
		return 0;
	/* C1 controls are obeyed by some terminals, and directions hide; line
	   separators end a line for some, and what is no character is no XML */
	return code < 0xa0 || (code >= 0x200b && code <= 0x200f) ||
			       (code >= 0x2028 && code <= 0x202e) ||
			       (code >= 0x2066 && code <= 0x2069) ||
			       (code & 0xfffe) == 0xfffe ?
		       0 :
		       n;
}

char *text_clean(const char *text, size_t max)
{
	const unsigned char *s = (const unsigned char *)text;
	char *clean = malloc(4 * strlen(text) + sizeof "..."), *out = clean;

	if (!clean) {
		fputs("out of memory\n", stderr);
		abort();
	}
	while (*s) {
		size_t n = utf8_length(s);
		bool plain = n > 1 || (n == 1 && *s >= ' ' && *s != 0x7f) ||
			     *s == '\n' || *s == '\t';

		if ((size_t)(out - clean) + 4 + sizeof "..." > max) {
			out = stpcpy(out, "...");
			break;
		}
		if (plain) {
			memcpy(out, s, n);
			out += n;
			s += n;
		} else {
			out += sprintf(out, "\\x%02x", *s++);
		}
	}
	*out = '\0';
	return clean;
}

/* The beginning in so many bytes: whole lines, unless that costs the half of
   it; whole characters. */
static size_t head_of(const char *text, size_t room)
{
	size_t n = room;

	while (n > room / 2 && text[n - 1] != '\n')
		n--;
	if (n > room / 2)
		return n;
	n = room;
	while (is_tail(text[n]))
		n--;
	return n;
}

/* Where the end in so many bytes begins, by the same rule. */
static size_t tail_of(const char *text, size_t len, size_t room)
{
	size_t from = len - room;
	const char *newline = strchr(text + from, '\n');

	if (newline && newline < text + len - room / 2)
		return (size_t)(newline + 1 - text);
	while (is_tail(text[from]))
		from++;
	return from;
}

char *text_clean_ends(const char *text, size_t max)
{
	static const char remark[] = "\n[... left out ...]\n";
	char *whole = text_clean(text, SIZE_MAX), *cut, *end;
	size_t len = strlen(whole), room, head;

	if (len <= max || max <= 2 * sizeof(remark))
		return whole;
	room = (max - sizeof(remark)) / 2;
	head = head_of(whole, room);
	cut = malloc(max + 1);
	if (!cut) {
		fputs("out of memory\n", stderr);
		abort();
	}
	memcpy(cut, whole, head);
	end = stpcpy(cut + head, remark + (whole[head - 1] == '\n'));
	stpcpy(end, whole + tail_of(whole, len, room));
	free(whole);
	return cut;
}

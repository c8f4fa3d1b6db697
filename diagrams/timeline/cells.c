/* SPDX-License-Identifier: MIT */
#include "timeline/cells.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

/* The locale that knows characters, whatever the user's is; made once, and
   good until the process ends. */
static locale_t utf8_locale(void)
{
	static locale_t made;

	if (made == (locale_t)0)
		made = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	return made;
}

size_t cells_fit(const char *text, int room, int *cells)
{
	locale_t made = utf8_locale();
	locale_t before = made ? uselocale(made) : (locale_t)0;
	mbstate_t state = { 0 };
	size_t at = 0;

	*cells = 0;
	while (text[at] != '\0') {
		wchar_t c = L'\0';
		size_t n = mbrtowc(&c, text + at, MB_LEN_MAX, &state);
		int width = 1;

		if (n == 0 || n > MB_LEN_MAX) {
			n = 1;
			memset(&state, 0, sizeof(state));
		} else if (wcwidth(c) >= 0) {
			width = wcwidth(c);
		}
		if (*cells + width > room)
			break;
		*cells += width;
		at += n;
	}
	if (before)
		uselocale(before);
	return at;
}

int cells_of(const char *text)
{
	int cells;

	cells_fit(text, INT_MAX, &cells);
	return cells;
}

int cells_cut(const char *text, int cells, char *out, size_t room)
{
	int taken;
	size_t n = cells_fit(text, cells, &taken);
	bool cut = text[n] != '\0';

	if (cut)
		n = cells_fit(text, cells > 3 ? cells - 3 : 0, &taken);
	snprintf(out, room, "%.*s%s", (int)n, text,
		 !cut	   ? "" :
		 cells > 3 ? "..." :
			     "");
	return taken + (cut && cells > 3 ? 3 : 0);
}

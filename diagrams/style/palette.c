/* SPDX-License-Identifier: MIT */
#include "style/palette.h"

/* No two light colours are equal: the CSS selects by them. */
static const struct {
	const char *light, *dark;
} inks[INKS] = {
	[INK_PAGE] = { "#ffffff", "#14181c" },
	[INK_TEXT] = { "#1f2a33", "#e8edf1" },
	[INK_NOTE] = { "#4a5660", "#b4c0ca" },
	[INK_LINE] = { "#5b6770", "#9aa8b3" },
	[INK_FAINT] = { "#c9d0d6", "#3c464e" },
	[INK_DIM] = { "#8a949c", "#75818b" },
	[INK_START] = { "#007a59", "#3fc79c" },
	[INK_START_FILL] = { "#e0f3ec", "#103529" },
	[INK_WAIT] = { "#a06c00", "#f0b840" },
	[INK_WAIT_FILL] = { "#fdf0d0", "#3d2e0a" },
	[INK_ACT] = { "#0072b2", "#62b4e8" },
	[INK_ACT_FILL] = { "#e6f1f9", "#11293a" },
	[INK_END] = { "#96507a", "#dd9dc4" },
	[INK_END_FILL] = { "#f8ebf3", "#362232" },
	[INK_FAIL] = { "#b54d00", "#ff9d5c" },
	[INK_FAIL_FILL] = { "#fdeadf", "#40220d" },
	[INK_OTHER] = { "#1f6fa8", "#78bff0" },
	[INK_OTHER_FILL] = { "#f1f7fc", "#0f2230" },
	[INK_WRONG] = { "#c4161c", "#ff7a72" },
	[INK_WRONG_FILL] = { "#fde3e1", "#4a1512" },
};

const char *ink_colour(enum ink ink)
{
	return inks[ink].light;
}

void palette_write_css(FILE *out)
{
	fputs("@media (prefers-color-scheme: dark) {\n"
	      ".drawn text:not([fill]) { fill: #e8edf1; }\n",
	      out);
	for (int i = 0; i < INKS; i++)
		fprintf(out,
			".drawn [fill=\"%s\"] { fill: %s; }\n"
			".drawn [stroke=\"%s\"] { stroke: %s; }\n",
			inks[i].light, inks[i].dark, inks[i].light,
			inks[i].dark);
	fputs("}\n", out);
}

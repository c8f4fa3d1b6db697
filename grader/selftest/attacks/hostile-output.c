/* SPDX-License-Identifier: MIT */
/*
 * What a terminal, a browser or a spreadsheet would obey.
 *
 * status: scored
 * says: status 7
 */
#include <stdio.h>

int main(void)
{
	static const char text[] =
		"\0\xff\xfe\x80 \033]0;title\007\033[2J\033[31m \r\n"
		"<script>alert(1)</script><img src=x onerror=alert(1)>\n"
		"=cmd|' /C calc'!A0\n+1\n-1\n@SUM(A1)\n]]> --|> #<\n";

	fwrite(text, 1, sizeof text, stdout);
	fflush(stdout);
	return 7;
}

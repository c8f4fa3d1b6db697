/* SPDX-License-Identifier: MIT */
/*
 * Asks the compiler whether files of others are there.
 *
 * status: scored|does-not-compile
 * says: status 7|denied
 */
#if __has_include("@SECRET@") || \
	__has_include("@KIT@/solutions/01-blocking/echo.c")
#error found
#endif

int main(void)
{
	return 7;
}

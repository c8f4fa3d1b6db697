/* SPDX-License-Identifier: MIT */
/*
 * status: does-not-compile
 * says: included from
 */
#include "echo.c"

int main(void)
{
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* What is kept of a compiler's output. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compile.h"

Test(compile, long_output_keeps_its_beginning_and_its_end)
{
	char path[] = "/tmp/test_compile_XXXXXX.c";
	int fd = mkstemps(path, 2);
	FILE *source = fdopen(fd, "w");
	struct compilation compilation;

	cr_assert(source != NULL);
	fputs("#warning the first\n", source);
	for (int i = 0; i < 1000; i++)
		fprintf(source, "#warning number %d\n", i);
	fputs("#error the last\n", source);
	fclose(source);
	cr_assert(eq(int, compile_program(path, NULL, &compilation), 0));
	cr_expect(not(compilation.ok));
	cr_expect(le(sz, strlen(compilation.output), 33000));
	cr_expect(strstr(compilation.output, "#warning the first") != NULL);
	cr_expect(strstr(compilation.output, " bytes left out ...]") != NULL);
	cr_expect(strstr(compilation.output, "#error the last") != NULL);
	compilation_clear(&compilation);
	unlink(path);
}

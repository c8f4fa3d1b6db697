/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a script: it is parsed or refused, and either way all memory
 * is given back. The path has no directory beside it, so that no include
 * finds a file.
 */
#include "script/script.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *nowhere;
	struct script_error error;
	struct script *script;

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	script = script_parse("/nonexistent/x.script", (const char *)data, size,
			      &error);
	if (!script) {
		/* Nobody can mend a script by a message without a place. */
		if (!error.message[0] || !error.place.file)
			abort();
		if (nowhere)
			script_error_print(&error, nowhere);
	}
	script_free(script);
	return 0;
}

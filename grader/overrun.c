/* SPDX-License-Identifier: MIT */
#include "overrun.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "judge/wording.h"
#include "memory.h"
#include "run/run.h"
#include "sandbox/cgroup.h"

#define MIB (CGROUP_MEMORY >> 20)

static const char *string_at(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static void set(json_t *object, const char *key, char *text)
{
	json_object_set_new(object, key, json_string(text));
	free(text);
}

/* Only the program that is judged runs then, and nobody else may kill it. */
static void tell_of_program(json_t *object, json_t *script)
{
	if (strcmp(string_at(script, "verdict"), "inconclusive") != 0 ||
	    strcmp(string_at(script, "message"), RUN_KILLED) != 0)
		return;
	set(script, "verdict", memory_text("fail"));
	set(script, "message",
	    wording("The program used more memory than there is for a "
		    "submission, %lu MiB, and was killed. What it leaves in "
		    "/tmp, in pipes and in files without a name counts too.",
		    MIB));
	if (json_is_null(json_object_get(object, "lead")))
		set(object, "lead", memory_text(string_at(script, "name")));
}

static void tell_of_compiler(json_t *compile)
{
	const char *said = string_at(compile, "output");
	size_t len = strlen(said);

	set(compile, "output",
	    wording("%s%sThe compiler used more memory than there is for a "
		    "submission, %lu MiB, and was killed.\n",
		    said, len && said[len - 1] != '\n' ? "\n" : "", MIB));
}

char *overrun_tell(char *json)
{
	json_t *object = json_loads(json, 0, NULL), *script;
	json_t *compile = json_object_get(object, "compile");
	size_t i;

	if (!json_is_object(compile)) {
		json_decref(object);
		return json;
	}
	if (json_is_false(json_object_get(compile, "ok")))
		tell_of_compiler(compile);
	json_array_foreach(json_object_get(object, "scripts"), i, script)
	{
		tell_of_program(object, script);
	}
	free(json);
	json = memory_check(json_dumps(object, JSON_INDENT(1)));
	json_decref(object);
	return json;
}

char *overrun_of_judge(void)
{
	return wording("all memory that there is for a submission, %lu MiB, "
		       "was used, and the judge was killed for it",
		       MIB);
}

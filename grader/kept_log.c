/* SPDX-License-Identifier: MIT */
#include "kept_log.h"

#include <signal.h>
#include <zlib.h>

#include "base64.h"
#include "memory.h"
#include "run/log.h"

#define LINE_MIN 32 /* bytes that an event takes at least */

char *kept_log_pack(const char *text, size_t len)
{
	uLongf size = compressBound(len);
	unsigned char *bytes;
	char *packed = NULL;

	if (len > KEPT_LOG_MAX)
		return NULL;
	bytes = memory_get(size);
	if (compress2(bytes, &size, (const unsigned char *)text, len,
		      Z_BEST_COMPRESSION) == Z_OK)
		packed = base64_code(bytes, size);
	free(bytes);
	return packed;
}

char *kept_log_unpack(const char *packed, size_t *len)
{
	size_t size;
	unsigned char *bytes = base64_bytes(packed, &size);
	uLongf room = KEPT_LOG_MAX;
	char *text = NULL;

	if (!bytes)
		return NULL;
	text = memory_get(room + 1);
	if (uncompress((unsigned char *)text, &room, bytes, size) == Z_OK) {
		*len = room;
		text[room] = '\0';
	} else {
		free(text);
		text = NULL;
	}
	free(bytes);
	return text;
}

/* NULL: too long, which a short look tells of most. */
static char *pack(const struct log *log)
{
	char *text = NULL, *packed;
	size_t len;
	FILE *stream;

	if (log_length(log) > KEPT_LOG_MAX / LINE_MIN)
		return NULL;
	stream = memory_check(open_memstream(&text, &len));
	log_write(log, stream);
	fclose(stream);
	packed = kept_log_pack(text, len);
	free(text);
	return packed;
}

void kept_logs_add(void *argument, const struct trial *trial)
{
	struct kept_logs *kept = argument;
	char *packed;

	/* How far a program comes with its CPU time is not the same twice, and
	   all that is kept must be. */
	if (trial->signal == SIGXCPU)
		return;
	packed = pack(trial->log);
	kept->logs = memory_grow(kept->logs, kept->n, sizeof(*kept->logs));
	kept->logs[kept->n++] = (struct kept_log){
		.script = memory_text(trial->script->name),
		.packed = packed ? packed : memory_text(""),
	};
}

void kept_logs_clear(struct kept_logs *kept)
{
	for (size_t i = 0; i < kept->n; i++) {
		free(kept->logs[i].script);
		free(kept->logs[i].packed);
	}
	free(kept->logs);
}

static json_t *script_named(json_t *object, const char *name)
{
	json_t *script;
	size_t i;

	json_array_foreach(json_object_get(object, "scripts"), i, script)
	{
		if (!strcmp(json_string_value(json_object_get(script, "name")),
			    name))
			return script;
	}
	return NULL;
}

void kept_logs_put(const struct kept_logs *kept, json_t *object)
{
	const char *lead = json_string_value(json_object_get(object, "lead"));
	size_t room = KEPT_LOGS_MAX;

	for (int leads = 1; leads >= 0; leads--) {
		for (size_t i = 0; i < kept->n; i++) {
			const struct kept_log *one = &kept->logs[i];
			size_t len = strlen(one->packed);
			bool fits = len <= room;

			if ((lead && !strcmp(lead, one->script)) != leads)
				continue;
			json_object_set_new(
				script_named(object, one->script), "log",
				json_string(fits ? one->packed : ""));
			room -= fits ? len : 0;
		}
	}
}

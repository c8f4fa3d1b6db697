/* SPDX-License-Identifier: MIT */
#include "report/picture.h"

#include "kept_log.h"
#include "log/record.h"
#include "memory.h"
#include "timeline/svg.h"
#include "timeline/timeline.h"

#define ROWS 60 /* about two screens */

const char *const picture_style = svg_style;

static char *draw(const struct record *record)
{
	const struct timeline_limits limits = { .columns = SVG_LANES,
						.rows = ROWS };
	struct timeline *timeline = timeline_new(record, &limits);
	char *svg = NULL;
	size_t size;
	FILE *out = memory_check(open_memstream(&svg, &size));

	svg_put(timeline, out);
	fclose(out);
	timeline_free(timeline);
	return svg;
}

char *picture_draw(const char *packed)
{
	size_t len;
	char *text = kept_log_unpack(packed, &len), *svg = NULL;
	char error[256];
	struct record *record =
		text ? record_parse(text, len, "log", error, sizeof(error)) :
		       NULL;

	if (record && record->n > 0)
		svg = draw(record);
	record_free(record);
	free(text);
	return svg;
}

/* SPDX-License-Identifier: MIT */
#include "timeline/measure.h"

#include <inttypes.h>
#include <stdio.h>

void label_count(uint64_t n, char label[LABEL_MAX])
{
	char digits[32];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n);
	char *out = label;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*out++ = ',';
		*out++ = digits[i];
	}
	*out = '\0';
}

void label_bytes(int64_t bytes, char label[LABEL_MAX])
{
	static const struct {
		int64_t size;
		const char *name;
	} units[] = { { 1 << 30, "GiB" }, { 1 << 20, "MiB" }, { 1024, "KiB" } };
	char count[LABEL_MAX];

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (bytes >= units[i].size && bytes % units[i].size == 0) {
			label_count((uint64_t)(bytes / units[i].size), count);
			snprintf(label, LABEL_MAX, "%.32s %s", count,
				 units[i].name);
			return;
		}
	label_count((uint64_t)bytes, count);
	snprintf(label, LABEL_MAX, "%.32s byte%s", count,
		 bytes == 1 ? "" : "s");
}

void label_span(int64_t ns, char label[LABEL_MAX])
{
	static const struct {
		int64_t ns;
		const char *name;
	} units[] = {
		{ 86400000000000, "d" },
		{ 3600000000000, "h" },
		{ 60000000000, "min" },
	};
	size_t n = 0;

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (ns >= units[i].ns) {
			n += (size_t)snprintf(label + n, LABEL_MAX - n,
					      "%s%" PRId64 " %s",
					      n > 0 ? " " : "",
					      ns / units[i].ns, units[i].name);
			ns %= units[i].ns;
		}
	if (ns >= 1000000000)
		snprintf(label + n, LABEL_MAX - n, "%s%.6g s", n > 0 ? " " : "",
			 (double)ns / 1e9);
	else if (ns > 0 && ns < 1000000 && n == 0)
		snprintf(label, LABEL_MAX, "%.6g us", (double)ns / 1e3);
	else if (ns > 0 || n == 0)
		snprintf(label + n, LABEL_MAX - n, "%s%.6g ms",
			 n > 0 ? " " : "", (double)ns / 1e6);
}

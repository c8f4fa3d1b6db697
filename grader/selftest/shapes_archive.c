/* SPDX-License-Identifier: MIT */
/* Archives that are not what they seem. */
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intake/archive.h"
#include "judge/wording.h"
#include "memory.h"
#include "selftest/shapes.h"

#define BOMB	(80 << 20)
#define FILE_OF "01-blocking/echo.c"

static struct archive *begin(const struct target *target, const char *name)
{
	char *path = wording("%s/%s", target->class, name);
	struct archive *archive = archive_write_new();

	if (strstr(name, ".zip")) {
		archive_write_set_format_zip(archive);
	} else {
		archive_write_set_format_pax_restricted(archive);
		if (strstr(name, ".gz"))
			archive_write_add_filter_gzip(archive);
	}
	archive_write_open_filename(archive, path);
	free(path);
	return archive;
}

static void add(struct archive *archive, const char *name, const void *bytes,
		size_t len)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_mtime(entry, 1772359200, 0);
	archive_entry_set_size(entry, (la_int64_t)len);
	archive_write_header(archive, entry);
	archive_write_data(archive, bytes, len);
	archive_entry_free(entry);
}

static void add_text(struct archive *archive, const char *name,
		     const char *text)
{
	add(archive, name, text, strlen(text));
}

static void add_link(struct archive *archive, const char *name, const char *to,
		     int hard)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, hard ? AE_IFREG : AE_IFLNK);
	archive_entry_set_perm(entry, 0777);
	archive_entry_set_mtime(entry, 1772359200, 0);
	if (hard)
		archive_entry_set_hardlink(entry, to);
	else
		archive_entry_set_symlink(entry, to);
	archive_write_header(archive, entry);
	archive_entry_free(entry);
}

static int end(struct archive *archive)
{
	int status = archive_write_close(archive);

	archive_write_free(archive);
	return status == ARCHIVE_OK ? 0 : -1;
}

static int paths(struct fixtures *fixtures, const struct target *target,
		 const char *solution)
{
	struct archive *zip = begin(target, "leads-out.zip"), *tar;
	char deep[256];

	add_text(zip, "../was-here", "out");
	add_text(zip, "01-blocking/../../../was-here", "out");
	add_text(zip, FILE_OF, solution);
	fixtures_add(fixtures, "leads-out", "scored", "\"points\": 12");
	tar = begin(target, "absolute.tar");
	add_text(tar, "/tmp/wouldblock-was-here", "out");
	for (size_t i = 0; i < 40; i++)
		snprintf(deep + 5 * i, sizeof(deep) - 5 * i, "deep/echo.c");
	add_text(tar, deep, solution);
	fixtures_add(fixtures, "absolute", "no-submission", "no echo.c");
	return end(zip) | end(tar);
}

static int links(struct fixtures *fixtures, const struct target *target,
		 const char *solution)
{
	struct archive *tar = begin(target, "links.tar.gz");

	add_link(tar, "away", "/", 0);
	add_text(tar, "away/tmp/wouldblock-was-here", "out");
	add_link(tar, FILE_OF, target->secret, 1);
	add_link(tar, "01-blocking", "/etc", 0);
	add_text(tar, FILE_OF, solution);
	fixtures_add(fixtures, "links", "scored", "\"points\": 12");
	return end(tar);
}

static int bombs(struct fixtures *fixtures, const struct target *target)
{
	struct archive *zip = begin(target, "bomb.zip"), *many;
	char *zeros = memory_get(BOMB), *name;

	add(zip, FILE_OF, zeros, BOMB);
	free(zeros);
	fixtures_add(fixtures, "bomb", "rejected", "far more|too many bytes");
	many = begin(target, "many.zip");
	for (int i = 0; i <= ARCHIVE_MAX_ENTRIES; i++) {
		name = wording("01-blocking/%d", i);
		add_text(many, name, "");
		free(name);
	}
	fixtures_add(fixtures, "many", "rejected", "too many entries");
	return end(zip) | end(many);
}

static int others(struct fixtures *fixtures, const struct target *target,
		  const char *solution)
{
	struct archive *mac = begin(target, "mac.zip"), *nested;

	add_text(mac, "work/" FILE_OF, solution);
	add_text(mac, "__MACOSX/work/._echo.c", "junk");
	add_text(mac, "work/.DS_Store", "junk");
	fixtures_add(fixtures, "mac", "scored", "\"points\": 12");
	nested = begin(target, "nested.zip");
	add_text(nested, "inner.zip", "PK\003\004");
	fixtures_add(fixtures, "nested", "rejected", "broken");
	return end(mac) | end(nested);
}

int shapes_archives(struct fixtures *fixtures, const struct target *target,
		    const char *solution)
{
	return paths(fixtures, target, solution) |
	       links(fixtures, target, solution) | bombs(fixtures, target) |
	       others(fixtures, target, solution);
}

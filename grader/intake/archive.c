/* SPDX-License-Identifier: MIT */
#include "intake/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "path.h"

#define BLOCK 65536

struct unpacking {
	struct archive *archive;
	const char *directory;
	int factor, entries;
	long long packed, bytes;
	void (*passed_over)(void *, const char *, const char *);
	void *argument;
	char *problem;
};

static const char *const endings[] = { ".zip", ".tar", ".tar.gz", ".tgz" };

int archive_stem(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		size_t end = strlen(endings[i]);

		if (len > end && strcasecmp(name + len - end, endings[i]) == 0)
			return (int)(len - end);
	}
	return (int)len;
}

bool archive_is_name(const char *name)
{
	return archive_stem(name) < (int)strlen(name);
}

static int refuse(struct unpacking *u, const char *why)
{
	snprintf(u->problem, 256, "%s", why);
	return -1;
}

/* NULL: the name is fit to be a file's in the directory. */
static const char *bad_name(const char *name)
{
	int depth = 0;

	if (!name || !*name)
		return "has no name";
	if (name[0] == '/')
		return "has an absolute path";
	if (strlen(name) > ARCHIVE_MAX_PATH)
		return "has too long a path";
	for (const char *part = name; part; depth++) {
		const char *slash = strchr(part, '/');
		size_t len = slash ? (size_t)(slash - part) : strlen(part);

		if (len == 2 && part[0] == '.' && part[1] == '.')
			return "leads out of the archive (..)";
		if (len > 255)
			return "has too long a name";
		part = slash ? slash + 1 : NULL;
	}
	return depth > ARCHIVE_MAX_DEPTH ? "lies too deep" : NULL;
}

static const char *bad_entry(struct archive_entry *entry)
{
	const char *bad = bad_name(archive_entry_pathname(entry));

	if (bad)
		return bad;
	if (archive_entry_hardlink(entry) || archive_entry_symlink(entry))
		return "is a link";
	if (archive_entry_filetype(entry) != AE_IFREG)
		return "is no regular file";
	return archive_entry_is_encrypted(entry) ? "is encrypted" : NULL;
}

/* The folders above it; they exist, or are made. */
static void make_above(char *path, size_t from)
{
	for (char *slash = strchr(path + from, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
}

static int check_amount(struct unpacking *u)
{
	if (u->bytes > ARCHIVE_MAX_BYTES * u->factor)
		return refuse(u, "the archive holds too many bytes");
	if (u->bytes > (1 << 20) && u->packed > 0 &&
	    u->bytes / u->packed > ARCHIVE_MAX_RATIO)
		return refuse(u, "the archive unpacks to far more than it is");
	return 0;
}

static int copy_data(struct unpacking *u, int fd)
{
	char buffer[BLOCK];
	la_ssize_t n;

	while ((n = archive_read_data(u->archive, buffer, sizeof(buffer))) >
	       0) {
		u->bytes += n;
		if (check_amount(u) < 0)
			return -1;
		if (fd >= 0 && write(fd, buffer, (size_t)n) != n)
			return refuse(u, strerror(errno));
	}
	return n < 0 ? refuse(u, "the archive is broken") : 0;
}

static int take(struct unpacking *u, struct archive_entry *entry)
{
	struct timespec times[2] = { 0 };
	char *path = path_join(u->directory, archive_entry_pathname(entry));
	int fd, status;

	make_above(path, strlen(u->directory) + 1);
	/* The last of two entries of one name counts, as with tar and unzip. */
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		  0600);
	status = copy_data(u, fd);
	times[0].tv_sec = times[1].tv_sec = archive_entry_mtime(entry);
	if (fd >= 0) {
		futimens(fd, times);
		close(fd);
	}
	if (fd < 0 && u->passed_over)
		u->passed_over(u->argument, archive_entry_pathname(entry),
			       "cannot be unpacked beside the others");
	free(path);
	return status;
}

static void pass_over(struct unpacking *u, struct archive_entry *entry,
		      const char *why)
{
	const char *name = archive_entry_pathname(entry);

	if (u->passed_over && archive_entry_filetype(entry) != AE_IFDIR)
		u->passed_over(u->argument, name ? name : "?", why);
}

static int unpack(struct unpacking *u)
{
	struct archive_entry *entry;
	int status;

	while ((status = archive_read_next_header(u->archive, &entry)) ==
		       ARCHIVE_OK ||
	       status == ARCHIVE_WARN) {
		const char *bad = bad_entry(entry);

		if (++u->entries > ARCHIVE_MAX_ENTRIES * u->factor)
			return refuse(u, "the archive has too many entries");
		if (bad)
			pass_over(u, entry, bad);
		else if (take(u, entry) < 0)
			return -1;
	}
	if (status != ARCHIVE_EOF)
		return refuse(u, "the archive is broken");
	return u->entries ? 0 : refuse(u, "the archive is empty");
}

int archive_unpack(const char *path, const char *directory, int factor,
		   void (*passed_over)(void *, const char *, const char *),
		   void *argument, char problem[256])
{
	struct unpacking u = { .directory = directory,
			       .factor = factor,
			       .passed_over = passed_over,
			       .argument = argument,
			       .problem = problem };
	struct stat stat_buffer;
	int status = -1;

	if (stat(path, &stat_buffer) == 0)
		u.packed = stat_buffer.st_size;
	u.archive = archive_read_new();
	archive_read_support_format_zip(u.archive);
	archive_read_support_format_tar(u.archive);
	archive_read_support_format_gnutar(u.archive);
	archive_read_support_filter_gzip(u.archive);
	mkdir(directory, 0700);
	if (faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) < 0)
		refuse(&u, strerror(errno));
	else if (archive_read_open_filename(u.archive, path, BLOCK) !=
		 ARCHIVE_OK)
		refuse(&u, "the archive is broken");
	else
		status = unpack(&u);
	archive_read_free(u.archive);
	return status;
}

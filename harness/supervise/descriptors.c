/* SPDX-License-Identifier: MIT */
#include "supervise/descriptors.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "memory.h"

static bool link_of(const struct descriptors *table, int fd, char target[64])
{
	char path[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)table->pid, fd);
	n = readlink(path, target, 63);
	target[n < 0 ? 0 : n] = '\0';
	return n >= 0;
}

void descriptors_init(struct descriptors *table, pid_t pid)
{
	*table = (struct descriptors){ .pid = pid };
	for (int fd = 1; fd <= 2; fd++) {
		descriptors_open(table, fd, FILE_OUTPUT)->is_stdout = fd == 1;
		link_of(table, fd, table->output[fd - 1]);
	}
	descriptors_open(table, 0, FILE_OTHER);
}

static void drop(struct open_file *file)
{
	if (!file || --file->references > 0)
		return;
	free(file->interests);
	free(file->places);
	free(file);
}

void descriptors_clear(struct descriptors *table)
{
	for (size_t i = 0; i < table->size; i++)
		drop(table->files[i]);
	free(table->files);
	*table = (struct descriptors){ 0 };
}

static struct open_file **slot(struct descriptors *table, int fd)
{
	size_t size = table->size ? table->size : 64;

	while (size <= (size_t)fd)
		size *= 2;
	if (size != table->size) {
		table->files = memory_check(
			realloc(table->files, size * sizeof(*table->files)));
		memset(table->files + table->size, 0,
		       (size - table->size) * sizeof(*table->files));
		table->size = size;
	}
	return &table->files[fd];
}

struct open_file *descriptors_open(struct descriptors *table, int fd,
				   enum file_kind kind)
{
	struct open_file **at = slot(table, fd);

	descriptors_close(table, fd, NULL);
	*at = memory_check(calloc(1, sizeof(**at)));
	(*at)->kind = kind;
	(*at)->references = 1;
	(*at)->timer = -1;
	return *at;
}

void descriptors_duplicate(struct descriptors *table, int old, int fd)
{
	struct open_file *file = descriptors_get(table, old);

	if (!file || old == fd)
		return;
	descriptors_close(table, fd, NULL);
	file->references++;
	*slot(table, fd) = file;
}

static enum file_kind kind_of_link(const char *target)
{
	static const struct {
		const char *start;
		enum file_kind kind;
	} kinds[] = {
		{ "socket:", FILE_LOCAL },
		{ "pipe:", FILE_PIPE },
		{ "anon_inode:[eventfd]", FILE_EVENTFD },
		{ "anon_inode:[signalfd]", FILE_SIGNALFD },
		{ "anon_inode:[eventpoll]", FILE_EPOLL },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strncmp(target, kinds[i].start, strlen(kinds[i].start)))
			return kinds[i].kind;
	return FILE_OTHER;
}

/* Opened by a call that is not supervised: open(), memfd_create(), ... */
static struct open_file *look_up(struct descriptors *table, int fd)
{
	struct open_file *file;
	char target[64];

	if (!link_of(table, fd, target))
		return NULL;
	/* /dev/stderr is the pipe that the harness holds the other end of. */
	for (int i = 0; i < 2; i++)
		if (!strcmp(target, table->output[i])) {
			file = descriptors_open(table, fd, FILE_OUTPUT);
			file->is_stdout = i == 0;
			return file;
		}
	return descriptors_open(table, fd, kind_of_link(target));
}

struct open_file *descriptors_get(struct descriptors *table, int fd)
{
	if (fd < 0)
		return NULL;
	if ((size_t)fd < table->size && table->files[fd])
		return table->files[fd];
	return table->pid ? look_up(table, fd) : NULL;
}

/* The last one takes its place. */
static void interest_drop(struct open_file *epoll, struct interest *interest)
{
	const struct interest *last = &epoll->interests[--epoll->n_interests];

	interest->file->watchers--;
	epoll->places[interest->fd] = 0;
	if (interest == last)
		return;
	*interest = *last;
	epoll->places[interest->fd] = (size_t)(interest - epoll->interests) + 1;
}

static struct interest *interest_of_fd(struct open_file *epoll, int fd)
{
	if (fd < 0 || (size_t)fd >= epoll->n_places || !epoll->places[fd])
		return NULL;
	return &epoll->interests[epoll->places[fd] - 1];
}

static void forget(struct open_file *epoll, const struct open_file *file,
		   int fd)
{
	struct interest *interest = interest_of_fd(epoll, fd);

	if (interest && interest->file == file)
		interest_drop(epoll, interest);
	/* It may have been added by another of its descriptors. */
	for (size_t i = epoll->n_interests; file->watchers > 0 && i-- > 0;)
		if (epoll->interests[i].file == file)
			interest_drop(epoll, &epoll->interests[i]);
}

/* The kernel takes a file out of every epoll instance when its last
   descriptor is closed, and an instance takes all out with it. */
static void forget_everywhere(struct descriptors *table, struct open_file *file,
			      int fd)
{
	for (size_t i = 0; i < file->n_interests; i++)
		file->interests[i].file->watchers--;
	file->n_interests = 0;
	for (size_t i = 0; i < table->size && file->watchers > 0; i++)
		if (table->files[i] && table->files[i]->kind == FILE_EPOLL)
			forget(table->files[i], file, fd);
}

bool descriptors_close(struct descriptors *table, int fd, int *connection)
{
	struct open_file *file;
	bool last;

	if (connection)
		*connection = 0;
	if (fd < 0 || (size_t)fd >= table->size || !table->files[fd])
		return false;
	file = table->files[fd];
	table->files[fd] = NULL;
	last = file->references == 1;
	if (connection)
		*connection = file->connection;
	if (last)
		forget_everywhere(table, file, fd);
	drop(file);
	return last;
}

int descriptors_count(const struct descriptors *table)
{
	char path[64];
	struct dirent *entry;
	int count = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)table->pid);
	dir = opendir(path);
	if (!dir)
		return -1;
	while ((entry = readdir(dir)))
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

const char *file_kind_name(enum file_kind kind)
{
	switch (kind) {
	case FILE_OTHER:
		return "file";
	case FILE_OUTPUT:
		return "output";
	case FILE_SOCKET:
		return "socket";
	case FILE_LISTENER:
		return "listener";
	case FILE_CONNECTION:
		return "connection";
	case FILE_LOCAL:
		return "local socket";
	case FILE_PIPE:
		return "pipe";
	case FILE_EVENTFD:
		return "eventfd";
	case FILE_TIMERFD:
		return "timerfd";
	case FILE_SIGNALFD:
		return "signalfd";
	case FILE_EPOLL:
		return "epoll";
	}
	return "file";
}

static struct interest *interest_new(struct open_file *epoll, int fd)
{
	size_t n = epoll->n_places;

	if (epoll->n_interests == epoll->interests_size) {
		epoll->interests_size = epoll->interests_size * 2 + 16;
		epoll->interests = memory_check(realloc(
			epoll->interests,
			epoll->interests_size * sizeof(*epoll->interests)));
	}
	if ((size_t)fd >= n) {
		epoll->n_places = (size_t)fd * 2 + 16;
		epoll->places = memory_check(
			realloc(epoll->places,
				epoll->n_places * sizeof(*epoll->places)));
		memset(epoll->places + n, 0,
		       (epoll->n_places - n) * sizeof(*epoll->places));
	}
	epoll->places[fd] = ++epoll->n_interests;
	return &epoll->interests[epoll->n_interests - 1];
}

void interest_set(struct open_file *epoll, int fd, struct open_file *file,
		  uint32_t events, uint64_t data)
{
	struct interest *interest = interest_of_fd(epoll, fd);

	if (interest)
		interest->file->watchers--;
	else
		interest = interest_new(epoll, fd);
	*interest = (struct interest){
		.fd = fd, .file = file, .events = events, .data = data
	};
	file->watchers++;
	file->edge_triggered = events & EPOLLET;
}

void interest_remove(struct open_file *epoll, int fd)
{
	struct interest *interest = interest_of_fd(epoll, fd);

	if (interest)
		interest_drop(epoll, interest);
}

/* Several may have the same data (nginx leaves some to chance): then the one
   that can have reported these events is meant. */
struct interest *interest_of_event(struct open_file *epoll, uint64_t data,
				   uint32_t events)
{
	struct interest *found = NULL;

	for (size_t i = 0; i < epoll->n_interests; i++) {
		struct interest *it = &epoll->interests[i];

		if (it->data != data)
			continue;
		if (!(events & ~(it->events | EPOLLERR | EPOLLHUP)))
			return it;
		if (!found)
			found = it;
	}
	return found;
}

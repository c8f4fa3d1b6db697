/* SPDX-License-Identifier: MIT */
#include "timeline/columns.h"

#include <ctype.h>
#include <jansson.h>
#include <string.h>

#include "memory.h"

/* Peers that act in so many of the last events matter for the end. */
#define END_ENTRIES 24

struct group {
	const char *name; /* of its first member */
	size_t members;
	size_t last; /* the index of the last entry that is about it */
	int column;
};

struct columns {
	json_t *groups;	    /* a peer's name: the index of its group */
	struct group *list; /* room for one an entry */
	size_t n;
	size_t room;
};

const char *entry_peer(const struct entry *entry)
{
	if (entry->kind == ENTRY_PEER)
		return entry->who;
	return entry->connection > 0 ? entry->peer : NULL;
}

/* "client" of "client 12"; the whole name when nothing would be left. */
static char *crowd_name(const char *name)
{
	size_t len = strlen(name);

	while (len > 0 && isdigit((unsigned char)name[len - 1]))
		len--;
	while (len > 0 && name[len - 1] == ' ')
		len--;
	return len > 0 ? memory_copy(name, len) : memory_text(name);
}

/* The group that a new name belongs to; found by its crowd's name, which a
   peer cannot have: it begins with a newline. */
static size_t group_of(struct columns *columns, const char *name)
{
	char *crowd = crowd_name(name), *key;
	size_t index;
	json_t *found;

	if (asprintf(&key, "\n%s", crowd) < 0)
		memory_check(NULL);
	free(crowd);
	found = json_object_get(columns->groups, key);
	if (found != NULL) {
		index = (size_t)json_integer_value(found);
	} else {
		index = columns->n;
		columns->list[columns->n++] = (struct group){ .name = name };
		json_object_set_new(columns->groups, key,
				    json_integer((json_int_t)index));
	}
	free(key);
	return index;
}

static void note_peer(struct columns *columns, const char *name, size_t at)
{
	json_t *found = json_object_get(columns->groups, name);
	size_t index;

	if (found == NULL) {
		index = group_of(columns, name);
		columns->list[index].members++;
		json_object_set_new(columns->groups, name,
				    json_integer((json_int_t)index));
	} else {
		index = (size_t)json_integer_value(found);
	}
	columns->list[index].last = at;
}

/* Those near the end first, and then in the order of appearance. */
static void give_columns(struct columns *columns, size_t entries)
{
	size_t own = columns->n <= columns->room ? columns->n :
						   columns->room - 1;
	size_t given = 0;
	int next = 1;

	for (size_t i = 0; i < columns->n && given < own; i++)
		if (columns->list[i].last + END_ENTRIES >= entries) {
			columns->list[i].column = 1;
			given++;
		}
	for (size_t i = 0; i < columns->n && given < own; i++)
		if (columns->list[i].column == 0) {
			columns->list[i].column = 1;
			given++;
		}
	for (size_t i = 0; i < columns->n; i++)
		if (columns->list[i].column > 0)
			columns->list[i].column = next++;
	for (size_t i = 0; i < columns->n; i++)
		if (columns->list[i].column == 0)
			columns->list[i].column = next;
}

struct columns *columns_new(const struct record *record, size_t room)
{
	struct columns *columns = memory_get(sizeof(*columns));

	columns->groups = memory_check(json_object());
	columns->room = room > 0 ? room : 1;
	columns->list = memory_get(record->n * sizeof(*columns->list));
	for (size_t i = 0; i < record->n; i++) {
		const char *peer = entry_peer(&record->entries[i]);

		if (peer != NULL)
			note_peer(columns, peer, i);
	}
	give_columns(columns, record->n);
	return columns;
}

void columns_free(struct columns *columns)
{
	if (columns == NULL)
		return;
	json_decref(columns->groups);
	free(columns->list);
	free(columns);
}

int columns_find(const struct columns *columns, const char *peer)
{
	json_t *found;

	found = peer != NULL ? json_object_get(columns->groups, peer) : NULL;
	if (found == NULL)
		return 0;
	return columns->list[json_integer_value(found)].column;
}

struct column *columns_list(const struct columns *columns, size_t *n)
{
	struct column *list;
	bool rest = columns->n > columns->room;

	*n = 1 + (rest ? columns->room : columns->n);
	list = memory_get(*n * sizeof(*list));
	list[0].members = 1;
	for (size_t i = 0; i < columns->n; i++) {
		const struct group *group = &columns->list[i];
		struct column *column = &list[group->column];

		if (column->name == NULL)
			column->name = group->name;
		column->members += group->members;
		column->rest = rest && (size_t)group->column + 1 == *n;
	}
	return list;
}

/* SPDX-License-Identifier: MIT */
#include "timeline/flow.h"

#include <string.h>

#include "judge/evidence.h"
#include "memory.h"

/* One way of a connection: what was given and not yet taken. */
struct stream {
	size_t *given; /* entries, by index; those before next are empty */
	size_t n, next;
	int64_t ahead; /* taken before it was said to be given: a flood is
			  logged when it ends */
};

struct link {
	struct stream in, out;
	size_t opened; /* the entry that connected, by index + 1 */
	bool accepted, reset;
	size_t closed; /* the entry that closed it, by index + 1 */
	size_t left;   /* the entry in which the peer left, by index + 1 */
};

struct flows {
	struct flow *flow;
	const struct record *record;
	struct link *links;
	size_t n;
};

static bool moved(const struct entry *entry)
{
	return entry->ret != ENTRY_NONE && entry->ret > 0;
}

static bool is_transfer(const struct entry *entry, enum call_family family)
{
	return entry->kind == ENTRY_CALL && entry->connection > 0 &&
	       entry->act != NULL && call_family_of(entry->act) == family &&
	       strstr(entry->act, "mmsg") == NULL;
}

bool entry_reads(const struct entry *entry)
{
	return is_transfer(entry, CALL_READ);
}

bool entry_writes(const struct entry *entry)
{
	return is_transfer(entry, CALL_WRITE);
}

static bool does(const struct entry *entry, const char *act)
{
	return entry->act != NULL && !strcmp(entry->act, act);
}

static void give(struct flows *flows, struct stream *stream, size_t at)
{
	int64_t bytes, early;

	stream->given =
		memory_grow(stream->given, stream->n, sizeof(*stream->given));
	stream->given[stream->n++] = at;
	bytes = flows->record->entries[at].ret;
	early = bytes < stream->ahead ? bytes : stream->ahead;
	stream->ahead -= early;
	flows->flow->untaken[at] = bytes - early;
}

static void take(struct flows *flows, struct stream *stream, size_t at)
{
	int64_t left = flows->record->entries[at].ret;
	bool fresh = true;

	while (left > 0 && stream->next < stream->n) {
		size_t from = stream->given[stream->next];
		int64_t *there = &flows->flow->untaken[from];
		int64_t piece = *there < left ? *there : left;

		/* An arrow begins where the first piece is taken. */
		if (fresh && *there == flows->record->entries[from].ret)
			flows->flow->from[at] = from;
		fresh = false;
		*there -= piece;
		left -= piece;
		stream->next += *there == 0;
	}
	stream->ahead += left;
}

static void lose(struct flows *flows, struct stream *stream)
{
	while (stream->next < stream->n)
		flows->flow->untaken[stream->given[stream->next++]] = 0;
}

static void peer_acts(struct flows *flows, struct link *link, size_t at)
{
	const struct entry *entry = &flows->record->entries[at];

	if (does(entry, "connects")) {
		link->opened = at + 1;
		flows->flow->untaken[at] = link->accepted ? 0 : 1;
	} else if (does(entry, "closes") || does(entry, "half-closes")) {
		link->left = at + 1;
	} else if (does(entry, "resets")) {
		/* What came before it can be read still. */
		link->left = at + 1;
		link->reset = true;
		if (link->opened > 0)
			flows->flow->untaken[link->opened - 1] = 0;
	} else if (does(entry, "sends") && moved(entry)) {
		give(flows, &link->in, at);
	} else if (moved(entry)) {
		take(flows, &link->out, at);
	} else if (link->closed > 0 && does(entry, "receives")) {
		flows->flow->from[at] = link->closed - 1;
	}
}

static void program_acts(struct flows *flows, struct link *link, size_t at)
{
	const struct entry *entry = &flows->record->entries[at];

	if (entry_reads(entry) && moved(entry)) {
		take(flows, &link->in, at);
	} else if (entry_writes(entry) && moved(entry)) {
		give(flows, &link->out, at);
	} else if (entry_reads(entry) && link->left > 0) {
		/* The end of the stream, or the news of a reset. */
		flows->flow->from[at] = link->left - 1;
		link->left = 0;
	} else if (does(entry, "close") || does(entry, "shutdown")) {
		link->closed = at + 1;
		/* It does not want them; that is no riddle. */
		if (does(entry, "close"))
			lose(flows, &link->in);
	} else if (call_family_of(entry->act) == CALL_ACCEPT) {
		link->accepted = true;
		if (link->opened > 0) {
			flows->flow->from[at] = link->opened - 1;
			flows->flow->untaken[link->opened - 1] = 0;
		}
	}
}

static struct link *link_at(struct flows *flows, int number)
{
	while (flows->n <= (size_t)number) {
		flows->links = memory_grow(flows->links, flows->n,
					   sizeof(*flows->links));
		flows->links[flows->n++] = (struct link){ 0 };
	}
	return &flows->links[number];
}

void flow_find(struct flow *flow, const struct record *record)
{
	struct flows flows = { .flow = flow, .record = record };

	flow->from = memory_get(record->n * sizeof(*flow->from));
	flow->untaken = memory_get(record->n * sizeof(*flow->untaken));
	for (size_t i = 0; i < record->n; i++) {
		const struct entry *entry = &record->entries[i];

		flow->from[i] = i;
		if (entry->connection <= 0 ||
		    (size_t)entry->connection > record->n)
			continue;
		if (entry->kind == ENTRY_PEER)
			peer_acts(&flows, link_at(&flows, entry->connection),
				  i);
		else if (entry->kind == ENTRY_CALL)
			program_acts(&flows, link_at(&flows, entry->connection),
				     i);
	}
	for (size_t i = 0; i < flows.n; i++) {
		if (flows.links[i].reset)
			lose(&flows, &flows.links[i].in);
		lose(&flows, &flows.links[i].out);
		free(flows.links[i].in.given);
		free(flows.links[i].out.given);
	}
	free(flows.links);
}

void flow_clear(struct flow *flow)
{
	free(flow->from);
	free(flow->untaken);
}

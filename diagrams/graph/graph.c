/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph/graph.h"
#include "judge/evidence.h"
#include "memory.h"
#include "style/look.h"
#include "workflow/call.h"
#include "workflow/spin.h"

/* More different edges than anybody can read: the rest is left out. */
#define NODES_MAX 60

struct spot {
	const char *act, *at;
	long n, spins;
	const struct entry *last; /* of the run: it waits or ended here */
	Agnode_t *drawn;
};

struct follow {
	int from, to;
	const char *outcome;
	long n, spins;
	Agedge_t *drawn;
};

struct map {
	struct spot *spots;
	int n_spots;
	struct follow *follows;
	int n_follows;
	long left_out; /* calls at places beyond NODES_MAX */
};

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* -1: there are too many. */
static int spot_of(struct map *map, const struct entry *call)
{
	int i = 0;

	while (i < map->n_spots && !(same(map->spots[i].act, call->act) &&
				     same(map->spots[i].at, call->at)))
		i++;
	if (i == NODES_MAX)
		return -1;
	if (i == map->n_spots) {
		map->spots = memory_grow(map->spots, i, sizeof(*map->spots));
		map->spots[map->n_spots++] =
			(struct spot){ .act = call->act, .at = call->at };
	}
	return i;
}

static struct follow *follow_of(struct map *map, int from, int to,
				const char *outcome)
{
	struct follow *follow;

	for (int i = 0; i < map->n_follows; i++) {
		follow = &map->follows[i];
		if (follow->from == from && follow->to == to &&
		    same(follow->outcome, outcome))
			return follow;
	}
	map->follows = memory_grow(map->follows, map->n_follows,
				   sizeof(*map->follows));
	follow = &map->follows[map->n_follows++];
	*follow = (struct follow){ .from = from, .to = to, .outcome = outcome };
	return follow;
}

/* A call that waited and then returned is one. */
static bool goes_on(const struct entry *before, const struct entry *call)
{
	return before && before->kind == ENTRY_WAITS &&
	       same(before->act, call->act) && same(before->at, call->at);
}

static void count(struct map *map, const struct record *record)
{
	const struct entry *before = NULL;
	bool *spins = memory_check(spin_find(record));
	bool spun = false;
	int from = -1;

	for (size_t i = 0; i < record->n; i++) {
		const struct entry *call = &record->entries[i];
		int to;

		if (call->kind != ENTRY_CALL && call->kind != ENTRY_WAITS)
			continue;
		to = goes_on(before, call) ? from : spot_of(map, call);
		if (to < 0) {
			map->left_out++;
			continue;
		}
		if (!goes_on(before, call)) {
			map->spots[to].n++;
			if (from >= 0) {
				struct follow *follow = follow_of(
					map, from, to, call_outcome(before));

				follow->n++;
				follow->spins += spins[i] && spun;
			}
		}
		map->spots[to].spins += spins[i];
		spun = spins[i];
		before = call;
		from = to;
	}
	if (from >= 0)
		map->spots[from].last = before;
	free(spins);
}

static const char *role_of(const char *act)
{
	switch (family_of(act)) {
	case FAMILY_WAIT:
	case FAMILY_SLEEP:
		return "wait";
	case FAMILY_SOCKET:
	case FAMILY_LISTEN:
		return "start";
	case FAMILY_CLOSE:
		return "end";
	default:
		return "act";
	}
}

static void draw_spot(Agraph_t *graph, struct spot *spot, int i)
{
	char id[20], note[300], last[150] = "";

	if (spot->last && spot->last->kind == ENTRY_WAITS)
		snprintf(last, sizeof(last), "\\nwaits here at the end%s%s",
			 spot->last->connection > 0 ? ", for " : "",
			 spot->last->connection > 0 ? spot->last->peer : "");
	else if (spot->last)
		snprintf(last, sizeof(last), "\\nthe last call");
	snprintf(id, sizeof(id), "n%d", i);
	snprintf(note, sizeof(note), "%s\\n\u00d7 %ld%s",
		 spot->at ? spot->at : "", spot->n, last);
	spot->drawn = agnode(graph, id, 1);
	look_set(spot->drawn, "label", call_for_people(spot->act));
	look_set(spot->drawn, "note", note);
	look_set(spot->drawn, "role", role_of(spot->act));
}

static void draw_follow(Agraph_t *graph, const struct map *map,
			struct follow *follow)
{
	Agedge_t *edge = agedge(graph, map->spots[follow->from].drawn,
				map->spots[follow->to].drawn, NULL, 1);
	char label[100];

	snprintf(label, sizeof(label), "%s%s\u00d7 %ld", follow->outcome,
		 *follow->outcome ? "\\n" : "", follow->n);
	follow->drawn = edge;
	look_set(edge, "label", label);
	look_set(edge, "kind",
		 !*follow->outcome || !strcmp(follow->outcome, "nothing") ?
			 "" :
		 !strcmp(follow->outcome, "EAGAIN") ||
				 !strcmp(follow->outcome, "EINTR") ||
				 !strcmp(follow->outcome, "EINPROGRESS") ?
			 "again" :
			 "error");
}

/* What runs in circles, over the look that all have. */
static void redden(const struct map *map)
{
	for (int i = 0; i < map->n_spots; i++) {
		const struct spot *spot = &map->spots[i];
		struct paint paint = look_role(spot->drawn);

		if (spot->spins == 0)
			continue;
		paint.line = INK_WRONG;
		paint.fill = INK_WRONG_FILL;
		look_set(spot->drawn, "penwidth", "4");
		look_label(spot->drawn, &paint, NULL, 0);
	}
	for (int i = 0; i < map->n_follows; i++) {
		const struct follow *follow = &map->follows[i];

		if (follow->spins == 0)
			continue;
		look_colour(follow->drawn, "color", INK_WRONG);
		look_set(follow->drawn, "penwidth", "4");
	}
}

static void set_legend(Agraph_t *graph, const struct map *map)
{
	char text[300], *html;
	size_t len;
	FILE *out = open_memstream(&html, &len);

	if (!out)
		return;
	snprintf(text, sizeof(text),
		 "\u00d7 12: so often   thick frame: waits   red: again and "
		 "again while nothing moved");
	fputs("<br align=\"left\"/>", out);
	look_text(out, text, INK_NOTE, 11, false);
	if (map->left_out) {
		snprintf(text, sizeof(text),
			 "   left out: %ld calls at other places",
			 map->left_out);
		look_text(out, text, INK_NOTE, 11, false);
	}
	fputs("<br align=\"left\"/>", out);
	fclose(out);
	look_legend(graph, html);
	free(html);
}

Agraph_t *graph_new(const struct record *record, const char *title)
{
	Agraph_t *graph = agopen("graph", Agdirected, NULL);
	struct map map = { 0 };

	count(&map, record);
	look_set(graph, "label", title);
	look_set(graph, "note", "what followed what");
	for (int i = 0; i < map.n_spots; i++)
		draw_spot(graph, &map.spots[i], i);
	for (int i = 0; i < map.n_follows; i++)
		draw_follow(graph, &map, &map.follows[i]);
	look_apply(graph);
	redden(&map);
	set_legend(graph, &map);
	free(map.spots);
	free(map.follows);
	return graph;
}

/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "style/look.h"
#include "style/render.h"
#include "workflow/lay.h"
#include "workflow/tally.h"

#define REMARKS	    5
#define TITLE_WIDTH 84

/* 4812 as "4,812"; good until the fourth call after. */
static const char *number(long n)
{
	static char texts[4][32];
	static int next;
	char digits[32], *text = texts[next++ % 4], *to = text;
	int len = snprintf(digits, sizeof(digits), "%ld", n);

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return text;
}

/* ---- Nodes ---------------------------------------------------------------- */

struct remarks {
	struct remark of[REMARKS];
	char text[REMARKS][120];
	int n;
};

static char *remark_new(struct remarks *remarks, enum ink ink, bool bold)
{
	char *text = remarks->text[remarks->n];

	remarks->of[remarks->n++] =
		(struct remark){ .text = text, .ink = ink, .bold = bold };
	return text;
}

#define TEXT_ROOM sizeof(((struct remarks *)NULL)->text[0])

/* The place of the failure, or of the end. */
static void remark_place(struct remarks *remarks, const struct way *way,
			 const struct way_step *step,
			 const struct verdict *verdict)
{
	const struct entry *entry = &way->record->entries[step->entry];
	enum ink ink = verdict->failed ? INK_WRONG : INK_TEXT;

	if (verdict->failed && verdict->mistake)
		snprintf(remark_new(remarks, ink, true), TEXT_ROOM, "%s",
			 verdict->mistake);
	if (verdict->failed && verdict->file)
		snprintf(remark_new(remarks, ink, true), TEXT_ROOM,
			 "\u25b6 %s:%d", verdict->file, verdict->line);
	else if (entry->at)
		snprintf(remark_new(remarks, ink, false), TEXT_ROOM,
			 "at the end: %s", entry->at);
	if (verdict->failed && entry->kind == ENTRY_WAITS)
		snprintf(remark_new(remarks, ink, true), TEXT_ROOM,
			 "waits here%s%s, for ever",
			 entry->connection ? " for " : "",
			 entry->connection ? entry->peer : "");
}

static void remark_count(struct remarks *remarks, const struct way *way,
			 const struct tally *tally, int i)
{
	const struct passes *passes = &tally->nodes[i];

	if (passes->n > 0)
		snprintf(remark_new(remarks, INK_TEXT, true), TEXT_ROOM,
			 "\u00d7 %s", number(passes->n));
	else if (tally->reached[i] && way->workflow->nodes[i].calls)
		snprintf(remark_new(remarks, INK_NOTE, false), TEXT_ROOM,
			 "passed by, not called");
	if (passes->spins > 0)
		snprintf(remark_new(remarks, INK_WRONG, true), TEXT_ROOM,
			 "\u00d7 %s, and nothing moved", number(passes->spins));
}

static void lay_node(const struct way *way, const struct tally *tally,
		     const struct verdict *verdict, Agnode_t *node, int i)
{
	long at = verdict->script ? tally->place : -1;
	const struct way_step *place = at >= 0 ? &way->steps[at] : NULL;
	struct paint paint = look_role(node);
	struct remarks remarks = { .n = 0 };
	bool spins = tally->nodes[i].spins > 0;

	if (!tally->reached[i]) {
		paint = (struct paint){ INK_FAINT, INK_PAGE, INK_DIM, INK_DIM };
		look_set(node, "penwidth", "1");
	}
	if (spins || (place && place->node == i)) {
		paint.line = INK_WRONG;
		paint.fill = INK_WRONG_FILL;
		look_set(node, "penwidth", "4");
	}
	remark_count(&remarks, way, tally, i);
	if (place && place->node == i)
		remark_place(&remarks, way, place, verdict);
	look_label(node, &paint, remarks.of, remarks.n);
}

/* ---- Edges ---------------------------------------------------------------- */

static void set_width(Agedge_t *edge, long n)
{
	char width[32];

	snprintf(width, sizeof(width), "%.1f", 1.4 + 0.8 * log10((double)n));
	look_set(edge, "penwidth", width);
}

static void label_count(Agedge_t *edge, const char *said, long n, enum ink ink)
{
	char label[300];

	snprintf(label, sizeof(label), "%s%s\u00d7 %s", said, *said ? "\n" : "",
		 number(n));
	look_edge_label(edge, label, ink, true);
}

static void lay_edge(const struct step_edge *edge, const struct passes *passes)
{
	const char *said = workflow_attribute(edge->drawn, "said");
	enum ink ink = passes->spins ? INK_WRONG : INK_TEXT;

	if (passes->n == 0) {
		look_colour(edge->drawn, "color", INK_FAINT);
		look_set(edge->drawn, "penwidth", "1");
		if (*said)
			look_edge_label(edge->drawn, said, INK_DIM, false);
		return;
	}
	look_set(edge->drawn, "style", "solid");
	look_set(edge->drawn, "arrowhead", "normal");
	look_colour(edge->drawn, "color", ink);
	set_width(edge->drawn, passes->n);
	label_count(edge->drawn, said, passes->n, ink);
}

static void lay_jump(Agraph_t *graph, const struct jump *jump, Agnode_t *from,
		     Agnode_t *to)
{
	Agedge_t *edge = agedge(graph, from, to, NULL, 1);
	bool wrong = jump->wrong || jump->passes.spins > 0;
	enum ink ink = wrong ? INK_WRONG : INK_OTHER;

	look_set(edge, "constraint", "false");
	/* The other side is where the workflow's own loops are. */
	if (from == to) {
		look_set(edge, "tailport", "w");
		look_set(edge, "headport", "w");
	}
	look_set(edge, "style", wrong ? "bold" : "dashed");
	look_colour(edge, "color", ink);
	set_width(edge, wrong ? jump->passes.n + 99 : jump->passes.n);
	label_count(edge, jump->outcome, jump->passes.n, ink);
}

/* ---- The whole ------------------------------------------------------------ */

/* Words in lines of a width that the picture has room for. */
static void write_wrapped(FILE *out, const char *text)
{
	char copy[1000];

	snprintf(copy, sizeof(copy), "%s", text);
	for (char *line = copy, *next; line; line = next) {
		char *cut = line + TITLE_WIDTH;

		next = NULL;
		if (strlen(line) > TITLE_WIDTH) {
			while (cut > line && *cut != ' ')
				cut--;
			if (cut > line) {
				*cut = '\0';
				next = cut + 1;
			}
		}
		look_text(out, line, INK_TEXT, 13, false);
		fputs("<br align=\"left\"/>", out);
	}
}

static void write_title(FILE *out, const struct way *way,
			const struct verdict *verdict)
{
	const char *name = workflow_attribute(way->workflow->graph, "called");

	look_text(out, name, INK_TEXT, 17, true);
	fputs("  ", out);
	look_text(out, verdict->program ? verdict->program : "a run", INK_NOTE,
		  13, false);
	if (verdict->script) {
		fputs(": ", out);
		look_text(out, verdict->script, INK_TEXT, 13, true);
		fputs("  ", out);
		look_text(out, verdict->title ? verdict->title : "", INK_NOTE,
			  13, false);
	}
	fputs("<br align=\"left\"/>", out);
	if (verdict->passed) {
		look_text(out, "passed", INK_START, 15, true);
		fputs("<br align=\"left\"/>", out);
	}
	if (!verdict->failed)
		return;
	if (verdict->mistake) {
		look_text(out, verdict->mistake, INK_WRONG, 15, true);
		fputs("<br align=\"left\"/>", out);
	}
	if (verdict->message && *verdict->message)
		write_wrapped(out, verdict->message);
}

/* Only what there is to see. */
static void write_legend(FILE *out, const struct way *way,
			 const struct tally *tally)
{
	bool other = false, red = tally->place >= 0;

	for (int i = 0; i < tally->n_jumps; i++)
		other |= !tally->jumps[i].wrong &&
			 !tally->jumps[i].passes.spins;
	for (int i = 0; i < way->workflow->n_nodes + way->n_extras; i++)
		red |= tally->nodes[i].spins > 0;
	fputs("<br align=\"left\"/>", out);
	look_text(out, "\u00d7 12: so often   ", INK_TEXT, 11, true);
	look_text(out, "pale: never reached   ", INK_DIM, 11, false);
	if (other)
		look_text(
			out,
			"dashed: not in the workflow; no mistake in itself   ",
			INK_OTHER, 11, false);
	if (red)
		look_text(out, "thick and red: the mistake", INK_WRONG, 11,
			  true);
	fputs("<br align=\"left\"/>", out);
}

static void set_words(const struct way *way, const struct tally *tally,
		      const struct verdict *verdict)
{
	char *title, *legend;
	size_t len;
	FILE *out = open_memstream(&title, &len);

	if (!out)
		return;
	write_title(out, way, verdict);
	fclose(out);
	look_title(way->workflow->graph, title);
	free(title);
	out = open_memstream(&legend, &len);
	if (!out)
		return;
	write_legend(out, way, tally);
	fclose(out);
	look_legend(way->workflow->graph, legend);
	free(legend);
}

static Agnode_t *extra_node(const struct way *way, int i)
{
	const char *name = family_name(way_extra(way, i));
	Agraph_t *graph = way->workflow->graph;
	char id[40];
	Agnode_t *node;

	snprintf(id, sizeof(id), "extra_%s", name);
	node = agnode(graph, id, 1);
	look_set(node, "called", name);
	look_set(node, "note", "not in the workflow");
	look_set(node, "shape", "box");
	look_set(node, "style", "dashed,filled");
	return node;
}

void lay_way(const struct way *way, const struct verdict *verdict)
{
	const struct workflow *workflow = way->workflow;
	struct tally *tally = tally_new(way, verdict);
	int n = workflow->n_nodes + way->n_extras;
	Agnode_t **nodes = memory_check(calloc(n + 1, sizeof(*nodes)));

	for (int i = 0; i < n; i++) {
		nodes[i] = i < workflow->n_nodes ? workflow->nodes[i].drawn :
						   extra_node(way, i);
		lay_node(way, tally, verdict, nodes[i], i);
	}
	for (int i = 0; i < workflow->n_edges; i++)
		lay_edge(&workflow->edges[i], &tally->edges[i]);
	for (int i = 0; i < tally->n_jumps; i++)
		lay_jump(workflow->graph, &tally->jumps[i],
			 nodes[tally->jumps[i].from],
			 nodes[tally->jumps[i].to]);
	set_words(way, tally, verdict);
	free(nodes);
	tally_free(tally);
}

char *lay_describe(const struct way *way, const struct verdict *verdict)
{
	const struct workflow *workflow = way->workflow;
	struct tally *tally = tally_new(way, verdict);
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (int i = 0; out && i < workflow->n_nodes + way->n_extras; i++)
		fprintf(out, "%s: %s times%s.\n",
			i < workflow->n_nodes ?
				workflow_attribute(workflow->nodes[i].drawn,
						   "called") :
				family_name(way_extra(way, i)),
			number(tally->nodes[i].n),
			tally->nodes[i].spins ? ", and nothing moved" : "");
	if (out && verdict->failed)
		fprintf(out, "%s, at %s:%d. %s\n",
			verdict->mistake ? verdict->mistake : "It failed",
			verdict->file ? verdict->file : "", verdict->line,
			verdict->message ? verdict->message : "");
	if (out)
		fclose(out);
	tally_free(tally);
	return text;
}

int lay_count_red(const struct way *way, const struct verdict *verdict)
{
	struct tally *tally = tally_new(way, verdict);
	int n = tally->place >= 0;

	for (int i = 0; i < way->workflow->n_nodes + way->n_extras; i++)
		n += tally->nodes[i].spins > 0;
	tally_free(tally);
	return n;
}

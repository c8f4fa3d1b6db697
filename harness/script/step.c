/* SPDX-License-Identifier: MIT */
/* One line of steps, and what ends each. */
#include "script/parser.h"

#include <string.h>

#include "memory.h"

void step_free(struct step *step)
{
	free(step->text);
	free(step->reveals);
	free(step->who);
	free(step->payload.bytes);
	free(step->flood.bytes);
	free(step->other);
	free(step->pieces);
	free(step->open);
	free(step->name);
	free(step->fault.peer);
}

static bool verb_is_early(enum verb verb)
{
	return verb == VERB_STARTS_WITH_OPEN || verb == VERB_HAS_LIMIT ||
	       verb == VERB_PORT_TAKEN;
}

/* These let the program run, so that nothing can happen together with what
   comes after them. */
static bool step_lets_run(const struct step *step)
{
	return step->verb == VERB_PASSES || step->verb == VERB_MAKES_CALLS ||
	       step->verb == VERB_STILL_SERVES || step->verb == VERB_FLOODS ||
	       step->n_pieces > 0 || step->pieces_most > 0;
}

static bool order_check(struct parser *parser, const struct step *step,
			const struct subject *subject)
{
	const struct script *script = parser->script;
	const struct step *before =
		parser->joined ? &script->steps[script->n_steps - 1] : NULL;

	if (script->n_steps == PARSER_STEPS)
		return parser_fail(parser, subject->start,
				   "a script has at "
				   "most %d steps, repeats included",
				   PARSER_STEPS);
	if (verb_is_early(step->verb) && parser->begun)
		return parser_fail(
			parser, subject->start,
			"this step is for "
			"before the program starts: it stands before "
			"all other steps");
	if (parser->in_orders && step_lets_run(step))
		return parser_fail(parser, subject->start,
				   "this lets the program run, and so cannot "
				   "stand in every place of a block with "
				   "several orders");
	if (before && step_lets_run(before))
		return parser_fail(
			parser, subject->start,
			"nothing can happen "
			"together with \"%.60s\", which lets the "
			"program run: make it the last, or a step of "
			"its own",
			before->text);
	return true;
}

static void step_add(struct parser *parser, const struct step *step)
{
	struct script *script = parser->script;

	if (parser->joined)
		script->steps[script->n_steps - 1].together = true;
	script->steps =
		memory_grow(script->steps, script->n_steps, sizeof(*step));
	script->steps[script->n_steps++] = *step;
	parser->begun |= !verb_is_early(step->verb) &&
			 !verb_is_answer(step->verb);
	parser->cast.begun = parser->begun;
	/* To play a step of many takes as long as a line. */
	parser->expanded += (size_t)step->count / 16;
	if (step->verb == VERB_RESTARTS)
		cast_restart(&parser->cast);
}

/* From the first word to the last, and the code behind it. */
static bool text_take(struct parser *parser, struct step *step,
		      const struct subject *subject)
{
	const struct token *last = parser_token(parser) - 1;
	const struct token *code = parser_token(parser);

	step->line = parser->top_line;
	step->text =
		memory_copy(subject->start,
			    (size_t)(last->start + last->len - subject->start));
	if (code->kind != TOKEN_CODE)
		return true;
	parser->at++;
	return parser_code(parser, code->start, code->len, &step->reveals);
}

static bool step_parse(struct parser *parser)
{
	struct subject subject = { 0 };
	struct step step = { .count = 1 };
	size_t n = parser->script->n_steps;

	parser->example = "alice connects";
	if (parser->in_together && n > parser->together_from)
		parser->joined = true;
	if (!subject_parse(parser, &step, &subject) ||
	    !text_take(parser, &step, &subject) ||
	    !order_check(parser, &step, &subject)) {
		step_free(&step);
		return false;
	}
	step_add(parser, &step);
	return true;
}

bool step_parse_line(struct parser *parser)
{
	const struct token *token;

	parser->joined = false;
	for (;;) {
		if (!step_parse(parser))
			return false;
		token = parser_token(parser);
		if (token->kind == TOKEN_END)
			return true;
		if (!parser_word(parser, "and"))
			return parser_fail(parser, token->start,
					   "nothing more "
					   "belongs to this step, as in: %s",
					   parser->example);
		parser->joined = true;
	}
}

/* SPDX-License-Identifier: MIT */
#include "belongs.h"

#include <string.h>

#include "judge/wording.h"
#include "memory.h"

static bool shares_students(struct journal *journal, const struct class *class)
{
	for (size_t i = 0; i < class->n_students; i++)
		if (journal_has_student(journal, class->students[i].id))
			return true;
	return false;
}

static bool is_handed_in(const struct class *class)
{
	for (size_t i = 0; i < class->n_units; i++)
		if (class->units[i].unit.status != ENTRY_NO_SUBMISSION)
			return true;
	return false;
}

/* How many results would be replaced. */
static size_t results(struct journal *journal, const struct class *class)
{
	size_t n = 0;

	for (size_t i = 0; i < class->n_units; i++)
		n += journal_has_result(journal, class->units[i].unit.student,
					class->units[i].unit.lesson);
	return n;
}

static bool is_same(const char *one, const char *other)
{
	return strcmp(one ? one : "", other ? other : "") == 0;
}

/* With another roster, the same people may have other ids. */
static char *another_class(struct journal *journal, const struct class *class,
			   const char *submissions, const char *out)
{
	char *before = journal_get(journal, "submissions");
	char *roster = journal_get(journal, "roster"), *why = NULL;
	bool same = is_same(before, submissions);

	if (!same)
		why = wording("%s holds the grades of %s, of whose students "
			      "none is in %s: choose another OUT",
			      out, before ? before : "another class",
			      submissions);
	else if (is_same(roster, class->roster_text))
		why = wording("%s: none of the students whose grades %s holds "
			      "is in it any more; if that is right, choose "
			      "another OUT",
			      submissions, out);
	free(roster);
	free(before);
	return why;
}

char *belongs_not(struct journal *journal, const struct class *class,
		  const char *submissions, const char *out)
{
	size_t n;

	if (journal_has_student(journal, NULL) &&
	    !shares_students(journal, class))
		return another_class(journal, class, submissions, out);
	n = is_handed_in(class) ? 0 : results(journal, class);
	if (n)
		return wording("%s: nothing is handed in there, and %s holds "
			       "%zu results of these students; if that is "
			       "right, choose another OUT",
			       submissions, out, n);
	return NULL;
}

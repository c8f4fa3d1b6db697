/* SPDX-License-Identifier: MIT */
#include "pages.h"

#include <unistd.h>

#include "judge/wording.h"
#include "memory.h"
#include "name.h"

/* The folder stays if anything else is in it. */
static void remove_page(void *argument, const char *const *columns)
{
	const char *out = argument;
	char *name = name_folder(columns[0]);
	char *folder = wording("%s/feedback/%s", out, name);
	char *page = wording("%s/index.html", folder);

	unlink(page);
	rmdir(folder);
	free(page);
	free(folder);
	free(name);
}

int pages_renew(struct journal *journal, const struct book *book,
		const char *out)
{
	char *place = memory_text(out);

	journal_begin(journal);
	journal_each(journal,
		     "SELECT student FROM page"
		     " WHERE student NOT IN (SELECT id FROM student)",
		     remove_page, place);
	journal_forget_pages(journal);
	for (size_t i = 0; i < book->n_students; i++)
		journal_add_page(journal, book->students[i].id);
	free(place);
	return journal_commit(journal);
}

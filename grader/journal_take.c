/* SPDX-License-Identifier: MIT */
/* Several journals to one. */
#include "journal_inside.h"

int journal_take(struct journal *journal, const char *path)
{
	static const char merge[] =
		"REPLACE INTO meta SELECT * FROM shard.meta;"
		"REPLACE INTO lesson SELECT * FROM shard.lesson;"
		"REPLACE INTO student SELECT * FROM shard.student;"
		"REPLACE INTO aside SELECT * FROM shard.aside;"
		"INSERT OR IGNORE INTO unit SELECT * FROM shard.unit;"
		"REPLACE INTO unit SELECT * FROM shard.unit"
		" WHERE state = 'done';"
		"REPLACE INTO attempt SELECT * FROM shard.attempt;";

	if (journal_change(journal, "ATTACH ? AS shard", "s", path) < 0)
		return -1;
	journal_begin(journal);
	if (sqlite3_exec(journal->db, merge, NULL, NULL, NULL) != SQLITE_OK)
		journal_fail(journal);
	if (journal_commit(journal) < 0)
		return -1;
	return journal_change(journal, "DETACH shard", "");
}

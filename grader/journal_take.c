/* SPDX-License-Identifier: MIT */
/* Several journals to one. */
#include "journal_inside.h"
#include "memory.h"

static int attach(struct journal *journal, const char *path)
{
	return journal_change(journal, "ATTACH ? AS shard", "s", path);
}

static int detach(struct journal *journal)
{
	return journal_change(journal, "DETACH shard", "");
}

static int run(struct journal *journal, const char *path, const char *query)
{
	if (attach(journal, path) < 0)
		return -1;
	journal_begin(journal);
	if (sqlite3_exec(journal->db, query, NULL, NULL, NULL) != SQLITE_OK)
		journal_fail(journal);
	if (journal_commit(journal) < 0)
		return -1;
	return detach(journal);
}

int journal_take(struct journal *journal, const char *path)
{
	return run(journal, path,
		   "REPLACE INTO meta SELECT * FROM shard.meta;"
		   "REPLACE INTO lesson SELECT * FROM shard.lesson;"
		   "REPLACE INTO student SELECT * FROM shard.student;"
		   "REPLACE INTO aside SELECT * FROM shard.aside;"
		   "INSERT OR IGNORE INTO unit SELECT * FROM shard.unit;"
		   "REPLACE INTO unit SELECT * FROM shard.unit"
		   " WHERE state = 'done';"
		   "REPLACE INTO attempt SELECT * FROM shard.attempt;");
}

int journal_take_pages(struct journal *journal, const char *path)
{
	return run(journal, path,
		   "REPLACE INTO page SELECT * FROM shard.page;");
}

/* A sentence for each difference; ?1 and ?2 are the names of the two. */
static const char difference[] =
	"SELECT name || ' is only in ' || ?1 FROM main.lesson"
	" WHERE name NOT IN (SELECT name FROM shard.lesson) "
	"UNION ALL SELECT name || ' is only in ' || ?2 FROM shard.lesson"
	" WHERE name NOT IN (SELECT name FROM main.lesson) "
	"UNION ALL SELECT name || ' has ' || a.max_points || ' points in '"
	" || ?1 || ', and ' || b.max_points || ' in ' || ?2"
	" FROM main.lesson a JOIN shard.lesson b USING(name)"
	" WHERE a.max_points <> b.max_points "
	"UNION ALL SELECT 'the scripts of ' || name || ' are not the same in '"
	" || ?1 || ' and in ' || ?2"
	" FROM main.lesson a JOIN shard.lesson b USING(name)"
	" WHERE a.kit <> b.kit "
	"UNION ALL SELECT 'the student ' || id || ' is only in ' || ?1"
	" FROM main.student WHERE id NOT IN (SELECT id FROM shard.student) "
	"UNION ALL SELECT 'the student ' || id || ' is only in ' || ?2"
	" FROM shard.student WHERE id NOT IN (SELECT id FROM main.student) "
	"UNION ALL SELECT 'the ' || CASE key WHEN 'late' THEN 'late policy'"
	" ELSE key END || ' is not the same in ' || ?1 || ' and in ' || ?2 FROM main.meta a JOIN shard.meta b USING(key)"
	" WHERE key IN ('roster', 'late', 'weights', 'visibility')"
	" AND a.value IS NOT b.value "
	"UNION ALL SELECT 'what ' || a.student || ' submitted to ' || a.lesson"
	" || ' is not the same in ' || ?1 || ' and in ' || ?2"
	" FROM main.reported a JOIN shard.reported b"
	" ON a.student = b.student AND a.lesson = b.lesson"
	" WHERE a.digest <> b.digest OR (NOT a.judged AND NOT b.judged"
	" AND a.status IS NOT b.status) "
	"LIMIT 1";

char *journal_difference(struct journal *journal, const char *path,
			 const char *name, const char *others_name)
{
	char *found;

	if (attach(journal, path) < 0)
		return memory_text(journal->error);
	found = journal_text(journal, difference, "ss", name, others_name);
	if (detach(journal) < 0 && !found)
		found = memory_text(journal->error);
	return found;
}

bool journal_shares(struct journal *journal, const char *path)
{
	char *found;
	bool shares;

	if (attach(journal, path) < 0)
		return false;
	found = journal_text(journal,
			     "SELECT 1 FROM main.unit a JOIN shard.unit b"
			     " ON a.student = b.student",
			     "");
	shares = found != NULL;
	free(found);
	detach(journal);
	return shares;
}

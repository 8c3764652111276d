#include "server/journal/journal.h"

#include "server/journal/journal_internal.h"

static const char set_alive[] = "INSERT INTO meta (name, value) VALUES ('alive_wall_ms', ?1)"
                                " ON CONFLICT (name) DO UPDATE SET value = excluded.value";
static const char get_alive[] = "SELECT value FROM meta WHERE name = 'alive_wall_ms'";

int journal_set_alive(struct journal *journal, const struct clock_moment *moment, struct err *err)
{
	sqlite3_stmt *statement = NULL;
	int code;

	if (journal->dead != 0)
		return journal_refuse(journal, err);
	code = sqlite3_prepare_v2(journal->db, set_alive, -1, &statement, NULL);
	if (code == SQLITE_OK) {
		journal_bind_bytes(statement, 1, (const uint8_t *)moment, sizeof(*moment));
		code = sqlite3_step(statement) == SQLITE_DONE ? SQLITE_OK
		                                              : sqlite3_errcode(journal->db);
	}
	if (code != SQLITE_OK)
		journal->dead =
		    journal_database_error(journal->db, code, journal->path, "write to it", err);
	sqlite3_finalize(statement);
	return journal->dead;
}

void journal_alive(struct journal *journal, struct clock_moment *moment)
{
	sqlite3_stmt *statement = NULL;
	size_t len;

	*moment = (struct clock_moment){.wall_ms = 0};
	if (sqlite3_prepare_v2(journal->db, get_alive, -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW) {
		len = (size_t)sqlite3_column_bytes(statement, 0);
		/* earlier versions noted the wall clock alone, which comes first */
		if (len == sizeof(*moment) || len == sizeof(moment->wall_ms))
			memcpy(moment, sqlite3_column_blob(statement, 0), len);
	}
	sqlite3_finalize(statement);
}

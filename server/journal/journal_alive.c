#include "server/journal/journal.h"

#include "server/journal/journal_internal.h"

static const char set_alive[] = "INSERT INTO meta (name, value) VALUES ('alive_wall_ms', ?1)"
                                " ON CONFLICT (name) DO UPDATE SET value = excluded.value";
static const char get_alive[] = "SELECT value FROM meta WHERE name = 'alive_wall_ms'";

int journal_set_alive(struct journal *journal, int64_t wall_ms, struct err *err)
{
	sqlite3_stmt *statement = NULL;
	int code;

	if (journal->dead != 0)
		return journal_refuse(journal, err);
	code = sqlite3_prepare_v2(journal->db, set_alive, -1, &statement, NULL);
	if (code == SQLITE_OK) {
		journal_bind_bytes(statement, 1, (const uint8_t *)&wall_ms, sizeof(wall_ms));
		code = sqlite3_step(statement) == SQLITE_DONE ? SQLITE_OK
		                                              : sqlite3_errcode(journal->db);
	}
	if (code != SQLITE_OK)
		journal->dead =
		    journal_database_error(journal->db, code, journal->path, "write to it", err);
	sqlite3_finalize(statement);
	return journal->dead;
}

int64_t journal_alive_ms(struct journal *journal)
{
	sqlite3_stmt *statement = NULL;
	int64_t wall_ms = 0;

	if (sqlite3_prepare_v2(journal->db, get_alive, -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW &&
	    sqlite3_column_bytes(statement, 0) == sizeof(wall_ms))
		memcpy(&wall_ms, sqlite3_column_blob(statement, 0), sizeof(wall_ms));
	sqlite3_finalize(statement);
	return wall_ms;
}

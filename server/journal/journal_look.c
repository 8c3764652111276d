/* A journal that is read as it lies there. */
#include "proto/xalloc.h"
#include "server/journal/journal_internal.h"
#include "server/store/sqlite_file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is in a log beside the file belongs to it, and is read only by whoever may write. */
static int check_log(const char *path, struct err *err)
{
	char *real = realpath(path, NULL);
	struct buf log = {0};
	struct stat status;
	int result = 0;

	buf_printf(&log, "%s-wal", real != NULL ? real : path);
	buf_append_byte(&log, 0);
	if (stat((char *)log.data, &status) == 0 && status.st_size > 0)
		result = err_set(err, ERR_BUSY,
		    "\"%s\" has a log beside it, \"%s\", that is to be moved into it first: "
		    "`convened restore` does that",
		    path, (char *)log.data);
	buf_deinit(&log);
	free(real);
	return result;
}

int journal_look(const char *path, struct journal **out, struct err *err)
{
	struct journal *journal = xcalloc(1, sizeof(*journal));
	const struct journal_identity *identity = &journal->identity;
	int result;

	journal->path = xstrdup(path);
	journal->lock = FILE_LOCK_NONE;
	/* nothing is ever written, at the end neither */
	journal->dead = ERR_DENIED;
	journal->chain = xcheck(chain_new());
	result = sqlite_file_check(path, R_OK, err);
	if (result == 0)
		result = check_log(path, err);
	if (result == 0)
		result = journal_database_open(
		    path, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, &journal->db, err);
	if (result == 0)
		result = journal_identity_read(journal->db, path, &journal->identity, err);
	if (result == 0 &&
	    !chain_begin(journal->chain, identity->genesis.data, identity->genesis.len))
		result = err_set(err, ERR_IO, "\"%s\": hashing failed", path);
	if (result != 0) {
		journal_close(journal);
		return result;
	}
	chain_resume(journal->chain, identity->head_hash);
	*out = journal;
	return 0;
}

/*
 * What an exercise's file has to be before SQLite may write to it, and what lies beside it from
 * before. Any thread; blocks for a few system calls.
 */
#ifndef CONVENE_STORE_SQLITE_FILE_H
#define CONVENE_STORE_SQLITE_FILE_H

#include "server/base/err.h"

/*
 * Refuses, and says what would be right: a link to a file of another name, and a file with other
 * names (hard links), because the same exercise would run twice; what is no file; and what this
 * process may not use as it wants to (R_OK, or R_OK | W_OK): SQLite would open for reading what it
 * may not write, and leave files beside it that nobody can write either.
 */
int sqlite_file_check(const char *path, int use, struct err *err);

/* Makes SQLite's files beside it writable again, where an earlier opening left them as the file was
 * then. For whoever has the file's lock. */
int sqlite_file_mend(const char *path, struct err *err);

/* ERR_BUSY when there is something in a log beside it: that belongs to the file, and is read only
 * by whoever may write. */
int sqlite_file_check_alone(const char *path, struct err *err);

#endif

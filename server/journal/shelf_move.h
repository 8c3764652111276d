/* An exercise moved between the shelves (server/store/shelf.h). Any thread; blocks. */
#ifndef CONVENE_JOURNAL_SHELF_MOVE_H
#define CONVENE_JOURNAL_SHELF_MOVE_H

#include "server/base/err.h"

/*
 * Moves an exercise that nobody has open from one shelf to the other. Before it goes into the
 * archive its log is moved into the file and all of it is verified. It is on one of the two, whole,
 * whenever the process is killed.
 */
int shelf_archive(const char *data_folder, const char *id, struct err *err);
int shelf_restore(const char *data_folder, const char *id, struct err *err);

#endif

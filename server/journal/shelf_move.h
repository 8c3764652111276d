/* An exercise moved between the shelves (server/store/shelf.h). Any thread; blocks. */
#ifndef CONVENE_JOURNAL_SHELF_MOVE_H
#define CONVENE_JOURNAL_SHELF_MOVE_H

#include "server/store/shelf.h"

/*
 * Moves an exercise that nobody has open to one shelf from the other. Before it goes into the
 * archive its log is moved into the file and all of it is verified. It is on one of the two, whole,
 * whenever the process is killed.
 */
int shelf_move(const char *data_folder, const char *id, enum shelf to_shelf, struct err *err);

#endif

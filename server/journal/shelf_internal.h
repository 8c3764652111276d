/* What the files of the shelves share. Nobody outside this folder includes it. */
#ifndef CONVENE_JOURNAL_SHELF_INTERNAL_H
#define CONVENE_JOURNAL_SHELF_INTERNAL_H

#include "server/journal/shelf.h"

/* An exercise that is being deleted has this name until nothing else of it is left. */
#define SHELF_DELETED SHELF_SUFFIX ".deleted"

/* Whether `name` is a stem of at least one character and `suffix`. */
bool shelf_name_ends(const char *name, const char *suffix);

/* Goes on with what has the name of SHELF_DELETED: removes what belongs to it, then that itself.
 * What cannot be removed is an error, and the name stays, so that it can be gone on with. */
int shelf_finish_delete(
    const char *folder, const char *deleted_name, struct buf *said, struct err *err);

#endif

/* What the files of the shelves share. Nobody outside this folder includes it. */
#ifndef CONVENE_STORE_SHELF_PRIVATE_H
#define CONVENE_STORE_SHELF_PRIVATE_H

#include "server/store/shelf.h"

#include <sys/stat.h>

/* An exercise that is being deleted has this name until nothing else of it is left. */
#define SHELF_DELETED SHELF_SUFFIX ".deleted"

/* What SQLite and the lock put beside a file; NULL at the end. */
extern const char *const shelf_companions[];

/* Whether `name` is a stem of at least one character and `suffix`. */
bool shelf_name_ends(const char *name, const char *suffix);

/* The name of the exercise's file to which `name` would belong; NULL: to none. Owned. */
char *shelf_owner_of(const char *name);

/* Whether `name` is in `folder`, and then its status. */
bool shelf_has(const char *folder, const char *name, struct stat *status);

/* Goes on with what has the name of SHELF_DELETED: removes what belongs to it, then that itself.
 * What cannot be removed is an error, and the name stays, so that it can be gone on with. */
int shelf_finish_delete(
    const char *folder, const char *deleted_name, struct buf *said, struct err *err);

#endif

/*
 * The two folders of a data folder in which exercises lie: exercises/, which are served, and
 * archive/, which are not. An exercise is a file ID.convene; what lies beside it belongs to it, is
 * a leftover, or is named as strange: nothing is passed over in silence. Any thread; blocks.
 */
#ifndef CONVENE_STORE_SHELF_H
#define CONVENE_STORE_SHELF_H

#include "proto/buf.h"
#include "server/base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define SHELF_SUFFIX ".convene"
#define SHELF_ID_MAX 64

enum shelf { SHELF_SERVED, SHELF_ARCHIVED };

/* Lower-case letters, digits and hyphens, at most SHELF_ID_MAX: what may be a file's name and part
 * of a link. */
bool shelf_id_valid(const char *id);

/* "DATA/exercises" or "DATA/archive"; owned by the caller. */
char *shelf_folder(const char *data_folder, enum shelf shelf);

/* "DATA/exercises/ID.convene" or "DATA/archive/ID.convene"; owned by the caller. */
char *shelf_path(const char *data_folder, enum shelf shelf, const char *id);

/* Why nothing of that id can be put there: NULL, or "exists already" and the like. */
const char *shelf_taken(const char *data_folder, enum shelf shelf, const char *id);

/* `id` and `name` are borrowed for the call. */
struct shelf_visitor {
	void *context; /* borrowed: outlives the visit */
	/* An exercise, whatever is in its file. */
	void (*exercise)(void *context, const char *id);
	/* Something that is no exercise and belongs to none; `why` says so as what follows the
	 * name. NULL: not told. */
	void (*strange)(void *context, const char *name, const char *why);
};

/* In the order of names. A folder that is not there is empty, unless it is exercises/. */
int shelf_visit(const char *data_folder, enum shelf shelf, const struct shelf_visitor *visitor,
    struct err *err);

/* Whether any exercise lies on either shelf. */
bool shelf_has_exercises(const char *data_folder);

/*
 * Removes from both folders what a kill has left of an exercise that was being deleted, and of
 * locks and indexes without an exercise. For a server that starts. Appends to `said` a line each,
 * the name.
 */
void shelf_clean(const char *data_folder, struct buf *said);

/*
 * Deletes an exercise that nobody has open, from the shelf on which it lies; if on both, only what
 * is served. From the first moment on it is no exercise any more; what a kill or a failure leaves,
 * shelf_clean() or another shelf_delete() removes. A link to a file of the same name is followed,
 * of another name is all that is deleted. Appends to `said` the names of what was deleted, a line
 * each.
 */
int shelf_delete(const char *data_folder, const char *id, struct buf *said, struct err *err);

#endif

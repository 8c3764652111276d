/*
 * An errand: what is done to an exercise as a whole while the server runs. It is archived, brought
 * back, or deleted. Loop thread only; the files are moved by a worker. Owned by the host until it
 * is done.
 *
 *    served --close--> closed --worker--> archived or deleted
 *       ^                          | failed
 *       +---------- open ----------+        archived --worker--> closed --open--> served
 *
 * A kill at any moment leaves the exercise whole on one shelf, or marked as deleted
 * (store/shelf.h).
 */
#ifndef CONVENE_HOST_ERRAND_H
#define CONVENE_HOST_ERRAND_H

#include "server/host/host.h"

enum errand_kind { ERRAND_ARCHIVE, ERRAND_RESTORE, ERRAND_DELETE };

struct errand {
	struct errand *next; /* owned: the host's list */
	struct host *host;   /* borrowed: outlives the errand */
	enum errand_kind kind;
	char *exercise_id; /* owned */
	bool was_served;
	struct work work;
	struct buf names; /* of what was deleted, a line each */
	struct err err;
	int result;
	/* Called on the loop, later; NULL: who asked has gone. The errand is freed when it returns.
	 * A restored exercise is being loaded by then. */
	void (*done)(void *context, const struct errand *errand);
	void *context; /* borrowed: outlives the call of `done` */
};

/* The errand that an exercise is on; NULL: none, it may be opened. */
struct errand *errand_of(const struct host *host, const char *exercise_id);

/* Not while the host stops, nor for an exercise that is being loaded or on another errand. Whoever
 * is in the exercise is told. */
struct errand *errand_start(struct host *host, enum errand_kind kind, const char *exercise_id,
    void (*done)(void *context, const struct errand *errand), void *context);

/* Who asked has gone; the errand goes on. */
void errand_forget(struct errand *errand);

#endif

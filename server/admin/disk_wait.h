/*
 * What an answer of local administration waits for: that everything it says, of any number of
 * exercises, is on disk; or that an exercise is loaded. Loop thread only. Owned by the session that
 * answers; follows the exercises meanwhile.
 */
#ifndef CONVENE_ADMIN_DISK_WAIT_H
#define CONVENE_ADMIN_DISK_WAIT_H

#include "server/live/live.h"

struct disk_wait;

/* Told on the loop, never inside a call of this header. */
struct disk_wait_events {
	void *context; /* borrowed: outlives the wait */
	/* Something of what was waited for is there: see disk_wait_is_over(). */
	void (*advanced)(void *context);
	/* An exercise stopped first; nothing is waited for any more. */
	void (*ended)(void *context, Convene__V1__ErrorCode code, const char *text);
};

/* `events` is copied. `connection_id`: of the session. */
struct disk_wait *disk_wait_new(const struct disk_wait_events *events, uint64_t connection_id);
void disk_wait_free(struct disk_wait *wait);

/* Waits for all that is true of `live` now, or if it is being loaded, for the end of that. */
void disk_wait_for(struct disk_wait *wait, struct live *live);

bool disk_wait_is_over(const struct disk_wait *wait);

/* Waits for nothing any more. */
void disk_wait_stop(struct disk_wait *wait);

#endif

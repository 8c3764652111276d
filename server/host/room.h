/*
 * A room: one exercise that is served, and those who are in it. What its people are told of each
 * other, and what one of them alone is told or has to bear, begins here; what all are told is in
 * the log. Loop thread only. Owned by the host.
 */
#ifndef CONVENE_HOST_ROOM_H
#define CONVENE_HOST_ROOM_H

#include "server/host/crowd.h"
#include "server/host/guests.h"
#include "server/live/live.h"

struct host;

struct room {
	struct room *next; /* owned */
	struct host *host; /* borrowed: owns the room */
	struct live *live; /* owned */
	struct crowd crowd;
	struct guests guests;
	uint64_t told_ms; /* loop time at which the crowd was last told about */
	/* Not NULL: it ends being served, and this is called when it does not exist any more. */
	void (*gone)(void *context);
	void *gone_context; /* borrowed: outlives the call of `gone` */
};

void room_free(struct room *room);

/* Somebody came or went: tells those who may know, now, or if that was less than a second before
 * `now_ms` (of the loop), with the next second. */
void room_tell_crowd(struct room *room, uint64_t now_ms);

/* How it stands with the person's last call for welfare, framed; NULL: there was none. One
 * reference, the caller's. */
struct blob *room_welfare(const struct room *room, uint64_t participant_id);

/* One more connection of this person is about to come: where there are too many already, the oldest
 * is told so and ends. */
void room_make_way(struct room *room, uint64_t participant_id);

/* All connections of the person end with this code (struct follower), once what was decided by now
 * is on disk. */
void room_end_connections(struct room *room, uint64_t participant_id, Convene__V1__ErrorCode code);

/* Tells everybody whose call for welfare the decision changes how it stands now; and has those end
 * whom it removes, or whose own code it replaces, once that is on disk. */
void room_tell_concerned(struct room *room, const struct decision *decision);

#endif

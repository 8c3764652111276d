/*
 * Who is connected to one exercise, and whose names are new: gathered, and told in one frame for
 * each class of viewers; in a large exercise about once a second. Not in the log. Loop thread only.
 * Owns its lists.
 */
#ifndef CONVENE_SESSION_CROWD_H
#define CONVENE_SESSION_CROWD_H

#include "server/live/live.h"
#include "server/session/outbox.h"

#include <stdbool.h>

struct crowd_member {
	uint64_t participant_id;
	uint32_t connections;
	bool told; /* viewers believe the person to be connected */
};

/* The names that one class of viewers may see, as last framed. */
struct crowd_names {
	struct viewer viewer;
	size_t people;     /* known when it was framed */
	uint32_t loads;    /* the live exercise's at that time */
	struct blob *blob; /* ref; NULL: there are none */
};

struct crowd {
	struct crowd_member *members; /* owned; in the order of participant_id */
	size_t count, cap;
	uint64_t *new_names; /* owned; participants whose names are to be told */
	size_t new_count, new_cap;
	bool changed;              /* somebody's presence differs from what was told */
	bool newcomers;            /* somebody waits for everybody's presence */
	struct crowd_names *names; /* owned; one for each class that has logged in */
	size_t names_count;
};

void crowd_deinit(struct crowd *crowd); /* a zeroed one is empty */

/* A connection of a participant came or went. */
void crowd_came(struct crowd *crowd, uint64_t participant_id);
void crowd_went(struct crowd *crowd, uint64_t participant_id);
void crowd_named(struct crowd *crowd, uint64_t participant_id);

/* True when it is time to tell viewers something. */
bool crowd_has_news(const struct crowd *crowd);

/* Frames with what is new for a viewer; NULL when nothing is. One reference, the caller's. */
struct blob *crowd_news(
    const struct crowd *crowd, const struct live *live, const struct viewer *viewer);

/* Frames with everybody's presence and what names are new, for a newcomer. One reference, the
 * caller's. */
struct blob *crowd_presence(
    const struct crowd *crowd, const struct live *live, const struct viewer *viewer);

/* All viewers have been told. */
void crowd_told(struct crowd *crowd);

/* Frames with all names that a viewer may see; NULL when there are none. Borrowed: until the next
 * call. */
struct blob *crowd_all_names(
    struct crowd *crowd, const struct live *live, const struct viewer *viewer);

size_t crowd_connected(const struct crowd *crowd);
bool crowd_has(const struct crowd *crowd, uint64_t participant_id); /* connected now */

#endif

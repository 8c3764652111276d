/*
 * Who is connected to one exercise, and what people are called, in frames for each class of
 * viewers. Presence is gathered; in a large exercise it is told about once a second. Names go out
 * ahead of the events that are the first to speak of their people. Neither is in the log. Loop
 * thread only. Owns its lists.
 */
#ifndef CONVENE_HOST_CROWD_H
#define CONVENE_HOST_CROWD_H

#include "server/base/blob.h"
#include "server/live/live.h"

#include <stdbool.h>

struct crowd_member {
	uint64_t participant_id;
	uint32_t connections;
	bool told; /* viewers believe the person to be connected */
};

/* The names that one class of viewers may see, as last framed: of all people, and of some who
 * joined last. */
struct crowd_names {
	struct viewer viewer;
	uint32_t loads;      /* the live exercise's at that time */
	size_t people;       /* known when all were framed */
	struct blob *blob;   /* ref; NULL: there are none */
	size_t from, to;     /* which of the people `latest` has */
	struct blob *latest; /* ref; NULL: of none of them */
};

struct crowd {
	struct crowd_member *members; /* owned; in the order of participant_id */
	size_t count, cap;
	bool changed;              /* somebody's presence differs from what was told */
	bool newcomers;            /* somebody waits for everybody's presence */
	struct crowd_names *names; /* owned; one for each class that has logged in */
	size_t names_count;
};

void crowd_deinit(struct crowd *crowd); /* a zeroed one is empty */

/* A connection of a participant came or went. */
void crowd_came(struct crowd *crowd, uint64_t participant_id);
void crowd_went(struct crowd *crowd, uint64_t participant_id);

/* True when it is time to tell viewers something. */
bool crowd_has_news(const struct crowd *crowd);

/* Frames with what is new for a viewer; NULL when nothing is. One reference, the caller's. */
struct blob *crowd_news(
    const struct crowd *crowd, const struct live *live, const struct viewer *viewer);

/* Frames with everybody's presence, for a newcomer. One reference, the caller's. */
struct blob *crowd_presence(
    const struct crowd *crowd, const struct live *live, const struct viewer *viewer);

/* All viewers have been told. */
void crowd_told(struct crowd *crowd);

/* Frames with all names that a viewer may see; NULL when there are none. Borrowed: until the next
 * call. */
struct blob *crowd_all_names(
    struct crowd *crowd, const struct live *live, const struct viewer *viewer);

/*
 * Frames with the names of those of the first `to` people who came after the first `from`, perhaps
 * of some before; NULL when the viewer may see none. For a class that was told all names at its
 * login. Borrowed: until the next call.
 */
struct blob *crowd_latest_names(struct crowd *crowd, const struct live *live,
    const struct viewer *viewer, size_t from, size_t to);

size_t crowd_connected(const struct crowd *crowd);
bool crowd_has(const struct crowd *crowd, uint64_t participant_id); /* connected now */

#endif

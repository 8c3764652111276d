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

/* What one class of viewers may see, as last framed. */
struct crowd_class {
	struct viewer viewer;
	uint32_t loads;            /* the live exercise's at that time */
	size_t people;             /* known when the names of all were framed */
	struct blob *all;          /* ref; their names; NULL: there are none */
	size_t from, to;           /* of which people, who joined last, `latest` has the names */
	struct blob *latest;       /* ref; NULL: of none of them */
	struct blob *presence[2];  /* ref; what is new, and everybody's; NULL: nobody's */
	uint64_t presence_when[2]; /* the crowd's `moment` at that time */
};

struct crowd {
	struct crowd_member *members; /* owned; in the order of participant_id */
	size_t count, cap;
	bool changed;    /* somebody's presence differs from what was told */
	bool newcomers;  /* somebody waits for everybody's presence */
	uint64_t moment; /* another whenever somebody comes, goes, or all have been told */
	struct crowd_class *classes; /* owned; one for each class that has logged in */
	size_t class_count, class_cap;
};

void crowd_deinit(struct crowd *crowd); /* a zeroed one is empty */

/* A connection of a participant came or went. */
void crowd_came(struct crowd *crowd, uint64_t participant_id);
void crowd_went(struct crowd *crowd, uint64_t participant_id);

/* True when it is time to tell viewers something. */
bool crowd_has_news(const struct crowd *crowd);

/* Frames with whose presence is new for a viewer, or for a newcomer with everybody's; NULL when
 * there is nothing to tell. Borrowed: until the next call. */
struct blob *crowd_presence(
    struct crowd *crowd, const struct live *live, const struct viewer *viewer, bool newcomer);

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
uint32_t crowd_connections(const struct crowd *crowd, uint64_t participant_id); /* of one */
bool crowd_has(const struct crowd *crowd, uint64_t participant_id);             /* connected now */

#endif

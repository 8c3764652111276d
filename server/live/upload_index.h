/*
 * Documents on their way up, and those that are all here and that nobody has stored yet: the memory
 * side of what the journal keeps under their keys. An upload belongs to one participant, and what
 * others upload, the same bytes even, has no part in it. Loop thread, or one worker while loading.
 * Owns its rows.
 */
#ifndef CONVENE_LIVE_UPLOAD_INDEX_H
#define CONVENE_LIVE_UPLOAD_INDEX_H

#include "server/live/batch.h"

#include <stdbool.h>

#define UPLOAD_ID_SIZE 16

/* Of one participant; with a further one the one goes to which nothing came for longest. */
#define UPLOADS_MAX 32

/* To what is not whole nothing came for so long, or nobody stored what is: it goes. */
#define UPLOAD_IDLE_MS   (INT64_C(15) * 60 * 1000)
#define UPLOAD_UNUSED_MS (INT64_C(60) * 60 * 1000)

/* Whose an upload is that was found in the file: nobody has gone on with it yet. */
#define UPLOAD_OF_NOBODY (-2)

struct upload_row {
	uint8_t key[HASH_SIZE];
	uint64_t participant_id; /* 0: not known since the server was started */
	int team;                /* of the participant, or NO_TEAM; whose share it takes */
	uint8_t id[UPLOAD_ID_SIZE];
	uint8_t sha256[HASH_SIZE];
	uint64_t size_bytes;
	uint64_t stored_bytes; /* on disk */
	uint64_t queued_bytes; /* on disk or on the way there */
	int64_t touched_ms;    /* loop time; 0: not looked at yet */
};

struct upload_index {
	struct upload_row *rows; /* owned; in the order of the keys */
	size_t count, cap;
};

/* Under what the journal keeps an upload, until it is stored as a document: nobody but its
 * participant can name it. */
void upload_key(uint64_t participant_id, const uint8_t id[UPLOAD_ID_SIZE],
    const uint8_t sha256[HASH_SIZE], uint8_t key[HASH_SIZE]);

void upload_index_deinit(struct upload_index *index); /* a zeroed one is empty */

/* NULL when there is none; borrowed until the next change. */
struct upload_row *upload_index_find(
    const struct upload_index *index, const uint8_t key[HASH_SIZE]);

/* Adds a copy of a row whose key is not there. Borrowed until the next change. */
struct upload_row *upload_index_add(struct upload_index *index, const struct upload_row *row);

void upload_index_remove(struct upload_index *index, const uint8_t key[HASH_SIZE]);

bool upload_row_whole(const struct upload_row *row);

/* What a team's uploads take of its share, each as large as it was said to become. */
uint64_t upload_index_bytes(const struct upload_index *index, int team);

/* A participant is about to begin another one: where there are too many, the oldest goes. False
 * while all are on their way to disk: there can be no other before some of them are there. */
bool upload_index_make_way(
    struct upload_index *index, struct batch *batch, uint64_t participant_id);

/* What is too old goes. */
void upload_index_expire(struct upload_index *index, struct batch *batch, int64_t now_ms);

#endif

/*
 * The commands that are not answered yet, in the order in which they were given. They are kept as
 * encoded frames, so that what is sent again is what was sent first. One thread at a time. Owns the
 * frames.
 */
#ifndef CONVENE_LIB_PENDING_H
#define CONVENE_LIB_PENDING_H

#include "client/lib/convene.h"

struct pending_command {
	struct pending_command *next; /* owned: the list's link */
	uint8_t id[CONVENE_COMMAND_ID_SIZE];
	uint64_t tag;
	uint8_t *frame; /* owned: delimited ClientFrame */
	size_t frame_len;
	bool in_flight; /* sent over the present connection */
	bool sent_once; /* sent over this or an earlier one */
	bool automatic; /* the core's own: its answer is nobody's business */
	bool urgent;    /* goes ahead of those that wait because of how many they are */
};

struct pending {
	struct pending_command *first; /* owned */
	struct pending_command **end;  /* borrowed: where the next one is hung in */
	size_t count;                  /* automatic ones included */
	size_t automatic;
	size_t in_flight;
};

void pending_init(struct pending *pending);
void pending_deinit(struct pending *pending);

/* Takes over `frame`. */
struct pending_command *pending_add(
    struct pending *pending, const uint8_t id[CONVENE_COMMAND_ID_SIZE], uint8_t *frame, size_t len);

/* First one that waits to be sent; NULL for none. Then pending_sent() marks it so. */
struct pending_command *pending_next(const struct pending *pending);
void pending_sent(struct pending *pending, struct pending_command *command);

/* The first of those that wait to be sent and are urgent; NULL for none. */
struct pending_command *pending_next_urgent(const struct pending *pending);

/* The one with this id; NULL: there is none. */
struct pending_command *pending_find(
    const struct pending *pending, const uint8_t *id, size_t id_len);

/* It was sent and not taken: it waits again, in its place, and is no longer urgent. */
void pending_not_taken(struct pending *pending, struct pending_command *command);

/* The connection is gone: everything waits to be sent again. */
void pending_rewind(struct pending *pending);

/* Forgets the command with this id, copying it to `*out` (without its frame). False: there is none.
 */
bool pending_answered(
    struct pending *pending, const uint8_t *id, size_t id_len, struct pending_command *out);

#endif

/*
 * The SimCell's one queue: everything that waits for an answer from somebody who is not in the
 * room, oldest first, each with the simulator who has claimed it. simcell.proto says exactly when
 * an item enters and when it leaves: everybody who sees what staff see can tell. One thread at a
 * time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_STATE_SIMCELL_QUEUE_H
#define CONVENE_EXERCISE_STATE_SIMCELL_QUEUE_H

#include "server/exercise/ground/digest.h"

#include <stddef.h>
#include <stdint.h>

struct digest_form;

/* An item is a message, a request, or what became of a case: a referral, a case that was shared, or
 * fields that were disclosed. Its id is the position of the event. */
struct queue_item {
	uint64_t id;
	uint64_t thread_id;  /* 0: no message */
	uint64_t request_id; /* 0: no request */
	uint64_t case_id;    /* 0: nothing of a case; with this one: */
	int to_team;         /* NO_TEAM: `to_entity` */
	int to_entity;
	int from_team;
	uint64_t claimed_by; /* participant; 0: nobody */
};

struct queue {
	struct digest_node node;
	struct queue_item *items; /* owned; those that wait, by id */
	size_t count, cap;
};

void queue_deinit(struct queue *queue);
void queue_digest(const struct queue *queue, struct digest_form *form);

#endif

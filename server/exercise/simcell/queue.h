/*
 * The SimCell's one queue: everything that waits for an answer from somebody who is not in the
 * room, oldest first, each with the simulator who has claimed it. simcell.proto says exactly when
 * an item enters and when it leaves: everybody who sees what staff see can tell. One thread at a
 * time; owned by the state.
 *
 * It is kept for exercises of every version of the engine, but is part of the digest from version 2
 * on only: older digests hold.
 */
#ifndef CONVENE_EXERCISE_SIMCELL_QUEUE_H
#define CONVENE_EXERCISE_SIMCELL_QUEUE_H

#include "server/exercise/cast.h"
#include "server/exercise/draft.h"

/* An item is a message or a request; its id is the event's. */
struct queue_item {
	uint64_t id;
	uint64_t thread_id;  /* 0: a request */
	uint64_t request_id; /* 0: a message */
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

/* Whether nobody plays the team: nobody who joined is in it. False for NO_TEAM. */
bool team_is_unplayed(const struct exercise *exercise, int team);

/* What somebody has claimed, only that person answers, or a controller: refuses others who would
 * write in the thread, or move the request (the other id is 0). Players are not asked. */
bool queue_check_answer(struct deciding *deciding, uint64_t thread_id, uint64_t request_id);

void queue_decide_claim(struct deciding *deciding);
void queue_decide_release(struct deciding *deciding);
void queue_decide_dismiss(struct deciding *deciding);
void queue_apply_claimed(struct exercise *exercise, const struct applying *applying);
void queue_apply_released(struct exercise *exercise, const struct applying *applying);
void queue_apply_dismissed(struct exercise *exercise, const struct applying *applying);

/* After each event was applied: what now waits, or waits no longer. */
void queue_apply_any(struct exercise *exercise, const struct applying *applying);

#endif

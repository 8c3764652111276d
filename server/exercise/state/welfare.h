/*
 * "Pause for welfare": anybody may call, at any time. A call is open until an organiser or a
 * controller answers it, whatever the clock does meanwhile; who calls again meanwhile adds to it.
 * One thread at a time; owned by the state.
 *
 *     (none) --raised--> OPEN --answered--> ANSWERED
 *                        ^  | raised           |
 *                        |  '-> more calls     |
 *                        '-------raised--------'
 */
#ifndef CONVENE_EXERCISE_STATE_WELFARE_H
#define CONVENE_EXERCISE_STATE_WELFARE_H

#include "server/exercise/exercise.h"
#include "server/exercise/ground/digest.h"

#include <stdbool.h>
#include <stdint.h>

struct digest_form;

/* Somebody's last call. */
struct welfare_call {
	uint64_t first_seq, last_seq; /* WelfareRaised that began it, and the one that came last */
	struct welfare_moment raised, answered; /* the first; zeroed while open */
	uint32_t calls;
	bool open;
	char *text; /* owned; to the person; NULL while open */
};

/* The calls themselves are the participants'. */
struct welfare {
	struct digest_node node;
	uint64_t open; /* how many, and the sum of mix_pair(first_seq, calls) */
	uint64_t open_sum;
	uint64_t answered; /* likewise of mix_pair(WelfareAnswered, participant) */
	uint64_t answered_sum;
};

void welfare_call_free(struct welfare_call *call); /* NULL is fine */
void welfare_digest(const struct welfare *welfare, struct digest_form *form);

#endif

/*
 * What became of a participant's latest commands, so that a command that is sent again gets its
 * first outcome. Rebuilt from the envelopes on replay. One thread at a time; owns its memory, which
 * grows only as far as it is used.
 */
#ifndef CONVENE_EXERCISE_STATE_OUTCOME_H
#define CONVENE_EXERCISE_STATE_OUTCOME_H

#include "server/exercise/exercise.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest_form;

/* A command, and the events that it brought about. */
struct outcome {
	uint8_t command_id[COMMAND_ID_SIZE];
	uint64_t first_seq;
	uint64_t last_seq;
	/* The last of them that the participant may see, or the first: what is told. That others
	 * came after it would tell of what is for staff only. Not in the digest: follows from it.
	 */
	uint64_t told_seq;
};

/* A ring of the last OUTCOMES_REMEMBERED. A zeroed one is empty. */
struct outcomes {
	struct outcome *ring; /* owned */
	size_t cap;
	uint64_t count; /* ever */
};

void outcomes_deinit(struct outcomes *outcomes);

/* An event followed from the command: either the first, or one more of the newest command. `seen`:
 * the participant may see it. */
void outcomes_note(
    struct outcomes *outcomes, const uint8_t command_id[COMMAND_ID_SIZE], uint64_t seq, bool seen);

/* The newest command brought about this event as well, though the envelope does not say so. */
void outcomes_extend(struct outcomes *outcomes, uint64_t seq);

/* NULL when the command is not remembered. Borrowed: until the next event is noted. */
const struct outcome *outcomes_find(
    const struct outcomes *outcomes, const uint8_t command_id[COMMAND_ID_SIZE]);

void outcomes_digest(const struct outcomes *outcomes, struct digest_form *form);

#endif

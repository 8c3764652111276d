/*
 * Conditions: what a milestone or a contingency inject waits for. What the patterns stand at is
 * derived from the log alone; only what follows (a milestone, an inject that gets its time) is an
 * event. One thread at a time; owned by the state.
 *
 * As every pattern comes to hold at one moment, or can no longer hold from one on, so does every
 * condition; where nothing but time decides, that moment is known beforehand.
 *
 *     WAITING --holds--> REACHED          for good, by the condition
 *        '--can no longer--> UNREACHABLE  likewise
 */
#ifndef CONVENE_EXERCISE_CONDITION_CONDITION_H
#define CONVENE_EXERCISE_CONDITION_CONDITION_H

#include "convene/v1/condition.pb-c.h"
#include "server/exercise/ground/hash.h"
#include "server/exercise/ground/moment.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/state/conditions.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct compiling;
struct digest_form;
struct exercise;
struct inject;

enum condition_part { PART_ALL, PART_ANY, PART_NONE };

struct condition {
	struct kept kept;                 /* a milestone or an inject */
	struct pattern *patterns;         /* owned; of all, then any, then none */
	size_t ends[3];                   /* how many there are up to and with each part */
	uint8_t fingerprint[DIGEST_SIZE]; /* of the condition as it is written */
	uint64_t since_seq;               /* event that compiled it */

	Convene__V1__MilestoneStanding standing; /* as the log says */
	struct moment decided;                   /* with a standing other than waiting */
	struct moment said;                      /* likewise: as patterns see it */
	bool by_hand;

	/* What follows and is not in the log yet, as things stand: `due` NEVER: nothing. */
	struct moment due;
	Convene__V1__MilestoneStanding outlook;
	bool frozen; /* nothing can change `outlook` any more */
	bool over;   /* the log says what became of it; nothing more follows */
};

size_t condition_pattern_count(const struct condition *condition);
enum condition_part condition_part(const struct condition *condition, size_t pattern);

/* Sets the patterns, which the caller free()s. False with a text in `why` when something in it is
 * wrong; there are none then. */
bool condition_compile(
    struct compiling *compiling, const Convene__V1__Condition *when, struct condition *condition);

/* NULL: none. */
struct condition *condition_of_milestone(const struct exercise *exercise, int milestone);

/* A milestone's or an inject's, which waits for nothing yet. */
struct condition *condition_add(struct exercise *exercise, enum kept_kind kind, size_t index);

/* Of whatever is kept: a condition, a switch, a group, the jumps. */
void condition_digest(void *kept, struct digest_form *form);

void conditions_deinit(struct conditions *conditions);

#endif

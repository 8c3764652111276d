/*
 * One line of the MSEL: where it stands, and what it says until it is delivered. One thread at a
 * time; owned by the state.
 *
 *     WAITING --its condition holds--> PLANNED --due, or released--> DELIVERED --> WITHDRAWN
 *        ^                              | ^ |
 *        |   hold, due on release,      | | | skip, another of its alternatives went to all of
 *        |   passed over by a jump,     v | v its teams
 *        |   a choice is to be made -> HELD  SKIPPED
 *        |                              '-----'------reschedule--> PLANNED
 *        |                              '-----'------restore--> WAITING
 *        '-- edited: another condition (also from PLANNED)
 *
 * WAITING, HELD and SKIPPED can be released by hand, too; hold, skip and reschedule take a waiting
 * one out of its condition's hands.
 */
#ifndef CONVENE_EXERCISE_STATE_INJECT_H
#define CONVENE_EXERCISE_STATE_INJECT_H

#include "convene/v1/event.pb-c.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct condition;
struct digest_form;

struct inject {
	struct digest_node node;
	char *id;       /* owned */
	uint32_t order; /* place in the scenario, then in the order of being added */
	uint32_t revision;
	Convene__V1__InjectStatus status;
	bool on_release;
	int64_t due_ms;
	/* Before this its condition does not make it due. While it waits due_ms is the same; later
	 * it is what a restored inject waits with. Shifts move it, whatever has become of the
	 * inject. */
	int64_t not_before_ms;
	/* What of its content has to be at hand; these are not in the digest, the content is. */
	bool contingent;             /* it has a condition */
	int group;                   /* index in LIBRARY_ALTERNATIVES; -1: none */
	struct condition *condition; /* borrowed: the state's; NULL: it never had one */
	int64_t delay_ms;
	int64_t planned_ms;
	int64_t delivered_ms;   /* exercise time; with delivered_seq */
	uint64_t changed_by;    /* participant; 0: the clock */
	uint64_t delivered_seq; /* 0: not delivered */
	struct team_set to;
	uint8_t *content; /* owned; Inject, encoded; NULL once delivered */
	size_t content_size;
	bool content_hashed;
	uint8_t content_hash[DIGEST_SIZE];
	uint64_t reads; /* how many people read it, and the sum of mix_pair(inject, participant) */
	uint64_t reads_sum;
	uint64_t answers; /* likewise of answers: mix_pair(event, participant) */
	uint64_t answers_sum;
};
void inject_free(struct inject *inject);
void inject_digest(struct inject *inject, struct digest_form *form);

#endif

/*
 * One line of the MSEL: where it stands, and what it says until it is delivered. One thread at a
 * time; owned by the state.
 *
 *     WAITING --its condition holds--> PLANNED --due, or released--> DELIVERED  (for good)
 *        ^                              | ^ |
 *        |   hold, due on release,      | | | skip, another of its alternatives went to all of
 *        |   passed over by a jump,     v | v its teams
 *        |   a choice is to be made -> HELD  SKIPPED
 *        |                              '-----'------reschedule--> PLANNED
 *        '-- edited: another condition (also from PLANNED)
 *
 * WAITING, HELD and SKIPPED can be released by hand, too; hold, skip and reschedule take a waiting
 * one out of its condition's hands.
 */
#ifndef CONVENE_EXERCISE_INJECT_H
#define CONVENE_EXERCISE_INJECT_H

#include "server/exercise/cast.h"
#include "server/exercise/draft.h"

struct inject {
	struct digest_node node;
	char *id;       /* owned */
	uint32_t order; /* place in the scenario, then in the order of being added */
	uint32_t revision;
	Convene__V1__InjectStatus status;
	bool on_release;
	int64_t due_ms;
	/* What of its content has to be at hand; these are not in the digest, the content is. */
	bool contingent; /* it has a condition */
	bool bad_group;  /* it names alternatives that do not exist */
	int group;       /* index in LIBRARY_ALTERNATIVES; -1: none */
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

struct inject *inject_find(const struct exercise *exercise, const char *id);
void inject_free(struct inject *inject);
void inject_digest(struct inject *inject, exercise_hash_fn *hash, struct digest_form *form);

/* Its content, decoded into the decision's arena; NULL when that is used up. */
Convene__V1__Inject *inject_content(struct deciding *deciding, const struct inject *inject);

/* Drafts its delivery, to those teams that have none of its alternatives yet (`anyway`: to all),
 * and what becomes of the others. When no team is left, it is skipped instead: false. */
bool inject_draft_delivery(struct deciding *deciding, const struct inject *inject, bool anyway);

/* Drafts its delivery, its offer when it waits for a release, or the choice between alternatives.
 */
void inject_draft_due(struct deciding *deciding, const struct inject *inject);

/* Drafts a change of its standing. `content` NULL: what it says stays. */
void inject_draft_revised(struct deciding *deciding, const struct inject *inject,
    Convene__V1__InjectChange change, Convene__V1__InjectStatus status, int64_t due_ms,
    Convene__V1__Inject *content);

/* The same for what follows from its condition, which `by_seq` decided. */
void inject_draft_decided(struct deciding *deciding, const struct inject *inject,
    Convene__V1__InjectChange change, Convene__V1__InjectStatus status, int64_t due_ms,
    uint64_t by_seq);

/* Whether what an inject says holds together: ids, teams, entities, objectives, sizes. `strict`
 * also wants what a scenario may leave out. */
bool inject_check(struct deciding *deciding, const Convene__V1__Inject *inject, bool strict);

void inject_decide_release(struct deciding *deciding);
void inject_decide_hold(struct deciding *deciding);
void inject_decide_skip(struct deciding *deciding);
void inject_decide_reschedule(struct deciding *deciding);
void inject_decide_edit(struct deciding *deciding);
void inject_decide_retarget(struct deciding *deciding);
void inject_decide_add(struct deciding *deciding);
void inject_decide_answer(struct deciding *deciding);

/* One that the scenario has. */
void inject_apply_loaded(struct exercise *exercise, const Convene__V1__Inject *message);
void inject_apply_revised(struct exercise *exercise, const struct applying *applying);
void inject_apply_delivered(struct exercise *exercise, const struct applying *applying);
void inject_apply_answered(struct exercise *exercise, const struct applying *applying);

#endif

/*
 * Conditions: each pattern of each condition, matched against the events as they are applied, and
 * what follows when a condition holds or can no longer hold. What the patterns stand at is derived
 * from the log alone; only what follows (a milestone, an inject that gets its time) is an event.
 * One thread at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_CONDITION_CONDITION_H
#define CONVENE_EXERCISE_CONDITION_CONDITION_H

#include "server/exercise/cast.h"
#include "server/exercise/draft.h"

struct condition;

/* Everything that waits. Opaque but for its size: condition_private.h. */
struct conditions {
	struct condition *
	    *list; /* owned; of milestones, then of injects, in the scenario's order */
	size_t count, cap;
	struct condition_tables *tables; /* owned; NULL before the scenario is complete */
};

void conditions_deinit(struct conditions *conditions);
void condition_digest(void *condition, struct digest_form *form);

/* Once, when the scenario is complete: compiles every condition of it. */
void conditions_compile(struct exercise *exercise);

/* An inject's condition was changed or added by a controller. */
void conditions_compile_inject(struct exercise *exercise, const Convene__V1__Inject *inject);

/* After each event was applied: which patterns it fits. */
void conditions_apply_any(struct exercise *exercise, const struct applying *applying);

/* What follows, as a source of due.c. */
int64_t conditions_next(const struct exercise *exercise);
void conditions_decide(struct deciding *deciding, int64_t until_ms);

/* milestone.c, switch.c */
void milestone_decide_set(struct deciding *deciding);
void milestone_apply_changed(struct exercise *exercise, const struct applying *applying);
void switch_decide_turn(struct deciding *deciding);
void switch_apply_turned(struct exercise *exercise, const struct applying *applying);

/* Drafts what follows from a canned reply: milestones set, injects released. The entity and the
 * reply exist. */
void follow_up_draft(struct deciding *deciding, const Convene__V1__CannedReply *reply);

/* conditions_report.c: answers a ConditionsQuery; NULL and a refusal in `deciding`. */
Convene__V1__ConditionsReport *conditions_report(
    struct deciding *deciding, const Convene__V1__ConditionsQuery *query);

#endif

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
struct inject;

/* Everything that waits. The inside: condition_private.h. */
struct conditions {
	/* Owned, and each of them; milestones, switches, alternatives, the jumps so far, then
	 * contingency injects. */
	struct condition **list;
	size_t count, cap;
	struct condition_tables *tables; /* owned; NULL: nothing in the scenario waits */
};

void conditions_deinit(struct conditions *conditions);
void condition_digest(void *condition, struct digest_form *form);

/* Once, when the scenario is complete: compiles every condition of it. */
void conditions_compile(struct exercise *exercise);

/* After each event was applied: which patterns it fits. */
void conditions_apply_any(struct exercise *exercise, const struct applying *applying);

/* What follows, as a source of due.c. */
int64_t conditions_next(const struct exercise *exercise);
void conditions_decide(struct deciding *deciding, int64_t until_ms);

/* condition_check.c: whether every condition of a scenario holds together, when the exercise that
 * `deciding` drafts has begun so; whether an inject's does. */
bool conditions_check(struct deciding *deciding);
bool condition_check_inject(struct deciding *deciding, const Convene__V1__Inject *inject);

/* Whether there is a condition with at least one pattern. */
bool condition_is_given(const Convene__V1__Condition *when);

/* Whether two conditions say the same; either may be NULL. */
bool condition_same(struct deciding *deciding, const Convene__V1__Condition *left,
    const Convene__V1__Condition *right);

/* alternatives.c: who of `to` may still get something of the group ("": all). Keeps those in `to`
 * and returns their number. Counts what this decision delivers. */
size_t alternatives_unserved(
    const struct deciding *deciding, const char *group, char **to, size_t count);

/* An automatic inject of a group fell due: true when all of the group are held instead, for a
 * controller to choose. Drafts that. */
bool alternatives_hold(struct deciding *deciding, const struct inject *inject);

/* After a delivery was drafted: those of the group that nobody is left for are skipped. */
void alternatives_supersede(struct deciding *deciding, const char *group);

/* milestone.c, switch.c */
void milestone_decide_set(struct deciding *deciding);
void milestone_apply_changed(struct exercise *exercise, const struct applying *applying);
void switch_decide_turn(struct deciding *deciding);
void switch_apply_turned(struct exercise *exercise, const struct applying *applying);

/* Drafts what follows from a canned reply: milestones set, injects released; nothing before STARTEX
 * and after ENDEX. The entity and the reply exist. */
void follow_up_draft(struct deciding *deciding, const Convene__V1__CannedReply *reply);

/* conditions_report.c: answers a ConditionsQuery; NULL and a refusal in `deciding`. */
Convene__V1__ConditionsReport *conditions_report(
    struct deciding *deciding, const Convene__V1__ConditionsQuery *query);

#endif

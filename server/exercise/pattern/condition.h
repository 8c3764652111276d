/*
 * Conditions: each pattern of each condition, matched against the events as they are applied, and
 * what follows when a condition holds or can no longer hold. What the patterns stand at is derived
 * from the log alone; only what follows (a milestone, an inject that gets its time) is an event.
 * One thread at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_PATTERN_CONDITION_H
#define CONVENE_EXERCISE_PATTERN_CONDITION_H

struct conditions;
struct digest_form;
struct exercise;

void conditions_deinit(struct conditions *conditions);
void condition_digest(void *condition, struct digest_form *form);

/* Once, when the scenario is complete: compiles every condition of it. */
void conditions_compile(struct exercise *exercise);

#endif

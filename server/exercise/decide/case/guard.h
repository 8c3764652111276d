/*
 * What ought to be so when a step is taken on a track: who may take it, and its guards. Nothing
 * here forbids a step: what is broken becomes a warning, and a flag when the step is taken anyway.
 * Pure; owns nothing.
 */
#ifndef CONVENE_EXERCISE_DECIDE_CASE_GUARD_H
#define CONVENE_EXERCISE_DECIDE_CASE_GUARD_H

#include "convene/v1/case.pb-c.h"

struct case_file;
struct deciding;
struct warnings;

/* A step that somebody is about to take. Everything is borrowed and outlives the step. */
struct step {
	const struct case_file *file;
	const Convene__V1__Track *track;
	int track_index;
	const Convene__V1__Transition *transition;
	int transition_index;
	const Convene__V1__MoveCase *command;
};

/* Adds a warning for each thing that the step would break: the competence first, then the guards in
 * their order. */
void guards_warn(struct deciding *deciding, const struct step *step, struct warnings *warnings);

#endif

/*
 * One function a command (proto/words.def): it checks, then drafts the events or refuses. None
 * changes anything. No text of the command is NULL (exercise.h).
 */
#ifndef CONVENE_EXERCISE_DECIDE_DECIDERS_H
#define CONVENE_EXERCISE_DECIDE_DECIDERS_H

struct deciding;

typedef void decide_fn(struct deciding *deciding);

#define COMMAND(NAME, name, MAY, CLOSED) decide_fn decide_##name;
#include "proto/words.def"

#endif

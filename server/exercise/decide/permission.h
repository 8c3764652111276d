/*
 * Who may do what, as the rows of proto/words.def say. A permission says that somebody with the
 * role may ask at all; the function that decides the command may still refuse for other reasons.
 * Pure; any thread.
 */
#ifndef CONVENE_EXERCISE_DECIDE_PERMISSION_H
#define CONVENE_EXERCISE_DECIDE_PERMISSION_H

#include "convene/v1/command.pb-c.h"
#include "convene/v1/common.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

/* Once the exercise is closed it is only read. What goes on: who may read it, and people's welfare.
 * That something was read is no longer noted, and nobody is told off for it. */
enum permission_closed { PERMISSION_REFUSED, PERMISSION_GOES_ON, PERMISSION_UNNOTED };

bool permission_allows(Convene__V1__Role role, Convene__V1__Command__BodyCase command);

/* What becomes of it when the exercise is closed. */
enum permission_closed permission_closed(Convene__V1__Command__BodyCase command);

/* Writes "organisers and controllers": who may do it. */
const char *permission_who(Convene__V1__Command__BodyCase command, char *text, size_t size);

#endif

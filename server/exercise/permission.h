/*
 * Who may do what: the table of README.md, as data. A permission says that somebody with the role
 * may ask at all; the function that decides the command may still refuse for other reasons. Pure;
 * any thread.
 */
#ifndef CONVENE_EXERCISE_PERMISSION_H
#define CONVENE_EXERCISE_PERMISSION_H

#include "convene/v1/command.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

bool permission_allows(Convene__V1__Role role, Convene__V1__Command__BodyCase command);

/* "controllers", "players": for refusals. */
const char *permission_role_name(Convene__V1__Role role);

/* Writes "organisers and controllers": who may do it. */
void permission_who(Convene__V1__Command__BodyCase command, char *text, size_t size);

#endif

/*
 * The roll of an exercise: every invite, for whom it is, who has come with it and who is missing.
 * One thread; prints only.
 */
#ifndef CONVENE_CLI_PEOPLE_ROLL_H
#define CONVENE_CLI_PEOPLE_ROLL_H

#include "convene/v1/admin.pb-c.h"

#include <stdio.h>

/* For people; `reply` answers ListInvites. */
void roll_print(FILE *out, const Convene__V1__AdminReply *reply);

/* An invite a line, as JSON. */
void roll_json(FILE *out, const Convene__V1__AdminReply *reply);

#endif

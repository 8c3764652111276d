/*
 * A simulated player: reads, answers, asks others, replies, decides.
 */
#ifndef CONVENE_PEOPLE_PLAYER_H
#define CONVENE_PEOPLE_PLAYER_H

#include "proto/people/agenda.h"

void player_on_inject(struct actor *actor, const Convene__V1__Event *event);
void player_on_message(struct actor *actor, const Convene__V1__Event *event);

task_fn player_read_inject, player_read_message, player_reply;
/* What is about an inject that has reached the team: TASK_ANSWER, ASK_ENTITY, ASK_TEAM, DECIDE. */
task_fn player_about_inject;

#endif

/*
 * What the simulated controller does in the course of an exercise: releases what the clock offers,
 * chooses among alternatives, calls one milestone and one switch by hand, opens and closes the
 * questionnaires that have no times and releases what came out. Contingency injects follow their
 * conditions. Never undoes what a human does: what a controller holds or skips stays so.
 */
#ifndef CONVENE_PEOPLE_STEERING_H
#define CONVENE_PEOPLE_STEERING_H

#include "proto/people/agenda.h"

void steering_on_started(struct actor *actor, const Convene__V1__Event *event);
void steering_on_revised(struct actor *actor, const Convene__V1__Event *event);
void steering_on_opened(struct actor *actor, const Convene__V1__Event *event);
void steering_on_closed(struct actor *actor, const Convene__V1__Event *event);

task_fn steering_release, steering_choose, steering_milestone, steering_switch;
task_fn steering_open, steering_close, steering_result;

#endif

/*
 * A simulated member of the SimCell: takes what has waited longest off the queue and answers it in
 * the name of whoever it waits for, mostly with a canned reply where the entity has any; then the
 * next. The controller does the same for what waits for the controllers.
 *
 *   idle --something waits--> looks --claimed--> has it in hand --answered--+
 *    ^                        |  ^ ^                                        |
 *    +------nothing there-----+  | +----------------------------------------+
 *                                +--somebody else was quicker
 */
#ifndef CONVENE_PEOPLE_SIMCELL_H
#define CONVENE_PEOPLE_SIMCELL_H

#include "proto/people/replies.h"

/* Something may wait. */
void simcell_on_waiting(struct actor *actor, const Convene__V1__Event *event);
void simcell_on_claimed(struct actor *actor, const Convene__V1__Event *event);

/* A claim was refused. */
void simcell_look_again(struct actor *actor);

task_fn simcell_look, simcell_answer;

#endif

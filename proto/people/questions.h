/*
 * Answers to questionnaires.
 */
#ifndef CONVENE_PEOPLE_QUESTIONS_H
#define CONVENE_PEOPLE_QUESTIONS_H

#include "proto/people/agenda.h"

void questions_on_opened(struct actor *actor, const Convene__V1__Event *event);

task_fn questions_answer;

#endif

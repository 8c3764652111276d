/* What a questionnaire asks, and how far it has come. Pure; changes nothing. */
#ifndef CONVENE_EXERCISE_STATE_QUESTIONNAIRE_QUESTIONNAIRE_STANDING_H
#define CONVENE_EXERCISE_STATE_QUESTIONNAIRE_QUESTIONNAIRE_STANDING_H

#include "convene/v1/questionnaire.pb-c.h"

struct exercise;
struct questionnaire;

/* By index in LIBRARY_QUESTIONNAIRE; NULL: never opened. */
const struct questionnaire *questionnaire_find(const struct exercise *exercise, int declared);

/* What it says; borrowed from the library. */
const Convene__V1__Questionnaire *questionnaire_declared(
    const struct exercise *exercise, const struct questionnaire *questionnaire);

int questionnaire_question_index(const Convene__V1__Questionnaire *declared, const char *id);

int question_choice_index(const Convene__V1__Question *question, const char *id);

#endif

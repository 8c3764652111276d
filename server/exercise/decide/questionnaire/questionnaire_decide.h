/* Questionnaires that open and close by time, as a source of due.c, and with the exercise. */
#ifndef CONVENE_EXERCISE_DECIDE_QUESTIONNAIRE_QUESTIONNAIRE_DECIDE_H
#define CONVENE_EXERCISE_DECIDE_QUESTIONNAIRE_QUESTIONNAIRE_DECIDE_H

#include <stdint.h>

struct deciding;
struct exercise;

/* Closes all that are open, as the exercise itself is closed. */
void questionnaires_draft_all_closed(struct deciding *deciding);

/* Opening and closing by time, as a source of due.c. */
int64_t questionnaires_next(const struct exercise *exercise);
void questionnaires_decide(struct deciding *deciding, int64_t until_ms);

#endif

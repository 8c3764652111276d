/*
 * Questions one after the other: the items of a form, the questions of a questionnaire, what has to
 * be confirmed before a step. Pure; any thread.
 */
#ifndef CONVENE_CONDUCT_DIALOGUES_H
#define CONVENE_CONDUCT_DIALOGUES_H

#include "client/cli/conduct/conduct.h"

/* "form CASE FORM [ITEM=ANSWER...]": asks where no item is given and somebody can answer; "show" in
 * the place of an item, or nobody there: shows it. */
conduct_run_fn dialogue_form;

/* The command is a MoveCase, whose confirmations are asked for. */
enum conduct_outcome dialogue_confirm(struct conduct *conduct, const Convene__V1__Transition *step);
/* Whether the guard is one that is asked for in this case. */
bool dialogue_asks(const Convene__V1__Guard *guard, const struct view_case *file);

/* The command is a RecordConsent: asks for what is not said yet, its scope and the person's words.
 */
enum conduct_outcome dialogue_consent(struct conduct *conduct);
/* Puts into it what was explained and said. */
void consent_words(struct conduct *conduct);
/* The command is a ShareCase: asks which tracks. */
enum conduct_outcome dialogue_tracks(struct conduct *conduct);

/* "QUESTIONNAIRE [QUESTION=ANSWER...]" */
conduct_run_fn dialogue_questions;

#endif

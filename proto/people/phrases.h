/* What simulated people write: plain professional text that could be anybody's. */
#ifndef CONVENE_PEOPLE_PHRASES_H
#define CONVENE_PEOPLE_PHRASES_H

#include "proto/people/actor.h"

/* To be freed. */
char *phrase_answer(struct actor *actor, const char *title);
char *phrase_question_to_entity(struct actor *actor, const char *title);
char *phrase_question_to_team(struct actor *actor, const char *title);
char *phrase_decision(struct actor *actor, const char *title);

const char *phrase_reason(struct actor *actor);
const char *phrase_reply(struct actor *actor);
const char *phrase_note(struct actor *actor);
const char *phrase_fact(struct actor *actor);
const char *phrase_entity_reply(struct actor *actor);

/* What the `number`th of them is called. */
void phrase_name(const struct people *people, size_t number, char *out, size_t size);

#endif

/* The file of a person: whose it is, opening it, and what is noted in it. */
#ifndef CONVENE_PEOPLE_FILE_H
#define CONVENE_PEOPLE_FILE_H

#include "proto/people/phrases.h"

const Convene__V1__CasePerson *person_called(const struct people *people, const char *id);

/* Whether the text names the person by the pseudonym. Pure. */
bool names_person(const char *text, const char *pseudonym);

/* The case that the actor's team has for the person (NULL: for anybody); NULL: none yet. */
const struct view_case *file_for(const struct actor *actor, const Convene__V1__CasePerson *person);

/* Opens one, unless that was done. */
void file_open(struct actor *actor, const Convene__V1__CasePerson *person);

void file_fill_form(struct actor *actor, const struct view_case *file, const char *form);
bool file_has_form(const struct view_case *file, const char *form);
/* Consent that covers everything for the receivers: `recipient`, or the team's own country. */
void file_record_consent(struct actor *actor, const struct view_case *file, const char *recipient);
void file_record_field(struct actor *actor, const struct view_case *file, const char *field);
void file_add_alias(struct actor *actor, const struct view_case *file);
void file_link(struct actor *actor, const struct view_case *file);
/* Books one where none is there. Exercise time until somebody is there; -1: nobody is to be had. */
int64_t file_interpreter(struct actor *actor, const struct view_case *file);

#endif

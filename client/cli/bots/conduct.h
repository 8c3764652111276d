/*
 * What simulated players do beside reading and writing: cases, sharing, formal requests,
 * questionnaires, and what the scenario expects of them. For the files of this folder. They learn
 * from their own connection that there is something to do; how things stand they read in the world
 * (bots.h), which may lag behind by a moment: whoever misses something there looks again later.
 */
#ifndef CONVENE_BOTS_CONDUCT_H
#define CONVENE_BOTS_CONDUCT_H

#include "client/cli/bots/bots.h"

#define SECOND ((int64_t)1000)
#define MINUTE (60 * SECOND)

/* How often somebody comes back for what is not there yet. */
#define TRIES_MAX 5

/* --- cases.c: the file of a person, and what is noted in it --- */

const Convene__V1__CasePerson *person_called(const struct bots *bots, const char *id);

/* Whether the text names the person by the pseudonym. Pure. */
bool names_person(const char *text, const char *pseudonym);

/* The case that the bot's team has for the person (NULL: for anybody); NULL: none yet. */
const struct view_case *file_for(const struct bot *bot, const Convene__V1__CasePerson *person);

/* Opens one, unless that was done. */
void file_open(struct bot *bot, const Convene__V1__CasePerson *person);

void file_fill_form(struct bot *bot, const struct view_case *file, const char *form);
bool file_has_form(const struct view_case *file, const char *form);
/* Consent that covers everything for the receivers: `recipient`, or the team's own country. */
void file_record_consent(struct bot *bot, const struct view_case *file, const char *recipient);
void file_record_field(struct bot *bot, const struct view_case *file, const char *field);
void file_add_alias(struct bot *bot, const struct view_case *file);
void file_link(struct bot *bot, const struct view_case *file);
/* Books one where none is there. Exercise time until somebody is there; -1: nobody is to be had. */
int64_t file_interpreter(struct bot *bot, const struct view_case *file);
/* The person's language; "" for not known. */
const char *file_language(const struct bot *bot, const struct view_case *file);

/* --- casework.c --- */

void casework_event(struct bot *bot, const Convene__V1__Event *event);
void casework_do(struct bot *bot, const struct task *task);
bool casework_pattern(struct bot *bot, const struct task *task);

/* The first step of a shortest way from one state to another; NULL: there is none. Pure. */
const Convene__V1__Transition *track_step_towards(
    const Convene__V1__Track *track, const char *from, const char *to);

/* --- sharing.c --- */

void sharing_event(struct bot *bot, const Convene__V1__Event *event);
void sharing_do(struct bot *bot, const struct task *task);
bool sharing_pattern(struct bot *bot, const struct task *task);
/* Something of the case goes to somebody. */
void sharing_some(struct bot *bot, const struct view_case *file);

/* --- requests.c, replies.c --- */

/* What a request says; lives as long as the struct. */
#define REQUEST_VALUES_MAX 32
struct saying {
	Convene__V1__RequestContent content;
	Convene__V1__Party to;
	Convene__V1__RequestValue values[REQUEST_VALUES_MAX], *list[REQUEST_VALUES_MAX];
	uint64_t case_id;
};

/* Everything that the instrument wants, to `to`. */
void saying_fill(struct bot *bot, const Convene__V1__Instrument *instrument,
    const Convene__V1__Party *to, const struct view_case *file, struct saying *saying);
size_t saying_values(struct bot *bot, Convene__V1__RequestField *const *fields, size_t count,
    Convene__V1__RequestValue *values, Convene__V1__RequestValue **list);
void asking_event(struct bot *bot, const Convene__V1__Event *event);
void asking_do(struct bot *bot, const struct task *task);
bool asking_pattern(struct bot *bot, const struct task *task);
/* One of those that the team may send, about the case (NULL: none). */
void asking_some(struct bot *bot, const struct view_case *file);

void reply_event(struct bot *bot, const Convene__V1__Event *event);
void reply_do(struct bot *bot, const struct task *task);
/* Answers a request in the bot's own way; also simulators. */
void reply_move(struct bot *bot, const struct view_request *request,
    Convene__V1__RequestState state, bool careless);

/* --- questions.c --- */

void questions_event(struct bot *bot, const Convene__V1__Event *event);
void questions_do(struct bot *bot, const struct task *task);

/* --- expected.c --- */

/* Plans what the scenario expects of those whom an inject reaches. */
void expected_event(struct bots *bots, const Convene__V1__Event *event);
void expected_do(struct bot *bot, const struct task *task);

/* One of those named (team, country, entity, "control"), never the bot's own team; any other team
 * where nobody is named. False: there is none. The text in `party` is the world's. */
bool some_party(struct bot *bot, char *const *names, size_t count, Convene__V1__Party *party);

/* --- mending.c --- */

/* Changes the command (in the arena) so that what was warned of is in order, as far as that is the
 * bot's to do. Exercise time until it can be sent again; -1: it is left. */
int64_t mend(struct bot *bot, Convene__V1__Command *command, const Convene__V1__Error *error,
    struct arena *arena);

#endif

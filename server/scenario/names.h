/*
 * Everything in a scenario that others refer to by id: teams, injects, milestones and so on, to be
 * found by kind and id. Pure; any thread; owns only its list.
 */
#ifndef CONVENE_SCENARIO_NAMES_H
#define CONVENE_SCENARIO_NAMES_H

#include "convene/v1/scenario.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

enum name_kind {
	NAME_TEAM,
	NAME_COUNTRY,
	NAME_ENTITY,
	NAME_CONTROL, /* the word "control" */
	NAME_OBJECTIVE,
	NAME_INJECT,
	NAME_MILESTONE,
	NAME_SWITCH,
	NAME_ALTERNATIVES,
	NAME_QUESTIONNAIRE,
	NAME_PERSON,
	NAME_FIELD,
	NAME_FORM,
	NAME_FLAG,
	NAME_TRACK,
	NAME_INSTRUMENT,
	NAME_INTERPRETER,
	NAME_DISCLOSURE_RULE,
	NAME_CHANNEL_RULE,
	NAME_KINDS
};

#define NAME_BIT(kind)   (1u << NAME_##kind)
#define NAMES_OF_PARTIES (NAME_BIT(TEAM) | NAME_BIT(COUNTRY) | NAME_BIT(ENTITY) | NAME_BIT(CONTROL))

struct scenario_name {
	const char *id; /* borrowed: the scenario's */
	enum name_kind kind;
	size_t index;        /* in the scenario's list */
	const void *message; /* borrowed: the scenario's; NULL for "control" */
	bool used;           /* something waits for it or belongs to it */
};

struct names {
	struct scenario_name *list; /* owned; by id, then kind, then index */
	size_t count;
	size_t counts[NAME_KINDS];
};

void names_init(struct names *names, const Convene__V1__Scenario *scenario);
void names_deinit(struct names *names);

/* The first with this id that is of one of `kinds` (bits); NULL when there is none. */
struct scenario_name *names_find(const struct names *names, unsigned kinds, const char *id);

/* The message of that; NULL when there is none. */
const void *names_message(const struct names *names, unsigned kinds, const char *id);

/* Whether a team is among `to`, or one of a country is. */
bool names_receives(const struct names *names, char *const *to, size_t count, const char *id);

/* "team", "group of alternatives"; and of several: "teams", "alternatives", NULL for control. */
const char *name_noun(enum name_kind kind);
const char *name_plural(enum name_kind kind);

/* The scenario's messages of a kind. */
void *const *names_list(const Convene__V1__Scenario *scenario, enum name_kind kind, size_t *count);

/* "team, country or entity". */
void names_nouns(unsigned kinds, char *out, size_t size);

/*
 * What the author may have meant: "; did you mean 'AL-NGO'?", "; 'clinic' is an entity", or
 * nothing. At most `size` bytes with the NUL.
 */
void names_suggest(
    const struct names *names, unsigned kinds, const char *id, char *out, size_t size);

#endif

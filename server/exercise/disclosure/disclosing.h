/*
 * A disclosure in the making, as Disclose and ShareCase have it, and what the parts of this folder
 * share: private to it. Lives on the stack of the function that decides; owns nothing.
 */
#ifndef CONVENE_EXERCISE_DISCLOSURE_DISCLOSING_H
#define CONVENE_EXERCISE_DISCLOSURE_DISCLOSING_H

#include "server/exercise/disclosure/disclosure.h"
#include "server/exercise/warning.h"

struct disclosing {
	const Convene__V1__Disclose *command; /* borrowed: outlives the decision */
	int from_team;
	int to_team;                                         /* NO_TEAM: `to_entity` */
	int to_entity;                                       /* -1: `to_team` */
	const struct case_file *files[DISCLOSURE_CASES_MAX]; /* borrowed: the state's */
	size_t case_count;
	int fields[DISCLOSURE_FIELDS_MAX]; /* indices in LIBRARY_FIELD */
	size_t field_count;
};

/* Checks what `disclosing->command` says but for cases and receiver, which are there already. */
bool disclosing_check(struct deciding *deciding, struct disclosing *disclosing);

/* Drafts what is disclosed, case by case, with its flags. */
void disclosing_draft(struct deciding *deciding, const struct disclosing *disclosing);

/* breach.c: adds what the disclosure breaks for one of its cases. */
void breach_warn(
    struct warnings *warnings, const struct disclosing *disclosing, const struct case_file *file);

/* Likewise for all of them, each rule once. */
void breach_warn_all(struct warnings *warnings, const struct disclosing *disclosing);

/* The newest consent that covers it and is not withdrawn; 0: none. */
uint64_t consent_covering(const struct exercise *exercise, const struct disclosing *disclosing,
    const struct case_file *file);

/* referral.c: the team in whose name somebody acts in a case: players their own, staff one that
 * nobody plays and that has the case. NO_TEAM and a refusal. */
int check_acting_team(struct deciding *deciding, const struct case_file *file, const char *team_id);

/* share.c: the team takes the lead; `reason` may be NULL. */
void share_draft_take_over(
    struct deciding *deciding, const struct case_file *file, int team, const char *reason);

/* Fields that exist, each once, at most DISCLOSURE_FIELDS_MAX. */
bool check_fields(struct deciding *deciding, char *const *ids, size_t count, int *fields);

/* The holder of a new value. */
struct holding_new {
	struct holding holding;       /* all but `value` */
	const char *value;            /* borrowed: the event's */
	const char *field_id;         /* borrowed: the event's */
	const Convene__V1__Event *by; /* borrowed: outlives the call */
};
void holding_add(struct exercise *exercise, const struct holding_new *added);

/* Makes the case's dossier if there is none. Borrowed: until another one is made. */
struct dossier *dossier_make(struct disclosures *disclosures, uint64_t case_id);
void places_add(struct places *places, size_t place);

/* Touches the digest of all that is not a consent. */
void disclosures_touch(struct exercise *exercise);

#endif

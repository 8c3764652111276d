/*
 * Who holds which field of whose identity since when, consent, and disclosure: sharing, referring
 * and taking over cases, and passing on fields. One thread at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_STATE_DISCLOSURE_DISCLOSURE_H
#define CONVENE_EXERCISE_STATE_DISCLOSURE_DISCLOSURE_H

#include "convene/v1/disclosure.pb-c.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest_form;

/* A value that a team or an entity holds from some event on; in the order of these events. A holder
 * who learns the same value once more holds nothing new. */
struct holding {
	uint64_t case_id;
	uint64_t since_seq;
	int64_t since_ms;
	int64_t since_story_ms;
	int field; /* index in LIBRARY_FIELD */
	int team;  /* holder; NO_TEAM: `entity` */
	int entity;
	int from_team; /* NO_TEAM: recorded by the holder */
	uint64_t consent_id;
	Convene__V1__DisclosureException exception;
	char *value; /* owned */
};

struct holdings {
	struct digest_node node; /* also of the referrals and of what stands in the dossiers */
	struct holding *list;    /* owned */
	size_t count, cap;
	uint64_t sum;           /* of mix_pair over what a holding says, for the digest */
	uint64_t referrals_sum; /* likewise of referrals and of their answers */
};

/* A consent, as the teams and entities that it names. */
struct consent {
	struct digest_node node;
	uint64_t id;
	uint64_t case_id;
	bool withdrawn;
	bool all_fields;
	int *fields; /* owned; indices in LIBRARY_FIELD */
	size_t field_count;
	struct team_set teams;
	struct entity_set entities;
};

/* A referral, and whether it still waits for an answer. */
struct referral {
	uint64_t seq; /* of the event that made it */
	uint64_t id;
	uint64_t case_id;
	int from_team, to_team;
	bool answered;
};

/* Positions in a list, ascending. */
struct places {
	size_t *list; /* owned */
	size_t count, cap;
};

/* What there is of one case, so that nothing has to be looked for. */
struct dossier {
	uint64_t case_id;
	struct places holdings;  /* in holdings.list */
	struct places consents;  /* in consents.list */
	struct places referrals; /* in referrals */
};

struct disclosures {
	struct holdings holdings;
	struct objects consents;    /* owns: struct consent */
	struct referral *referrals; /* owned; by seq */
	size_t referral_count, referral_cap;
	struct dossier *dossiers; /* owned; by case_id, ascending */
	size_t dossier_count, dossier_cap;
};

/* Makes the case's dossier if there is none. Borrowed: until another one is made. */
struct dossier *dossier_make(struct disclosures *disclosures, uint64_t case_id);
void places_add(struct places *places, size_t place);

void consent_free(void *consent);
void disclosures_deinit(struct disclosures *disclosures);
void holdings_digest(const struct holdings *holdings, struct digest_form *form);
void consent_digest(const struct consent *consent, struct digest_form *form);

/* NULL when nothing is known of the case. Borrowed: until something is added. */
const struct dossier *dossier_find(const struct disclosures *disclosures, uint64_t case_id);

#endif

/*
 * Who holds which field of whose identity since when, consent, and disclosure: sharing, referring
 * and taking over cases, and passing on fields. One thread at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_DISCLOSURE_DISCLOSURE_H
#define CONVENE_EXERCISE_DISCLOSURE_DISCLOSURE_H

#include "server/exercise/cast.h"
#include "server/exercise/draft.h"

struct case_file;

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
	uint64_t seq;
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
	struct places consents;  /* in consents.entries */
	struct places referrals; /* in referrals */
};

struct disclosures {
	struct holdings holdings;
	struct seq_index consents;  /* owns: struct consent */
	struct referral *referrals; /* owned; in the order of seq */
	size_t referral_count, referral_cap;
	struct dossier *dossiers; /* owned; by case_id, ascending */
	size_t dossier_count, dossier_cap;
};

void disclosures_deinit(struct disclosures *disclosures);
void holdings_digest(const struct holdings *holdings, struct digest_form *form);
void consent_digest(const struct consent *consent, struct digest_form *form);

/* NULL when nothing is known of the case. Borrowed: until something is added. */
const struct dossier *dossier_find(const struct disclosures *disclosures, uint64_t case_id);

/* The value that a team holds now; NULL: none. Borrowed: until something is added. */
const struct holding *holding_of_team(
    const struct exercise *exercise, uint64_t case_id, int field, int team);

/* Whether any consent of the person is recorded for the case and not withdrawn. */
bool consent_given(const struct exercise *exercise, const struct case_file *file);

/* NULL when there is none. Borrowed: until something is added. */
const struct referral *referral_find(const struct exercise *exercise, uint64_t seq);

/* holding.c: RecordField */
void holding_decide_record(struct deciding *deciding);
void holding_apply_recorded(struct exercise *exercise, const struct applying *applying);

/* share.c: ShareCase, TakeOverCase; referral.c: AnswerReferral */
void share_decide(struct deciding *deciding);
void share_decide_take_over(struct deciding *deciding);
void share_apply_shared(struct exercise *exercise, const struct applying *applying);
void share_apply_taken_over(struct exercise *exercise, const struct applying *applying);
void referral_decide_answer(struct deciding *deciding);
void referral_apply_answered(struct exercise *exercise, const struct applying *applying);

/* disclose.c: Disclose */
void disclosure_decide(struct deciding *deciding);
void disclosure_apply(struct exercise *exercise, const struct applying *applying);

/* consent.c */
void consent_decide_record(struct deciding *deciding);
void consent_decide_withdraw(struct deciding *deciding);
void consent_apply_recorded(struct exercise *exercise, const struct applying *applying);
void consent_apply_withdrawn(struct exercise *exercise, const struct applying *applying);

/* knowledge.c: answers a KnowledgeQuery for somebody; NULL and a refusal in `deciding`. */
Convene__V1__KnowledgeReport *knowledge_report(
    struct deciding *deciding, const Convene__V1__KnowledgeQuery *query);

#endif

/*
 * A case as this viewer knows it: where it stands on its tracks, who has it, what is known of the
 * person, and everything that concerns it in the order in which it happened. Part of the view
 * (view.h), which owns it.
 */
#ifndef CONVENE_MODEL_CASE_H
#define CONVENE_MODEL_CASE_H

#include "convene/v1/event.pb-c.h"
#include "proto/model/look.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view;

struct view_standing {
	const char *track, *state;
	int64_t since_ms; /* exercise time */
};

struct view_consent {
	uint64_t id;
	const Convene__V1__ConsentRecorded *recorded;
	int64_t recorded_ms;
	int64_t withdrawn_ms; /* exercise time; meaningless while it is not withdrawn */
	bool withdrawn;
};

/* A referral, and what became of it. */
struct view_referral {
	uint64_t mark;
	const Convene__V1__CaseShared *shared;
	const Convene__V1__ReferralAnswered *answered; /* NULL: not yet */
	struct view_point answered_at;
	int64_t shared_ms, answered_ms;
};

struct view_case {
	uint64_t id;
	const char *reference; /* what a team calls the person: our own, where we have one */
	const char *summary, *person_language;
	const char *person_id; /* "" : not told, or not matched */
	const char *lead_team_id;
	bool child;
	bool ours;        /* our team has it; staff have none of their own */
	bool opened;      /* its opening was told: to those with whom it is shared it is not */
	int64_t since_ms; /* when it was opened; not told: since when our team has it */
	int64_t changed_ms;
	size_t flag_count;

	/* all owned */
	struct view_standing *standings;
	size_t standing_count, standing_cap;
	const char **teams; /* who has it, the one that opened it first */
	size_t team_count, team_cap;
	const char **aliases;
	size_t alias_count, alias_cap;
	struct view_consent *consents;
	size_t consent_count, consent_cap;
	struct view_referral *referrals;
	size_t referral_count, referral_cap;
	struct view_marked *history; /* everything that concerns it */
	size_t history_count, history_cap;
};

/* NULL when there is none. */
const struct view_case *view_case(const struct view *view, uint64_t id);

/* "presumed"; "" where it has not begun. */
const struct view_standing *view_case_standing(const struct view_case *file, const char *track);

bool view_case_has_team(const struct view_case *file, const char *team_id);

/* The case that a consent belongs to; NULL when there is none. */
const struct view_case *view_case_of_consent(const struct view *view, uint64_t consent_id);

/* What a team answered to an item of a form, over all the times that it filled it in; 0: nothing.
 * `team_id` NULL: whoever answered it last. */
Convene__V1__ItemAnswer view_case_item(const struct view_case *file, const char *form,
    const char *item, const char *team_id, const char **note);

/* The value of a field that a team knows (NULL: anybody's, the newest); NULL: none. */
const char *view_case_field(const struct view_case *file, const char *field, const char *team_id);

#endif

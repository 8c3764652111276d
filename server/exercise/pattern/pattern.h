/*
 * One pattern of a condition: what it looks at, and the moment from which on it holds or can no
 * longer hold. Knows neither events nor who asks. A moment is an exercise time and the event that
 * decided it, 0 where time itself did; moments are ordered by both.
 */
#ifndef CONVENE_EXERCISE_PATTERN_PATTERN_H
#define CONVENE_EXERCISE_PATTERN_PATTERN_H

#include "server/exercise/ground/cast.h"

#include <stdbool.h>
#include <stdint.h>

struct condition;

struct moment {
	int64_t ms;
	uint64_t seq;
};

#define NEVER ((struct moment){INT64_MAX, UINT64_MAX})

bool moment_is_never(struct moment moment);

/* A sum of times, cut where it would overflow: in a journal there may be any time. */
int64_t later_ms(int64_t ms, int64_t by_ms);
bool moment_before(struct moment left, struct moment right);
struct moment moment_first(struct moment left, struct moment right);
struct moment moment_last(struct moment left, struct moment right);

enum pattern_kind {
	PATTERN_TIME,
	PATTERN_INJECT,
	PATTERN_MESSAGE,
	PATTERN_REQUEST,
	PATTERN_CASE,
	PATTERN_MILESTONE,
	PATTERN_ANSWER,
	PATTERN_DISCLOSURE,
	PATTERN_DECISION,
	PATTERN_SWITCH,
};

/* In which list of its condition it stands. */
enum pattern_part { PART_ALL, PART_ANY, PART_NONE };

/* Parties by index, countries already resolved to their teams. */
struct party_set {
	struct team_set teams;
	struct entity_set entities;
	bool control;
};

/* What a pattern of a kind looks at; ids by index, -1: any. */
struct fitting {
	int subject;              /* inject, milestone, switch, instrument, track, questionnaire */
	int detail;               /* case state, question; */
	int flag, form;           /* cases only */
	int person;               /* in LIBRARY_PERSON */
	int inject;               /* messages and decisions */
	int moment;               /* Convene__V1__InjectMoment, Convene__V1__RequestState */
	int completeness;         /* Convene__V1__Completeness */
	bool overdue;             /* requests */
	bool consent, no_consent; /* disclosures */
	bool any_from, any_to;
	uint32_t channels;   /* bit 1 << channel; 0: any */
	uint64_t choices;    /* bit 1 << index in Question.choices */
	int32_t least, most; /* both 0: any */
	uint64_t fields[4];  /* bits by index in LIBRARY_FIELD */
	bool any_choice, any_field;
	struct party_set from, to; /* `from` also for `by` */
};

enum anchor_kind { ANCHOR_NONE, ANCHOR_INJECT, ANCHOR_MILESTONE };

struct anchor {
	enum anchor_kind kind;
	int index;
	bool come;
	struct moment at;
};

struct pattern {
	struct condition *condition; /* borrowed: owns the pattern */
	enum pattern_kind kind;
	enum pattern_part part;
	struct fitting *fitting; /* owned; NULL for a time */

	/* Window, and of a time: at_ms, or delay_ms after `since`. */
	int64_t after_ms, before_ms; /* before_ms 0: no end */
	struct anchor of;
	int64_t within_ms, ahead_ms;
	struct anchor since;
	int64_t at_ms; /* or the delay */

	/* What happened so far. */
	uint32_t wanted, count;
	struct moment candidate; /* `wanted` of them fitted, the anchor to be ahead of is to come */
	struct moment hold;
	struct moment dead;
	struct moment reopened; /* a switch was turned off again; else ms is INT64_MIN */
};

/* When it comes to hold or can no longer hold, as things stand; the other one is NEVER. */
void pattern_outlook(const struct pattern *pattern, struct moment *hold, struct moment *death);

/* Whether it has to happen within some time, so that it is judged when that is over. */
bool pattern_has_end(const struct pattern *pattern);

/* End of its window where that is known; 0: none, or not known yet. */
int64_t pattern_ends_ms(const struct pattern *pattern);

/* An event fits; the anchor of its window, or of its time, has come or can no longer come; its
 * switch was turned off. Each returns whether anything changed. */
bool pattern_fit(struct pattern *pattern, struct moment at);
bool pattern_anchor(struct pattern *pattern, struct anchor *anchor, struct moment at);
bool pattern_kill(struct pattern *pattern, struct moment at);
bool pattern_reopen(struct pattern *pattern, struct moment at);

#endif

/*
 * The inside of conditions: what waits, its patterns, and which events concern which of them. For
 * the files of this folder. One thread at a time; all of it is owned by struct conditions.
 *
 * A moment is an exercise time and the event that decided it, 0 where time itself did; moments are
 * ordered by both. Every pattern comes to hold at one moment, or can no longer hold from one on,
 * and so does every condition; where nothing but time decides, that moment is known beforehand.
 */
#ifndef CONVENE_EXERCISE_CONDITION_CONDITION_PRIVATE_H
#define CONVENE_EXERCISE_CONDITION_CONDITION_PRIVATE_H

#include "server/exercise/condition/condition.h"

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

/* --- patterns --- */

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

/* --- what waits --- */

enum waiting_kind {
	WAITING_MILESTONE,
	WAITING_SWITCH,
	WAITING_GROUP, /* alternatives */
	WAITING_JUMPS, /* of the clock */
	WAITING_INJECT,
};

/* A milestone, a contingency inject; also a switch, a group of alternatives and the jumps so far,
 * which have no patterns. */
struct condition {
	struct digest_node node;
	enum waiting_kind kind;
	int index; /* of the milestone, the switch, the group; of the inject: its order */
	struct pattern *patterns; /* owned; of all, then any, then none */
	size_t pattern_count;
	uint8_t fingerprint[DIGEST_SIZE]; /* of the condition as it is written */
	uint64_t since_seq;               /* event that compiled it */

	Convene__V1__MilestoneStanding standing; /* as the log says; a switch that is on: reached */
	struct moment decided;                   /* with a standing other than waiting */
	struct moment said;                      /* likewise: as patterns see it */
	bool by_hand;

	/* What follows and is not in the log yet, as things stand: `due` NEVER: nothing. */
	struct moment due;
	Convene__V1__MilestoneStanding outlook;
	bool frozen; /* nothing can change `outlook` any more */
	bool over;   /* the log says what became of it; nothing more follows */

	uint64_t tally; /* group: sum of mix_pair(delivery, team + 1); jumps: of their times */
	struct team_set served; /* group: teams that got one of it */
};

/* What something that happens may mean to a pattern. */
enum concern { CONCERN_FITS, CONCERN_OF, CONCERN_SINCE };

struct interest {
	struct pattern *pattern; /* borrowed: outlives its interests */
	enum concern concern;
};

struct interests {
	struct interest *list; /* owned */
	size_t count, cap;
};

struct jump {
	int64_t from_ms, to_ms;
	uint64_t seq;
};

struct condition_tables {
	struct interests kinds[PATTERN_SWITCH + 1];
	/* Owned, each; by index of milestone, switch and inject. */
	struct interests *milestones, *switches, *injects;
	size_t milestone_count, switch_count, inject_count;
	size_t watched;     /* how many of `injects` there are, all together */
	int *by_inject;     /* owned; by order: index in the list, -1: none; inject_count */
	struct jump *jumps; /* owned */
	size_t jump_count, jump_cap;
	struct moment next; /* first `due` of all */
	char *mistake;      /* owned; NULL: every condition could be compiled */
};

/* NULL: none. */
struct condition *condition_of_milestone(const struct exercise *exercise, int milestone);
struct condition *condition_of_switch(const struct exercise *exercise, int declared);
struct condition *condition_of_group(const struct exercise *exercise, int group);
struct condition *condition_of_inject(const struct exercise *exercise, const struct inject *inject);

/* The tables, made where there are none. */
struct condition_tables *condition_tables_make(struct exercise *exercise);

/* Appends something that waits. */
struct condition *condition_add(struct exercise *exercise, enum waiting_kind kind, int index);

/* What is to follow from it, anew. */
void condition_judge(struct exercise *exercise, struct condition *condition);

/* The log says what became of it; it waits no longer. */
void condition_settle(struct exercise *exercise, struct condition *condition,
    Convene__V1__MilestoneStanding standing, struct moment decided, bool by_hand);

/* pattern_compile.c: compiles `when` (NULL: nothing) into the condition and notes what concerns it.
 * False with a text in `why` when something in it is wrong; nothing is compiled then. */
struct compiling {
	const struct exercise *exercise; /* borrowed: outlives the compiling */
	char why[256];
};
bool condition_compile(struct compiling *compiling, const Convene__V1__Condition *when,
    struct pattern **patterns, size_t *count);
void patterns_free(struct pattern *patterns, size_t count);

/* Puts a condition's patterns into the tables, and takes them out. */
void condition_watch(struct exercise *exercise, struct condition *condition);
void condition_unwatch(struct exercise *exercise, struct condition *condition);

/* pattern_match.c: which patterns an event fits. */
void patterns_match(struct exercise *exercise, const struct applying *applying);

void match_milestone(struct exercise *exercise, const struct applying *applying);
void match_switch(struct exercise *exercise, const struct applying *applying);

/* pattern_watch.c: what patterns wait for by index has come (an inject is delivered, a milestone
 * reached, a switch on), or never will. `only` NULL: for every condition. */
void interests_come(struct exercise *exercise, const struct interests *interests,
    const struct condition *only, struct moment at);
void interests_lost(struct exercise *exercise, const struct interests *interests,
    const struct condition *only, struct moment at);

#endif

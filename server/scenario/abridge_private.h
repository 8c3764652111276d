/* What the files of abridge share. Part of server/scenario only. */
#ifndef CONVENE_SCENARIO_ABRIDGE_PRIVATE_H
#define CONVENE_SCENARIO_ABRIDGE_PRIVATE_H

#include "server/scenario/abridge.h"

/* What becomes of a name; beside names.list. */
struct fate {
	bool gone;
	bool was_wanted; /* the whole scenario refers to it */
	bool wanted;     /* so does what is left */
	int64_t
	    first_ms;  /* the first moment at which it can be: milestone, inject, questionnaire */
	bool by_reply; /* of a milestone: a canned reply sets it */
};

struct abridge {
	Convene__V1__Scenario *scenario; /* borrowed: outlives this */
	struct arena *arena;             /* borrowed: outlives this */
	struct abridged *out;            /* borrowed: outlives this */
	struct names names;              /* owned: of the whole scenario */
	struct fate *fates;              /* owned */
	size_t left_out_room, changed_room;
	int64_t end_ms; /* what comes then, or later, does not come; INT64_MAX: time is not cut */
	const char *because; /* why the last thing cannot be; in the arena */
	size_t eased; /* patterns of `none` that were taken out since this was last looked at */
	bool changed; /* something is gone since this was last looked at */
};

/* Never: neither by itself nor in time. */
#define ABRIDGE_NEVER INT64_MAX

struct fate *abridge_fate_of(const struct abridge *abridge, const struct scenario_name *name);

/* NULL: nothing of these kinds has the id. */
struct fate *abridge_fate(const struct abridge *abridge, unsigned kinds, const char *id);

/* Leaves it out, because of `abridge->because`. Nothing when it is gone already. */
void abridge_drop(struct abridge *abridge, enum name_kind kind, const char *id);

/* Notes that something is no longer as it was. */
void abridge_note(struct abridge *abridge, enum name_kind kind, const char *id, const char *text);

/* Sets `because`. */
void abridge_blame(struct abridge *abridge, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* abridge_time.c: fills in first_ms of all that is still there. */
void abridge_time(struct abridge *abridge);

/* The first moment at which a pattern can hold; and at which one of `none` can be judged (0: it
 * needs no moment of its own). */
int64_t abridge_pattern_ms(const struct abridge *abridge, const Convene__V1__Pattern *pattern);
int64_t abridge_judged_ms(const struct abridge *abridge, const Convene__V1__Pattern *pattern);

/* abridge_prune.c: one round over the scenario. Takes out what refers to what is gone, and drops
 * what cannot be without it. */
void abridge_prune(struct abridge *abridge);

#endif

/*
 * What a command would break. The software warns and records instead of blocking: whoever sends
 * such a command is refused with ERROR_CODE_WARNED and told everything at once; sent again with
 * `anyway` it is carried out, and flagged. Lives on the stack of the function that decides; owns
 * nothing.
 */
#ifndef CONVENE_EXERCISE_DECIDE_WARNING_H
#define CONVENE_EXERCISE_DECIDE_WARNING_H

#include "convene/v1/common.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deciding;

#define WARNINGS_MAX 64

struct warning {
	const char *rule;              /* borrowed; Warning.rule, CaseFlagged.rule */
	const Convene__V1__Text *text; /* borrowed; NULL: `plain` */
	const char *plain;             /* borrowed; in English */
	const char *source;            /* borrowed; NULL: none */
	const char *flag;              /* borrowed; Flag.id; NULL or "": warned of, not flagged */
	char *const *missing;          /* borrowed; ids of what ought to be there */
	size_t n_missing;
	/* It rests on what whoever acts is not to know: flagged without a word. */
	bool hidden;
};

/* {.deciding = deciding}: none yet. */
struct warnings {
	struct deciding *deciding; /* borrowed: outlives these */
	struct warning list[WARNINGS_MAX];
	size_t count;
};

/* Those beyond WARNINGS_MAX are dropped: there is enough to think about. What a warning points to
 * has to outlive the warnings. */
void warnings_add(struct warnings *warnings, const struct warning *warning);

/* True: go on (nothing is broken that may be told, or `anyway`). False: refused with everything
 * that is broken. */
bool warnings_pass(struct warnings *warnings, bool anyway);

/* Where and by whom. */
struct flagging {
	uint64_t case_id;    /* 0: no case */
	const char *team_id; /* borrowed; whose doing */
	uint64_t by_seq;
	uint64_t request_id;
};

/* Drafts a CaseFlagged for each warning that has a flag: after the event that broke it. */
void warnings_flag(const struct warnings *warnings, const struct flagging *flagging);

/* Drafts one CaseFlagged; `rule` and `note` may be NULL. */
void flag_draft(struct deciding *deciding, const struct flagging *flagging, const char *flag,
    const char *rule, const char *note);

/* Flag.id for what the engine itself finds, NULL when the scenario has none: engine_flag(exercise,
 * wrong_channel). */
#define engine_flag(exercise, name)                                                                \
	((exercise)->library.engine_flags != NULL ? (exercise)->library.engine_flags->name : NULL)

#endif

/*
 * Cases: one person each, on the scenario's parallel tracks, held by one team or several. What was
 * written about the person is in the log only; identity fields are in disclosure/holding.h. One
 * thread at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_CASE_CASE_H
#define CONVENE_EXERCISE_CASE_CASE_H

#include "convene/v1/scenario.pb-c.h"
#include "server/exercise/cast.h"
#include "server/exercise/draft.h"

/* Where a case stands on one track. */
struct case_track {
	int state;        /* index in Track.states; the first one when the case is opened */
	int64_t since_ms; /* exercise time, and story time, of coming into it */
	int64_t since_story_ms;
	uint32_t reached; /* bit 1 << state for each state that it has been in */
};

/* When a case came into a state; the last time. */
struct case_entry {
	uint8_t track;
	uint8_t state;
	int64_t story_ms;
};

/* How often a transition was taken. */
struct case_step {
	uint8_t track;
	uint8_t transition;
	uint32_t times;
};

struct case_file {
	struct digest_node node;
	uint64_t id;
	char *reference; /* owned */
	char *summary;   /* owned */
	char *language;  /* owned; of the person; "" unknown */
	int person;      /* index in LIBRARY_PERSON; -1: not known whom it concerns */
	int lead;        /* team */
	bool child;
	struct team_set teams;                   /* all that have it */
	struct team_set track_teams[TRACKS_MAX]; /* those of them that see the track */
	struct case_track tracks[TRACKS_MAX];
	struct case_entry *entries; /* owned; one for each state that it has been in */
	size_t entry_count, entry_cap;
	struct case_step *steps; /* owned; those taken at least once */
	size_t step_count, step_cap;
	char **aliases; /* owned, and each of them */
	size_t alias_count, alias_cap;
	uint64_t forms; /* bit 1 << index in LIBRARY_FORM: filled in by somebody */
	uint64_t flags; /* how many, and the sum of mix_pair(event, flag index + 1) */
	uint64_t flags_sum;
	uint64_t links; /* likewise of mix_pair(event, other case) */
	uint64_t links_sum;
};

/* Cases that concern one person, in no order that matters. */
struct case_list {
	struct case_file **files; /* owned; each borrowed: the state's */
	size_t count, cap;
};

/* Whom cases concern, the other way round; follows from them. A zeroed one is empty. */
struct case_persons {
	struct case_list *list; /* owned; by index in LIBRARY_PERSON; NULL: no case is known */
	size_t count;
};

void case_persons_deinit(struct case_persons *persons);
/* NULL when no case is known to concern the person, or the index is out of range. */
const struct case_list *case_list_of_person(const struct exercise *exercise, int person);

/* How often a transition was taken in the case. */
uint32_t case_times_taken(const struct case_file *file, int track, int transition);

struct case_file *case_find(const struct exercise *exercise, uint64_t id); /* NULL: none */
void case_free(struct case_file *file);
void case_digest(const struct case_file *file, struct digest_form *form);

/* How many of the scenario's tracks a case has: never more than TRACKS_MAX. */
int case_track_count(const struct exercise *exercise);

/* CaseState.id in which the case is on a track, by the track's index; "" when there is no such
 * track. Borrowed from the library. */
const char *case_state_id(const struct exercise *exercise, const struct case_file *file, int track);

/* CasePerson.id whom it concerns; NULL when that is not known. Borrowed from the library. */
const char *case_person_id(const struct exercise *exercise, const struct case_file *file);

/* Whether the case is (was ever) in a state of a track, by their ids. */
bool case_is_in(const struct exercise *exercise, const struct case_file *file, const char *track,
    const char *state);
bool case_has_been_in(const struct exercise *exercise, const struct case_file *file,
    const char *track, const char *state);

/* Story time at which it came into a state, the last time; false: it has never been in it. */
bool case_came_into(const struct exercise *exercise, const struct case_file *file,
    const char *track, const char *state, int64_t *story_ms);

/* Index of a state in its track, -1 when there is none. */
int track_state_index(const Convene__V1__Track *track, const char *state_id);

/* A case that the sender may see and act on: a player's own team has it; staff see all. NULL and a
 * refusal, the same for what does not exist and what is not for the player. */
const struct case_file *check_case(struct deciding *deciding, uint64_t id);

/* Cases to which the sender may refer; each as check_case. */
bool check_case_references(struct deciding *deciding, const uint64_t *ids, size_t count);

/* case_open.c */
void case_decide_open(struct deciding *deciding);
void case_decide_match(struct deciding *deciding);
/* Drafts whom a case (NULL: the one that is just being opened) concerns, where the scenario has a
 * person who is called so. */
void case_draft_match(
    struct deciding *deciding, const struct case_file *file, uint64_t case_id, const char *called);
void case_apply_opened(struct exercise *exercise, const struct applying *applying);
void case_apply_matched(struct exercise *exercise, const struct applying *applying);

/* case_move.c: the step itself; guard.h has what it ought to keep to */
void case_decide_move(struct deciding *deciding);
void case_apply_moved(struct exercise *exercise, const struct applying *applying);

/* case_link.c */
void case_decide_alias(struct deciding *deciding);
void case_decide_link(struct deciding *deciding);
void case_apply_alias(struct exercise *exercise, const struct applying *applying);
void case_apply_linked(struct exercise *exercise, const struct applying *applying);

/* form.c */
void form_decide_fill(struct deciding *deciding);
void form_apply_filled(struct exercise *exercise, const struct applying *applying);

/* track_check.c: whether the engine can work with the tracks, flags and forms of a scenario; a
 * refusal names the first mistake. */
bool track_check(struct deciding *deciding, const Convene__V1__Scenario *scenario);

/* flag.c */
void flag_decide_raise(struct deciding *deciding);
void flag_apply(struct exercise *exercise, const struct applying *applying);

#endif

/*
 * Cases: one person each, on the scenario's parallel tracks, held by one team or several. What was
 * written about the person is in the log only; identity fields are in disclosure/disclosure.h. One
 * thread at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_STATE_CASE_CASE_H
#define CONVENE_EXERCISE_STATE_CASE_CASE_H

#include "convene/v1/case.pb-c.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest_form;

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

/* How often a transition was taken in the case. */
uint32_t case_times_taken(const struct case_file *file, int track, int transition);
void case_free(void *file);
void case_digest(const struct case_file *file, struct digest_form *form);

/* Index of a state in its track, -1 when there is none. */
int track_state_index(const Convene__V1__Track *track, const char *state_id);

/* Index of the transition with this id, -1 when there is none. */
int track_transition_index(const Convene__V1__Track *track, const char *id);

#endif

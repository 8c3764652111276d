/*
 * Where a case stands, in the scenario's words: ids of states and persons instead of indices. Pure;
 * changes nothing.
 */
#ifndef CONVENE_EXERCISE_STATE_CASE_CASE_STANDING_H
#define CONVENE_EXERCISE_STATE_CASE_CASE_STANDING_H

#include <stdbool.h>
#include <stdint.h>

struct case_file;
struct case_list;
struct exercise;

/* NULL when no case is known to concern the person, or the index is out of range. */
const struct case_list *case_list_of_person(const struct exercise *exercise, int person);

/* How many of the scenario's tracks a case has: never more than TRACKS_MAX. */
int case_track_count(const struct exercise *exercise);

/* CaseState.id in which the case is on a track, by the track's index; "" when there is no such
 * track. Borrowed from the library. */
const char *case_state_id(const struct exercise *exercise, const struct case_file *file, int track);

/* CasePerson.id whom it concerns; NULL when that is not known. Borrowed from the library. */
const char *case_person_id(const struct exercise *exercise, const struct case_file *file);

/* Whether the case is in a state of a track, by their ids. */
bool case_is_in(const struct exercise *exercise, const struct case_file *file, const char *track,
    const char *state);

/* Story time at which it came into a state, the last time; false: it has never been in it. */
bool case_came_into(const struct exercise *exercise, const struct case_file *file,
    const char *track, const char *state, int64_t *story_ms);

#endif

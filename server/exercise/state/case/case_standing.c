/*
 * Indices of a case into the scenario's ids and back. A journal may declare more tracks and states
 * than a case has room for: what lies beyond does not exist here, so whoever asks needs no bounds
 * of its own.
 */
#include "server/exercise/state/case/case_standing.h"

#include "convene/v1/case.pb-c.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/state.h"

/* --- where it stands --- */

int case_track_count(const struct exercise *exercise)
{
	size_t count = library_count(&exercise->library, TRACK);
	return count < TRACKS_MAX ? (int)count : TRACKS_MAX;
}

const char *case_state_id(const struct exercise *exercise, const struct case_file *file, int track)
{
	if (track < 0 || track >= case_track_count(exercise)) {
		return "";
	}
	const Convene__V1__Track *declared = library_at(&exercise->library, TRACK, Track, track);
	int state = file->tracks[track].state;
	return state >= 0 && (size_t)state < declared->n_states ? declared->states[state]->id : "";
}

const char *case_person_id(const struct exercise *exercise, const struct case_file *file)
{
	bool known =
	    file->person >= 0 && (size_t)file->person < library_count(&exercise->library, PERSON);
	return known ? library_at(&exercise->library, PERSON, CasePerson, file->person)->id : NULL;
}

/* Index of a track, and of a state in it; false when there is none. */
static bool find_state(const struct exercise *exercise, const char *track_id, const char *state_id,
    int *track, int *state)
{
	*track = library_index(&exercise->library, LIBRARY_TRACK, track_id);
	if (*track < 0 || *track >= TRACKS_MAX) {
		return false;
	}
	*state = track_state_index(library_at(&exercise->library, TRACK, Track, *track), state_id);
	return *state >= 0 && *state < TRACK_STATES_MAX;
}

bool case_is_in(const struct exercise *exercise, const struct case_file *file, const char *track,
    const char *state)
{
	int track_at, state_at;
	return find_state(exercise, track, state, &track_at, &state_at) &&
	       file->tracks[track_at].state == state_at;
}

bool case_came_into(const struct exercise *exercise, const struct case_file *file,
    const char *track, const char *state, int64_t *story_ms)
{
	int track_at, state_at;
	if (!find_state(exercise, track, state, &track_at, &state_at)) {
		return false;
	}
	for (size_t i = 0; i < file->entry_count; i++) {
		const struct case_entry *entry = &file->entries[i];
		if (entry->track == track_at && entry->state == state_at) {
			*story_ms = entry->story_ms;
			return true;
		}
	}
	return false;
}

const struct case_list *case_list_of_person(const struct exercise *exercise, int person)
{
	const struct case_persons *persons = &exercise->case_persons;
	bool known = person >= 0 && (size_t)person < persons->count;
	return known ? &persons->list[person] : NULL;
}

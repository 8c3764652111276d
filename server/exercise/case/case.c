#include "server/exercise/case/case.h"

#include "server/exercise/check.h"
#include "server/exercise/state.h"

struct case_file *case_find(const struct exercise *exercise, uint64_t id)
{
	return seq_index_find(&exercise->cases, id);
}

void case_free(struct case_file *file)
{
	if (file == NULL) {
		return;
	}
	for (size_t i = 0; i < file->alias_count; i++) {
		free(file->aliases[i]);
	}
	free(file->aliases);
	free(file->entries);
	free(file->steps);
	free(file->reference);
	free(file->summary);
	free(file->language);
	free(file);
}

uint32_t case_times_taken(const struct case_file *file, int track, int transition)
{
	for (size_t i = 0; i < file->step_count; i++) {
		const struct case_step *taken = &file->steps[i];
		if (taken->track == track && taken->transition == transition) {
			return taken->times;
		}
	}
	return 0;
}

/* --- the digest: what is too long for its form is folded into 64 bits --- */

static uint64_t fold_text(uint64_t fold, const char *text)
{
	size_t len = strlen(text);
	fold = mix_pair(fold, len);
	for (size_t at = 0; at < len; at += 8) {
		uint64_t word = 0;
		for (size_t i = at; i < len && i < at + 8; i++) {
			word |= (uint64_t)(uint8_t)text[i] << (8 * (i - at));
		}
		fold = mix_pair(fold, word);
	}
	return fold;
}

static uint64_t fold_teams(uint64_t fold, const struct team_set *teams)
{
	for (size_t i = 0; i < TEAMS_MAX / 64; i++) {
		fold = mix_pair(fold, teams->words[i]);
	}
	return fold;
}

static uint64_t fold_tracks(const struct case_file *file)
{
	uint64_t fold = 0;
	for (size_t i = 0; i < TRACKS_MAX; i++) {
		const struct case_track *track = &file->tracks[i];
		fold = mix_pair(fold, (uint64_t)track->state);
		fold = mix_pair(fold, (uint64_t)track->since_ms);
		fold = mix_pair(fold, (uint64_t)track->since_story_ms);
		fold = mix_pair(fold, track->reached);
		fold = fold_teams(fold, &file->track_teams[i]);
	}
	return fold;
}

static uint64_t fold_course(const struct case_file *file)
{
	uint64_t fold = mix_pair(file->entry_count, file->step_count);
	for (size_t i = 0; i < file->entry_count; i++) {
		const struct case_entry *entry = &file->entries[i];
		fold = mix_pair(fold, (uint64_t)entry->track << 8 | entry->state);
		fold = mix_pair(fold, (uint64_t)entry->story_ms);
	}
	for (size_t i = 0; i < file->step_count; i++) {
		const struct case_step *step = &file->steps[i];
		fold = mix_pair(fold, (uint64_t)step->track << 8 | step->transition);
		fold = mix_pair(fold, step->times);
	}
	return fold;
}

static uint64_t fold_aliases(const struct case_file *file)
{
	uint64_t fold = file->alias_count;
	for (size_t i = 0; i < file->alias_count; i++) {
		fold = fold_text(fold, file->aliases[i]);
	}
	return fold;
}

void case_digest(const struct case_file *file, struct digest_form *form)
{
	digest_put(form, file->id);
	digest_put(form, fold_text(0, file->reference));
	digest_put(form, fold_text(0, file->summary));
	digest_put(form, fold_text(0, file->language));
	digest_put(form, (uint64_t)file->person);
	digest_put(form, (uint64_t)file->lead);
	digest_put(form, file->child);
	for (size_t i = 0; i < TEAMS_MAX / 64; i++) {
		digest_put(form, file->teams.words[i]);
	}
	digest_put(form, fold_tracks(file));
	digest_put(form, fold_course(file));
	digest_put(form, fold_aliases(file));
	digest_put(form, file->forms);
	digest_put(form, file->flags);
	digest_put(form, file->flags_sum);
	digest_put(form, file->links);
	digest_put(form, file->links_sum);
}

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

int track_state_index(const Convene__V1__Track *track, const char *state_id)
{
	for (size_t i = 0; i < track->n_states; i++) {
		if (strcmp(track->states[i]->id, state_id) == 0) {
			return (int)i;
		}
	}
	return -1;
}

bool case_is_in(const struct exercise *exercise, const struct case_file *file, const char *track,
    const char *state)
{
	int track_at, state_at;
	return find_state(exercise, track, state, &track_at, &state_at) &&
	       file->tracks[track_at].state == state_at;
}

bool case_has_been_in(const struct exercise *exercise, const struct case_file *file,
    const char *track, const char *state)
{
	int track_at, state_at;
	return find_state(exercise, track, state, &track_at, &state_at) &&
	       (file->tracks[track_at].reached >> state_at & 1) != 0;
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

/* --- who may refer to it --- */

const struct case_file *check_case(struct deciding *deciding, uint64_t id)
{
	const struct case_file *file = case_find(deciding->exercise, id);
	bool player =
	    deciding->actor != NULL && deciding->actor->role == CONVENE__V1__ROLE__ROLE_PLAYER;
	if (file == NULL || (player && !team_set_has(&file->teams, deciding->actor->team))) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "there is no case %" PRIu64 " for you", id);
		return NULL;
	}
	return file;
}

bool check_case_references(struct deciding *deciding, const uint64_t *ids, size_t count)
{
	if (!check_count(deciding, count, EVENT_REFERENCES_MAX, "references to cases")) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (check_case(deciding, ids[i]) == NULL) {
			return false;
		}
	}
	return true;
}

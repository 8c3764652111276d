/*
 * A case's memory and its digest. A case that has been through much is longer than a digest's form,
 * so its parts are folded into 64 bits each, in the order in which they stand: what lies in a list
 * here must therefore come into it in the same order in every replay. Flags and links are not kept,
 * only counted and summed. Which cases concern one person follows from the cases, and is in no
 * digest.
 */
#include "server/exercise/state/case/case.h"

#include "convene/v1/case.pb-c.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/limits.h"

#include <stdlib.h>
#include <string.h>

void case_free(void *object)
{
	struct case_file *file = object;
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
	set_digest(&file->teams, form);
	digest_put(form, fold_tracks(file));
	digest_put(form, fold_course(file));
	digest_put(form, fold_aliases(file));
	digest_put(form, file->forms);
	digest_put(form, file->flags);
	digest_put(form, file->flags_sum);
	digest_put(form, file->links);
	digest_put(form, file->links_sum);
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

int track_transition_index(const Convene__V1__Track *track, const char *id)
{
	for (size_t i = 0; i < track->n_transitions; i++) {
		if (strcmp(track->transitions[i]->id, id) == 0) {
			return (int)i;
		}
	}
	return -1;
}

void case_persons_deinit(struct case_persons *persons)
{
	for (size_t i = 0; i < persons->count; i++) {
		free(persons->list[i].files);
	}
	free(persons->list);
	memset(persons, 0, sizeof *persons);
}

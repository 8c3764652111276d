/*
 * Events into case files. Links are kept as a count and a sum, steps as how often each was taken: a
 * file does not grow with its course. An event that makes no sense to the state changes nothing.
 */
#include "convene/v1/case.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "proto/list.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/case/case_standing.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>

void apply_case_alias_added(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseAliasAdded *body = applying->event->case_alias_added;
	struct case_file *file = case_edit(exercise, body->case_id);
	if (file == NULL || file->alias_count >= CASE_ALIASES_MAX) {
		return;
	}
	*LIST_ADD(file->aliases, file->alias_count, file->alias_cap) = xstrdup(body->alias);
}

static void link_one(struct case_file *file, uint64_t seq, uint64_t other)
{
	file->links++;
	file->links_sum += mix_pair(seq, other);
}

void apply_cases_linked(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CasesLinked *body = applying->event->cases_linked;
	struct case_file *one = case_edit(exercise, body->case_id);
	struct case_file *other = case_edit(exercise, body->other_case_id);
	if (one != NULL && other != NULL && one != other) {
		link_one(one, applying->seq, other->id);
		link_one(other, applying->seq, one->id);
	}
}

/* --- applying --- */

static void count_step(struct case_file *file, int track, int transition)
{
	for (size_t i = 0; i < file->step_count; i++) {
		struct case_step *step = &file->steps[i];
		if (step->track == track && step->transition == transition) {
			step->times += step->times < UINT32_MAX;
			return;
		}
	}
	*LIST_ADD(file->steps, file->step_count, file->step_cap) = (struct case_step){
	    .track = (uint8_t)track, .transition = (uint8_t)transition, .times = 1};
}

static void come_into(struct case_file *file, int track, int state, const Convene__V1__Event *event)
{
	struct case_track *standing = &file->tracks[track];
	standing->state = state;
	standing->since_ms = event->exercise_ms;
	standing->since_story_ms = event->story_ms;
	standing->reached |= UINT32_C(1) << state;
	for (size_t i = 0; i < file->entry_count; i++) {
		struct case_entry *entry = &file->entries[i];
		if (entry->track == track && entry->state == state) {
			entry->story_ms = event->story_ms;
			return;
		}
	}
	*LIST_ADD(file->entries, file->entry_count, file->entry_cap) = (struct case_entry){
	    .track = (uint8_t)track, .state = (uint8_t)state, .story_ms = event->story_ms};
}

void apply_case_moved(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseMoved *body = applying->event->case_moved;
	struct case_file *file = case_edit(exercise, body->case_id);
	int track = library_index(&exercise->library, LIBRARY_TRACK, body->track);
	if (file == NULL || track < 0 || track >= case_track_count(exercise)) {
		return;
	}
	const Convene__V1__Track *declared = library_at(&exercise->library, TRACK, Track, track);
	int transition = track_transition_index(declared, body->transition);
	int state = track_state_index(declared, body->to);
	if (transition < 0 || transition >= TRACK_TRANSITIONS_MAX || state < 0 ||
	    state >= TRACK_STATES_MAX) {
		return;
	}
	count_step(file, track, transition);
	if (state != file->tracks[track].state) {
		come_into(file, track, state, applying->event);
	}
	if (declared->states[state]->child) {
		file->child = true;
	}
}

/* On every track, in its first state. */
static void begin_tracks(
    const struct exercise *exercise, struct case_file *file, const Convene__V1__Event *event)
{
	int count = case_track_count(exercise);
	file->entries = xcalloc((size_t)count + 1, sizeof *file->entries);
	file->entry_cap = (size_t)count + 1;
	for (int i = 0; i < count; i++) {
		const Convene__V1__Track *track = library_at(&exercise->library, TRACK, Track, i);
		file->tracks[i] = (struct case_track){.since_ms = event->exercise_ms,
		    .since_story_ms = event->story_ms,
		    .reached = 1};
		file->track_teams[i] = file->teams;
		file->entries[file->entry_count++] =
		    (struct case_entry){.track = (uint8_t)i, .story_ms = event->story_ms};
		if (track->n_states > 0 && track->states[0]->child) {
			file->child = true;
		}
	}
}

void apply_case_opened(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseOpened *body = applying->event->case_opened;
	struct case_file *file = xcalloc(1, sizeof *file);
	file->node.kind = DIGEST_CASE;
	file->id = body->case_id;
	if (!state_add(exercise, applying, &exercise->cases, file->id, file)) {
		free(file);
		return;
	}
	file->reference = xstrdup(body->reference);
	file->summary = xstrdup(body->summary);
	file->language = xstrdup(body->person_language);
	file->person = -1;
	file->lead = cast_team(&exercise->cast, body->team_id);
	file->child = body->child;
	set_add(&file->teams, file->lead);
	begin_tracks(exercise, file, applying->event);
}

static void list_remove(struct case_list *cases, const struct case_file *file)
{
	size_t at = 0;
	while (at < cases->count && cases->files[at] != file) {
		at++;
	}
	if (at < cases->count) {
		cases->files[at] = cases->files[--cases->count];
	}
}

/* The case leaves the list of whom it concerned before, and comes into another one. */
static void list_move(struct exercise *exercise, struct case_file *file, int person)
{
	struct case_persons *persons = &exercise->case_persons;
	if (persons->list == NULL) {
		/* the library is constant by now */
		persons->count = library_count(&exercise->library, PERSON);
		persons->list = xcalloc(persons->count + 1, sizeof *persons->list);
	}
	if (file->person >= 0 && (size_t)file->person < persons->count) {
		list_remove(&persons->list[file->person], file);
	}
	if ((size_t)person < persons->count) {
		struct case_list *cases = &persons->list[person];
		*LIST_ADD(cases->files, cases->count, cases->cap) = file;
	}
}

void apply_case_matched(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseMatched *body = applying->event->case_matched;
	struct case_file *file = case_edit(exercise, body->case_id);
	int person = library_index(&exercise->library, LIBRARY_PERSON, body->person_id);
	if (file != NULL && person >= 0) {
		list_move(exercise, file, person);
		file->person = person;
	}
}

void apply_case_flagged(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseFlagged *body = applying->event->case_flagged;
	struct case_file *file = case_edit(exercise, body->case_id);
	int flag = library_index(&exercise->library, LIBRARY_FLAG, body->flag);
	if (file != NULL && flag >= 0) {
		file->flags++;
		file->flags_sum += mix_pair(applying->seq, (uint64_t)flag + 1);
	}
}

void apply_form_filled(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__FormFilled *body = applying->event->form_filled;
	struct case_file *file = case_edit(exercise, body->case_id);
	int form = library_index(&exercise->library, LIBRARY_FORM, body->form);
	if (file != NULL && form >= 0 && form < FORMS_MAX) {
		file->forms |= UINT64_C(1) << form;
	}
}

/*
 * Cases, folded from events. A case is made by whichever event first speaks of it: those with whom
 * it is shared are never sent the one that opened it. Every event that concerns it is in its
 * history, and forms and fields are read from there when somebody asks, so that nothing is kept
 * twice.
 */
#include "proto/model/view.h"

#include "proto/list.h"
#include "proto/model/view_private.h"
#include <stdlib.h>
#include <string.h>

const struct view_case *view_case(const struct view *view, uint64_t id)
{
	return ID_MAP_FIND(&view->case_places, view->cases, id);
}

/* Cases of others become known when they are shared. */
static struct view_case *case_at(struct view *view, uint64_t id)
{
	struct view_case *file = ID_MAP_FIND(&view->case_places, view->cases, id);
	if (file != NULL) {
		return file;
	}
	id_map_add(&view->case_places, id, view->case_count);
	file = LIST_ADD(view->cases, view->case_count, view->case_cap);
	*file = (struct view_case){.id = id,
	    .reference = "",
	    .summary = "",
	    .person_language = "",
	    .person_id = "",
	    .lead_team_id = ""};
	return file;
}

bool view_case_has_team(const struct view_case *file, const char *team_id)
{
	for (size_t i = 0; i < file->team_count; i++) {
		if (strcmp(file->teams[i], team_id) == 0) {
			return true;
		}
	}
	return false;
}

const struct view_standing *view_case_standing(const struct view_case *file, const char *track)
{
	for (size_t i = 0; i < file->standing_count; i++) {
		if (strcmp(file->standings[i].track, track) == 0) {
			return &file->standings[i];
		}
	}
	return NULL;
}

const struct view_case *view_case_of_consent(const struct view *view, uint64_t consent_id)
{
	for (size_t i = 0; i < view->case_count; i++) {
		for (size_t j = 0; j < view->cases[i].consent_count; j++) {
			if (view->cases[i].consents[j].id == consent_id) {
				return &view->cases[i];
			}
		}
	}
	return NULL;
}

Convene__V1__ItemAnswer view_case_item(const struct view_case *file, const char *form,
    const char *item, const char *team_id, const char **note)
{
	for (size_t i = file->history_count; i > 0; i--) {
		const Convene__V1__Event *event = file->history[i - 1].event;
		const Convene__V1__FormFilled *filled = event->form_filled;
		if (event->body_case != CONVENE__V1__EVENT__BODY_FORM_FILLED ||
		    strcmp(filled->form, form) != 0 ||
		    (team_id != NULL && strcmp(filled->team_id, team_id) != 0)) {
			continue;
		}
		for (size_t j = 0; j < filled->n_answers; j++) {
			if (strcmp(filled->answers[j]->item, item) != 0) {
				continue;
			}
			if (note != NULL) {
				*note = filled->answers[j]->note;
			}
			return filled->answers[j]->answer;
		}
	}
	return CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_UNSPECIFIED;
}

/* What an event says of a field to the team: recorded by it, or disclosed to it. */
static const char *field_said(
    const Convene__V1__Event *event, const char *field, const char *team_id)
{
	if (event->body_case == CONVENE__V1__EVENT__BODY_FIELD_RECORDED) {
		const Convene__V1__FieldRecorded *recorded = event->field_recorded;
		return recorded->value != NULL && strcmp(recorded->value->field, field) == 0 &&
		               (team_id == NULL || strcmp(recorded->team_id, team_id) == 0)
		           ? recorded->value->value
		           : NULL;
	}
	if (event->body_case != CONVENE__V1__EVENT__BODY_FIELDS_DISCLOSED) {
		return NULL;
	}
	const Convene__V1__FieldsDisclosed *disclosed = event->fields_disclosed;
	if (team_id != NULL && strcmp(view_party(disclosed->to), team_id) != 0) {
		return NULL;
	}
	for (size_t i = 0; i < disclosed->n_values; i++) {
		if (strcmp(disclosed->values[i]->field, field) == 0) {
			return disclosed->values[i]->value;
		}
	}
	return NULL;
}

const char *view_case_field(const struct view_case *file, const char *field, const char *team_id)
{
	for (size_t i = file->history_count; i > 0; i--) {
		const char *value = field_said(file->history[i - 1].event, field, team_id);
		if (value != NULL) {
			return value;
		}
	}
	return NULL;
}

/* --- the fold --- */

static void add_team(
    struct view *view, const Convene__V1__Event *event, struct view_case *file, const char *team_id)
{
	if (view->team_id[0] != '\0' && strcmp(team_id, view->team_id) == 0 && !file->ours) {
		file->ours = true;
		file->since_ms = event->exercise_ms;
	}
	if (!view_case_has_team(file, team_id)) {
		*LIST_ADD(file->teams, file->team_count, file->team_cap) = team_id;
	}
}

static void stand(struct view_case *file, const char *track, const char *state, int64_t since_ms)
{
	struct view_standing *standing =
	    (struct view_standing *)(uintptr_t)view_case_standing(file, track);
	if (standing == NULL) {
		standing = LIST_ADD(file->standings, file->standing_count, file->standing_cap);
	}
	*standing = (struct view_standing){track, state, since_ms};
}

/* The case that an event is about, with the event in its history. */
static struct view_case *noted(struct view *view, const Convene__V1__Event *event, uint64_t id)
{
	struct view_case *file = case_at(view, id);
	*LIST_ADD(file->history, file->history_count, file->history_cap) =
	    (struct view_marked){view->last_mark, event};
	file->changed_ms = event->exercise_ms;
	return file;
}

void view_case_opened(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__CaseOpened *opened = event->case_opened;
	struct view_case *file = noted(view, event, opened->case_id);
	file->reference = opened->reference;
	file->summary = opened->summary;
	file->person_language = opened->person_language;
	file->child = opened->child;
	file->lead_team_id = opened->team_id;
	file->opened = true;
	file->since_ms = event->exercise_ms;
	add_team(view, event, file, opened->team_id);
	for (size_t i = 0; i < view_declared_count(view, TRACK); i++) {
		const Convene__V1__Track *track = view_declared_at(view, TRACK, Track, i);
		if (track->n_states > 0) {
			stand(file, track->id, track->states[0]->id, event->exercise_ms);
		}
	}
}

static bool becomes_child(const struct view *view, const Convene__V1__CaseMoved *moved)
{
	const Convene__V1__Track *track = view_declared(view, TRACK, Track, moved->track);
	for (size_t i = 0; track != NULL && i < track->n_states; i++) {
		if (strcmp(track->states[i]->id, moved->to) == 0) {
			return track->states[i]->child;
		}
	}
	return false;
}

void view_case_moved(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__CaseMoved *moved = event->case_moved;
	struct view_case *file = noted(view, event, moved->case_id);
	if (strcmp(moved->from, moved->to) != 0 || view_case_standing(file, moved->track) == NULL) {
		stand(file, moved->track, moved->to, event->exercise_ms);
	}
	file->child = file->child || becomes_child(view, moved);
}

static void add_alias(struct view_case *file, const char *name)
{
	for (size_t i = 0; i < file->alias_count; i++) {
		if (strcmp(file->aliases[i], name) == 0) {
			return;
		}
	}
	*LIST_ADD(file->aliases, file->alias_count, file->alias_cap) = name;
}

void view_case_shared(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__CaseShared *shared = event->case_shared;
	struct view_case *file = noted(view, event, shared->case_id);
	if (file->reference[0] == '\0') {
		file->reference = shared->reference;
	}
	if (file->summary[0] == '\0') {
		file->summary = shared->summary;
	}
	if (file->person_language[0] == '\0') {
		file->person_language = shared->person_language;
	}
	if (file->lead_team_id[0] == '\0') {
		file->lead_team_id = shared->lead_team_id;
	}
	file->child = file->child || shared->child;
	add_team(view, event, file, shared->from_team_id);
	add_team(view, event, file, shared->to_team_id);
	for (size_t i = 0; i < shared->n_aliases; i++) {
		add_alias(file, shared->aliases[i]);
	}
	for (size_t i = 0; i < shared->n_tracks; i++) {
		stand(file, shared->tracks[i]->track, shared->tracks[i]->state,
		    shared->tracks[i]->since_ms);
	}
	if (shared->kind == CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED) {
		*LIST_ADD(file->referrals, file->referral_count, file->referral_cap) =
		    (struct view_referral){
		        .mark = view->last_mark, .shared = shared, .shared_ms = event->exercise_ms};
	}
}

static struct view_referral *referral_of(struct view_case *file, uint64_t id)
{
	for (size_t i = file->referral_count; i > 0; i--) {
		if (file->referrals[i - 1].shared->referral_id == id) {
			return &file->referrals[i - 1];
		}
	}
	return NULL;
}

void view_referral_answered(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__ReferralAnswered *answered = event->referral_answered;
	struct view_case *file = noted(view, event, answered->case_id);
	struct view_referral *referral = referral_of(file, answered->referral_id);
	if (referral != NULL) {
		referral->answered = answered;
		referral->answered_at =
		    view_point_of(&(struct view_marked){view->last_mark, event});
		referral->answered_ms = event->exercise_ms;
	}
}

void view_consent_recorded(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__ConsentRecorded *recorded = event->consent_recorded;
	struct view_case *file = noted(view, event, recorded->case_id);
	*LIST_ADD(file->consents, file->consent_count, file->consent_cap) = (struct view_consent){
	    .id = recorded->consent_id, .recorded = recorded, .recorded_ms = event->exercise_ms};
}

void view_consent_withdrawn(struct view *view, const Convene__V1__Event *event)
{
	struct view_case *file = noted(view, event, event->consent_withdrawn->case_id);
	for (size_t i = 0; i < file->consent_count; i++) {
		if (file->consents[i].id != event->consent_withdrawn->consent_id) {
			continue;
		}
		file->consents[i].withdrawn = true;
		file->consents[i].withdrawn_ms = event->exercise_ms;
	}
}

void view_case_matched(struct view *view, const Convene__V1__Event *event)
{
	noted(view, event, event->case_matched->case_id)->person_id =
	    event->case_matched->person_id;
}

/* Some flags concern no case. */
void view_case_flagged(struct view *view, const Convene__V1__Event *event)
{
	if (event->case_flagged->case_id != 0) {
		noted(view, event, event->case_flagged->case_id)->flag_count++;
	}
}

void view_case_alias_added(struct view *view, const Convene__V1__Event *event)
{
	add_alias(
	    noted(view, event, event->case_alias_added->case_id), event->case_alias_added->alias);
}

void view_cases_linked(struct view *view, const Convene__V1__Event *event)
{
	uint64_t id = event->cases_linked->case_id, other_id = event->cases_linked->other_case_id;
	noted(view, event, id);
	if (other_id != id && view_case(view, other_id) != NULL) {
		noted(view, event, other_id);
	}
}

void view_form_filled(struct view *view, const Convene__V1__Event *event)
{
	noted(view, event, event->form_filled->case_id);
}

void view_field_recorded(struct view *view, const Convene__V1__Event *event)
{
	noted(view, event, event->field_recorded->case_id);
}

void view_case_taken_over(struct view *view, const Convene__V1__Event *event)
{
	struct view_case *file = noted(view, event, event->case_taken_over->case_id);
	file->lead_team_id = event->case_taken_over->team_id;
	add_team(view, event, file, event->case_taken_over->team_id);
}

void view_fields_disclosed(struct view *view, const Convene__V1__Event *event)
{
	struct view_case *file = noted(view, event, event->fields_disclosed->case_id);
	if (file->reference[0] == '\0') {
		file->reference = event->fields_disclosed->reference;
	}
}

void view_case_booked(struct view *view, const Convene__V1__Event *event)
{
	if (event->interpreter_booked->case_id != 0) {
		noted(view, event, event->interpreter_booked->case_id);
	}
}

void view_cases_free(struct view *view)
{
	for (size_t i = 0; i < view->case_count; i++) {
		free(view->cases[i].standings);
		free(view->cases[i].teams);
		free(view->cases[i].aliases);
		free(view->cases[i].consents);
		free(view->cases[i].referrals);
		free(view->cases[i].history);
	}
	free(view->cases);
}

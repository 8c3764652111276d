#include "proto/roles.h"
#include "tests/sim/known.h"

#include <string.h>

/* What the engine calls the event. */
static uint64_t position(const uint64_t *positions, uint64_t mark)
{
	return positions != NULL ? positions[mark - 1] : mark;
}

static void people(struct buf *out, const struct view *view)
{
	for (size_t i = 0; i < view->person_count; i++) {
		const struct view_person *person = &view->people[i];
		if (person->role != CONVENE__V1__ROLE__ROLE_UNSPECIFIED) {
			buf_printf(out, KNOWN_PERSON, person->id, (int)person->role,
			    person->team_id, person->removed);
		}
	}
}

static void direction(struct buf *out, const struct view *view)
{
	for (size_t i = 0; i < view->invite_count; i++) {
		const struct view_invite *invite = &view->invites[i];
		buf_printf(out, KNOWN_INVITE, invite->id, (int)invite->role, invite->team_id,
		    invite->personal, invite->revoked, invite->joined);
	}
	for (size_t i = 0; i < view->welfare.call_count; i++) {
		const struct view_call *call = &view->welfare.calls[i];
		bool last = true;
		for (size_t j = i + 1; j < view->welfare.call_count; j++) {
			last &= view->welfare.calls[j].participant_id != call->participant_id;
		}
		if (last) {
			buf_printf(out, KNOWN_CALL, call->participant_id, call->mark,
			    call->last_mark, call->calls, call->answered == NULL);
		}
	}
}

static void decisions(struct buf *out, const struct view *view)
{
	bool all = ((DIRECTION | EVALUATORS) & ROLE_BIT(view->role)) != 0;
	for (size_t i = 0; i < view->exercise->n_teams; i++) {
		const char *team = view->exercise->teams[i]->id;
		uint64_t count = 0;
		for (size_t j = 0; j < view->decision_count; j++) {
			count += strcmp(view->decisions[j].logged->team_id, team) == 0;
		}
		if (all || strcmp(team, view->team_id) == 0) {
			buf_printf(out, KNOWN_DECISIONS, team, count);
		}
	}
}

static uint64_t readings_in(const struct view *view, uint64_t thread_id)
{
	uint64_t count = 0;
	for (size_t i = 0; i < view->message_count; i++) {
		const struct view_message *message = &view->messages[i];
		count += message->posted->thread_id == thread_id ? message->readings.count : 0;
	}
	return count;
}

static uint64_t corrected_in(const struct view *view, uint64_t thread_id)
{
	uint64_t count = 0;
	for (size_t i = 0; i < view->message_count; i++) {
		const struct view_message *message = &view->messages[i];
		count += message->posted->thread_id == thread_id && message->corrected != NULL;
	}
	return count;
}

static void injects(struct buf *out, const struct view *view, const uint64_t *positions)
{
	for (size_t i = 0; i < view->inject_count; i++) {
		const struct view_inject *inject = &view->injects[i];
		if (inject->delivered != NULL) {
			buf_printf(out, KNOWN_INJECT, inject->id,
			    position(positions, inject->delivered_mark), inject->delivered_ms,
			    inject->withdrawn != NULL);
		}
		if (view_is_staff(view)) {
			buf_printf(out, KNOWN_PLAN, inject->id, inject->revision,
			    (int)inject->status, inject->due_ms, inject->readings.count,
			    inject->answer_count);
		}
	}
}

static void threads(struct buf *out, const struct view *view)
{
	for (size_t i = 0; i < view->thread_count; i++) {
		const struct view_thread *thread = &view->threads[i];
		buf_printf(out, KNOWN_THREAD, thread->id, thread->message_count,
		    thread->last_message_id,
		    view_is_staff(view) ? readings_in(view, thread->id) : 0,
		    corrected_in(view, thread->id));
	}
}

static int64_t links_of(const struct view_case *file)
{
	int64_t count = 0;
	for (size_t i = 0; i < file->history_count; i++) {
		count += file->history[i].event->body_case == CONVENE__V1__EVENT__BODY_CASES_LINKED;
	}
	return count;
}

static void one_case(struct buf *out, const struct view *view, const struct view_case *file)
{
	bool staff = view_is_staff(view);
	buf_printf(out, KNOWN_CASE, file->id, file->lead_team_id, staff ? file->person_id : "",
	    file->child);
	for (size_t i = 0; i < view_declared_count(view, TRACK); i++) {
		const char *track = view_declared_at(view, TRACK, Track, i)->id;
		const struct view_standing *here = view_case_standing(file, track);
		if (here != NULL) {
			buf_printf(out, KNOWN_CASE_PART, file->id, "track", track, here->state,
			    here->since_ms);
		}
	}
	for (size_t i = 0; i < file->team_count; i++) {
		if (staff || strcmp(file->teams[i], view->team_id) == 0) {
			buf_printf(
			    out, KNOWN_CASE_PART, file->id, "team", file->teams[i], "", INT64_C(0));
		}
	}
	for (size_t i = 0; i < file->alias_count; i++) {
		buf_printf(
		    out, KNOWN_CASE_PART, file->id, "alias", file->aliases[i], "", INT64_C(0));
	}
	if (staff) {
		buf_printf(
		    out, KNOWN_CASE_PART, file->id, "flags", "", "", (int64_t)file->flag_count);
		buf_printf(out, KNOWN_CASE_PART, file->id, "links", "", "", links_of(file));
	}
	for (size_t i = 0; i < view_declared_count(view, FIELD); i++) {
		const char *field = view_declared_at(view, FIELD, Field, i)->id;
		for (size_t j = 0; j < view->exercise->n_teams; j++) {
			const char *team = view->exercise->teams[j]->id;
			const char *value = view_case_field(file, field, team);
			if (value != NULL && (staff || strcmp(team, view->team_id) == 0)) {
				buf_printf(
				    out, KNOWN_CASE_PART, file->id, team, field, value, INT64_C(0));
			}
		}
	}
}

static void consents(struct buf *out, const struct view *view, const uint64_t *positions,
    const struct view_case *file)
{
	for (size_t i = 0; view_is_staff(view) && i < file->consent_count; i++) {
		buf_printf(out, KNOWN_CONSENT, file->consents[i].id, file->id,
		    file->consents[i].withdrawn);
	}
	for (size_t i = 0; i < file->referral_count; i++) {
		const struct view_referral *referral = &file->referrals[i];
		if (view_is_staff(view) ||
		    strcmp(referral->shared->to_team_id, view->team_id) == 0) {
			buf_printf(out, KNOWN_REFERRAL, position(positions, referral->mark),
			    file->id, referral->shared->to_team_id, referral->answered != NULL);
		}
	}
}

static void cases(struct buf *out, const struct view *view, const uint64_t *positions)
{
	for (size_t i = 0; i < view->case_count; i++) {
		const struct view_case *file = &view->cases[i];
		if (view_is_staff(view) || view_case_has_team(file, view->team_id)) {
			one_case(out, view, file);
		}
		consents(out, view, positions, file);
	}
}

static void requests(struct buf *out, const struct view *view)
{
	for (size_t i = 0; i < view->request_count; i++) {
		const struct view_request *request = &view->requests[i];
		buf_printf(out, KNOWN_REQUEST, request->id, (int)request->state,
		    request->from_team_id, request->content->instrument,
		    request->acknowledge_by_story_ms, request->answer_by_story_ms,
		    request->revision);
	}
}

static void story(struct buf *out, const struct view *view)
{
	for (size_t i = 0; i < view_declared_count(view, MILESTONE); i++) {
		struct view_milestone milestone;
		view_milestone(
		    view, view_declared_at(view, MILESTONE, Milestone, i)->id, &milestone);
		buf_printf(out, KNOWN_STANDING, "milestone", milestone.id, (int)milestone.standing);
	}
	for (size_t i = 0; i < view_declared_count(view, SWITCH); i++) {
		struct view_switch turned;
		view_switch(view, view_declared_at(view, SWITCH, Switch, i)->id, &turned);
		buf_printf(out, KNOWN_STANDING, "switch", turned.id, turned.on);
	}
}

static void simcell(struct buf *out, const struct view *view)
{
	for (size_t i = 0; i < view->queue_count; i++) {
		const struct view_item *item = &view->queue[i];
		buf_printf(out, KNOWN_ITEM, item->id, item->thread_id, item->request_id,
		    item->case_id, item->claimed_by);
	}
	for (size_t i = 0; i < view->booking_count; i++) {
		const struct view_booking *booking = &view->bookings[i];
		buf_printf(out, KNOWN_BOOKING, booking->id, booking->booked->case_id,
		    booking->arrived, booking->released);
	}
}

static void questionnaires(struct buf *out, const struct view *view)
{
	for (size_t i = 0; i < view->questionnaire_count; i++) {
		const struct view_questionnaire *one = &view->questionnaires[i];
		if (one->opened) {
			buf_printf(out, KNOWN_QUESTIONNAIRE, one->id, true, one->closed,
			    one->result != NULL, view_is_staff(view) ? one->answer_count : 0);
		}
	}
}

void known_by_view(
    struct buf *out, const struct view *view, const uint64_t *positions, int64_t wall_ms)
{
	int64_t now_ms = view_exercise_ms(view, wall_ms);
	bool begun = view->clock.phase != VIEW_PLANNED;
	buf_printf(out, KNOWN_CLOCK, (int)view->clock.phase, view->clock.revision,
	    begun ? view->clock.rate_permille : 0, now_ms, view_story_ms(view, now_ms));
	people(out, view);
	if (!view_is_staff(view) && view->team_id[0] == '\0') {
		return;
	}
	if ((DIRECTION & ROLE_BIT(view->role)) != 0) {
		direction(out, view);
	}
	decisions(out, view);
	injects(out, view, positions);
	threads(out, view);
	cases(out, view, positions);
	requests(out, view);
	if (view_is_staff(view)) {
		story(out, view);
	}
	simcell(out, view);
	questionnaires(out, view);
}

#include "proto/roles.h"
#include "server/exercise/condition/condition.h"
#include "server/exercise/state/case/case_standing.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/disclosure/holding.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/invite.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/simcell/queue_apply.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/welfare.h"
#include "tests/sim/known.h"

struct eyes {
	struct buf *out;
	const struct exercise *exercise;
	const struct viewer *viewer;
	bool staff;
};

static const char *team_id(const struct eyes *eyes, int team)
{
	return team == NO_TEAM ? "" : exercise_team_id(eyes->exercise, team);
}

static bool is_ours(const struct eyes *eyes, const struct team_set *teams)
{
	return eyes->staff || set_has(teams, eyes->viewer->team);
}

static void people(const struct eyes *eyes)
{
	const struct objects *index = &eyes->exercise->participants;
	for (size_t i = 0; i < index->count; i++) {
		const struct participant *one = index->list[i];
		struct standing standing;
		if (exercise_standing(eyes->exercise, one->id, &standing) &&
		    audience_allows(&standing.joined_audience, eyes->viewer)) {
			buf_printf(eyes->out, KNOWN_PERSON, one->id, (int)standing.viewer.role,
			    standing.team_id, standing.removed);
		}
	}
}

static uint64_t joined_with(const struct exercise *exercise, uint64_t invite_id)
{
	const struct objects *people = &exercise->participants;
	uint64_t joined = 0;
	for (size_t i = 0; i < people->count; i++) {
		const struct participant *one = people->list[i];
		joined += one->invite_id == invite_id;
	}
	return joined;
}

static void direction(const struct eyes *eyes)
{
	const struct objects *invites = &eyes->exercise->invites;
	const struct objects *people = &eyes->exercise->participants;
	for (size_t i = 0; i < invites->count; i++) {
		const struct invite *invite = invites->list[i];
		buf_printf(eyes->out, KNOWN_INVITE, invite->id, (int)invite->role,
		    team_id(eyes, invite->team), invite->personal, invite->revoked,
		    joined_with(eyes->exercise, invite->id));
	}
	for (size_t i = 0; i < people->count; i++) {
		const struct participant *one = people->list[i];
		const struct welfare_call *call = one->welfare;
		if (call != NULL) {
			buf_printf(eyes->out, KNOWN_CALL, one->id, call->first_seq, call->last_seq,
			    call->calls, call->open);
		}
	}
}

static void decisions(const struct eyes *eyes)
{
	const struct cast *cast = &eyes->exercise->cast;
	bool all = ((DIRECTION | EVALUATORS) & ROLE_BIT(eyes->viewer->role)) != 0;
	for (int team = 0; team < (int)cast->team_count; team++) {
		if (all || team == eyes->viewer->team) {
			buf_printf(eyes->out, KNOWN_DECISIONS, team_id(eyes, team),
			    cast->teams[team]->decisions);
		}
	}
}

static void injects(const struct eyes *eyes)
{
	const struct msel *msel = &eyes->exercise->msel;
	for (size_t i = 0; i < msel->count; i++) {
		const struct inject *inject = msel->injects[i];
		if (inject->delivered_seq != 0 && is_ours(eyes, &inject->to)) {
			buf_printf(eyes->out, KNOWN_INJECT, inject->id, inject->delivered_seq,
			    inject->delivered_ms,
			    inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WITHDRAWN);
		}
		if (eyes->staff) {
			buf_printf(eyes->out, KNOWN_PLAN, inject->id, inject->revision,
			    (int)inject->status, inject->due_ms, inject->reads, inject->answers);
		}
	}
}

/* How many messages of the thread no longer say what they said. */
static uint64_t corrected(const struct exercise *exercise, const struct thread *thread)
{
	uint64_t count = 0;
	for (size_t i = 0; i < exercise->messages.count; i++) {
		const struct message *message = &exercise->messages.list[i];
		count += message->thread == thread && message->revision > 0;
	}
	return count;
}

static void threads(const struct eyes *eyes)
{
	const struct objects *index = &eyes->exercise->threads;
	for (size_t i = 0; i < index->count; i++) {
		const struct thread *thread = index->list[i];
		if (is_ours(eyes, &thread->parties.teams)) {
			const struct message *last =
			    message_at(eyes->exercise, thread->last_message);
			buf_printf(eyes->out, KNOWN_THREAD, thread->id, thread->messages,
			    last != NULL ? last->id : 0, eyes->staff ? thread->reads : 0,
			    corrected(eyes->exercise, thread));
		}
	}
}

static void one_case(const struct eyes *eyes, const struct case_file *file)
{
	const struct exercise *exercise = eyes->exercise;
	const char *person = eyes->staff ? case_person_id(exercise, file) : NULL;
	buf_printf(eyes->out, KNOWN_CASE, file->id, team_id(eyes, file->lead),
	    person != NULL ? person : "", file->child);
	for (int i = 0; i < case_track_count(exercise); i++) {
		if (is_ours(eyes, &file->track_teams[i])) {
			buf_printf(eyes->out, KNOWN_CASE_PART, file->id, "track",
			    library_at(&exercise->library, TRACK, Track, i)->id,
			    case_state_id(exercise, file, i), file->tracks[i].since_ms);
		}
	}
	for (int team = 0; team < (int)exercise->cast.team_count; team++) {
		/* to whom else it was shared, a team need not know */
		if (set_has(&file->teams, team) && (eyes->staff || team == eyes->viewer->team)) {
			buf_printf(eyes->out, KNOWN_CASE_PART, file->id, "team",
			    team_id(eyes, team), "", INT64_C(0));
		}
	}
	for (size_t i = 0; i < file->alias_count; i++) {
		buf_printf(eyes->out, KNOWN_CASE_PART, file->id, "alias", file->aliases[i], "",
		    INT64_C(0));
	}
	if (eyes->staff) {
		buf_printf(
		    eyes->out, KNOWN_CASE_PART, file->id, "flags", "", "", (int64_t)file->flags);
		buf_printf(
		    eyes->out, KNOWN_CASE_PART, file->id, "links", "", "", (int64_t)file->links);
	}
	for (size_t i = 0; i < library_count(&exercise->library, FIELD); i++) {
		for (int team = 0; team < (int)exercise->cast.team_count; team++) {
			const struct holding *holding =
			    holding_of_team(exercise, file->id, (int)i, team);
			if (holding != NULL && (eyes->staff || team == eyes->viewer->team)) {
				buf_printf(eyes->out, KNOWN_CASE_PART, file->id,
				    team_id(eyes, team),
				    library_at(&exercise->library, FIELD, Field, i)->id,
				    holding->value, INT64_C(0));
			}
		}
	}
}

static void cases(const struct eyes *eyes)
{
	const struct objects *index = &eyes->exercise->cases;
	const struct objects *consents = &eyes->exercise->disclosures.consents;
	const struct disclosures *disclosures = &eyes->exercise->disclosures;
	for (size_t i = 0; i < index->count; i++) {
		const struct case_file *file = index->list[i];
		if (is_ours(eyes, &file->teams)) {
			one_case(eyes, file);
		}
	}
	for (size_t i = 0; eyes->staff && i < consents->count; i++) {
		const struct consent *consent = consents->list[i];
		buf_printf(
		    eyes->out, KNOWN_CONSENT, consent->id, consent->case_id, consent->withdrawn);
	}
	for (size_t i = 0; i < disclosures->referral_count; i++) {
		const struct referral *referral = &disclosures->referrals[i];
		if (eyes->staff || referral->to_team == eyes->viewer->team) {
			buf_printf(eyes->out, KNOWN_REFERRAL, referral->seq, referral->case_id,
			    team_id(eyes, referral->to_team), referral->answered);
		}
	}
}

static void requests(const struct eyes *eyes)
{
	const struct objects *index = &eyes->exercise->requests.list;
	for (size_t i = 0; i < index->count; i++) {
		const struct request_file *request = index->list[i];
		if (eyes->staff || request->from_team == eyes->viewer->team ||
		    (request->to_team == eyes->viewer->team && request->sent_seq != 0)) {
			buf_printf(eyes->out, KNOWN_REQUEST, request->id, (int)request->state,
			    team_id(eyes, request->from_team),
			    library_at(&eyes->exercise->library, INSTRUMENT, Instrument,
			        request->instrument)
			        ->id,
			    request->acknowledge.due_story_ms, request->answer.due_story_ms,
			    eyes->staff || request->from_team == eyes->viewer->team
			        ? request->revision
			        : 0);
		}
	}
}

static void story(const struct eyes *eyes)
{
	const struct library *library = &eyes->exercise->library;
	for (size_t i = 0; i < library_count(library, MILESTONE); i++) {
		buf_printf(eyes->out, KNOWN_STANDING, "milestone",
		    library_at(library, MILESTONE, Milestone, i)->id,
		    (int)condition_of_milestone(eyes->exercise, (int)i)->standing);
	}
	for (size_t i = 0; i < library_count(library, SWITCH); i++) {
		const char *id = library_at(library, SWITCH, Switch, i)->id;
		const struct turned *turned = switch_find(eyes->exercise, id);
		buf_printf(eyes->out, KNOWN_STANDING, "switch", id, turned != NULL && turned->on);
	}
}

/* Simulators are not shown what only controllers can answer. */
static bool for_control(const struct exercise *exercise, const struct queue_item *item)
{
	const struct thread *thread =
	    item->thread_id != 0 ? thread_find(exercise, item->thread_id) : NULL;
	if (thread == NULL || !thread->parties.control) {
		return false;
	}
	struct parties others = thread->parties;
	for (int team = 0; team < (int)exercise->cast.team_count; team++) {
		if (set_has(&others.teams, team) && team != item->from_team &&
		    team_is_unplayed(exercise, team)) {
			return false;
		}
	}
	return set_is_empty(&others.entities);
}

static void simcell(const struct eyes *eyes)
{
	const struct queue *queue = &eyes->exercise->queue;
	const struct objects *bookings = &eyes->exercise->interpreters.bookings;
	bool simulator = eyes->viewer->role == CONVENE__V1__ROLE__ROLE_SIMULATOR;
	for (size_t i = 0; eyes->staff && i < queue->count; i++) {
		const struct queue_item *item = &queue->items[i];
		if (queue_item_waits(eyes->exercise, item) &&
		    !(simulator && for_control(eyes->exercise, item))) {
			buf_printf(eyes->out, KNOWN_ITEM, item->id, item->thread_id,
			    item->request_id, item->case_id, item->claimed_by);
		}
	}
	for (size_t i = 0; i < bookings->count; i++) {
		const struct booking *booking = bookings->list[i];
		if (eyes->staff || booking->team == eyes->viewer->team) {
			buf_printf(eyes->out, KNOWN_BOOKING, booking->id, booking->case_id,
			    booking->arrived, booking->released);
		}
	}
}

static void questionnaires(const struct eyes *eyes)
{
	const struct questionnaires *all = &eyes->exercise->questionnaires;
	for (size_t i = 0; i < all->count; i++) {
		const struct questionnaire *one = all->list[i];
		if (one != NULL && is_ours(eyes, &one->to)) {
			buf_printf(eyes->out, KNOWN_QUESTIONNAIRE,
			    library_at(&eyes->exercise->library, QUESTIONNAIRE, Questionnaire,
			        one->declared)
			        ->id,
			    true, one->phase == QUESTIONNAIRE_CLOSED, one->released_seq != 0,
			    eyes->staff ? one->answer_count : 0);
		}
	}
}

void known_by_engine(
    struct buf *out, const struct exercise *exercise, const struct viewer *viewer, int64_t wall_ms)
{
	struct eyes eyes = {out, exercise, viewer, (STAFF & ROLE_BIT(viewer->role)) != 0};
	int64_t now_ms = exercise_time(exercise, wall_ms);
	bool begun = exercise->clock.phase != PHASE_PLANNED;
	buf_printf(out, KNOWN_CLOCK, (int)exercise->clock.phase, exercise->clock.revision,
	    begun ? exercise->clock.rate_permille : 0, now_ms, story_at(&exercise->story, now_ms));
	people(&eyes);
	if (!eyes.staff && viewer->team == NO_TEAM) {
		return;
	}
	if ((DIRECTION & ROLE_BIT(viewer->role)) != 0) {
		direction(&eyes);
	}
	decisions(&eyes);
	injects(&eyes);
	threads(&eyes);
	cases(&eyes);
	requests(&eyes);
	if (eyes.staff) {
		story(&eyes);
	}
	simcell(&eyes);
	questionnaires(&eyes);
}

/*
 * Who sees an event. The row of words.def says which roles and whether anybody else; here stands, a
 * function for each kind that needs one, who else. It goes by the state before the event and is
 * decided once: the envelope carries it from then on, and a replay asks nobody.
 */
#include "server/exercise/engine/audience.h"

#include "convene/v1/case.pb-c.h"
#include "convene/v1/change.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "convene/v1/disclosure.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/questionnaire.pb-c.h"
#include "convene/v1/request.pb-c.h"
#include "proto/arena.h"
#include "proto/words.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/disclosure/referral.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/questionnaire/questionnaire.h"
#include "server/exercise/state/request/request.h"
#include "server/exercise/state/simcell/interpreter.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/thread.h"

#include <string.h>

static void add_team(const struct deciding *deciding, const char *team_id, struct audience *out)
{
	set_add(&out->teams, cast_team(deciding->cast, team_id));
}

static void add_party(
    const struct deciding *deciding, const Convene__V1__Party *party, struct audience *out)
{
	set_add(&out->teams, cast_end(deciding->cast, party).team);
}

void audience_of_participant(Convene__V1__Role role, struct audience *out)
{
	*out = (struct audience){.roles = STAFF};
	if (role == CONVENE__V1__ROLE__ROLE_PLAYER || role == CONVENE__V1__ROLE__ROLE_CONTROLLER) {
		*out = (struct audience){.everyone = true};
	}
}

static void others_participant_joined(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	(void)deciding;
	audience_of_participant(event->participant_joined->role, out);
}

static void others_participant_removed(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const struct participant *participant =
	    participant_find(deciding->exercise, event->participant_removed->participant_id);
	if (participant != NULL) {
		audience_of_participant(participant->role, out);
	}
}

static void others_inject_delivered(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const Convene__V1__InjectDelivered *delivered = event->inject_delivered;
	for (size_t i = 0; i < delivered->n_to; i++) {
		add_team(deciding, delivered->to[i], out);
	}
}

/* Exactly those that got it. */
static void others_inject_withdrawn(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const struct inject *inject =
	    inject_find(deciding->exercise, event->inject_withdrawn->inject_id);
	if (inject != NULL) {
		set_join(&out->teams, &inject->to);
	}
}

static void others_thread_opened(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const Convene__V1__ThreadOpened *opened = event->thread_opened;
	for (size_t i = 0; i < opened->n_parties; i++) {
		add_party(deciding, opened->parties[i], out);
	}
}

/* The event that opens the thread, if it is one of this decision's; else NULL. */
static const Convene__V1__Event *opened_now(const struct deciding *deciding, uint64_t thread_id)
{
	for (size_t i = 0; i < deciding->decision->count; i++) {
		const Convene__V1__Event *event = deciding->decision->drafts[i].event;
		if (event->body_case == CONVENE__V1__EVENT__BODY_THREAD_OPENED &&
		    event->thread_opened->thread_id == thread_id) {
			return event;
		}
	}
	return NULL;
}

static void others_message_posted(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	uint64_t thread_id = event->message_posted->thread_id;
	const struct thread *thread = thread_find(deciding->exercise, thread_id);
	const Convene__V1__Event *opening = opened_now(deciding, thread_id);
	if (thread != NULL) {
		set_join(&out->teams, &thread->parties.teams);
	} else if (opening != NULL) {
		others_thread_opened(deciding, opening, out);
	}
}

static void others_message_corrected(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const struct thread *thread =
	    thread_find(deciding->exercise, event->message_corrected->thread_id);
	if (thread != NULL) {
		set_join(&out->teams, &thread->parties.teams);
	}
}

static void others_announced(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const Convene__V1__Announced *announced = event->announced;
	if (announced->n_to == 0) {
		*out = (struct audience){.everyone = true};
	}
	for (size_t i = 0; i < announced->n_to; i++) {
		add_team(deciding, announced->to[i], out);
	}
}

/* --- cases: whoever has them --- */

static void add_holders(const struct deciding *deciding, uint64_t case_id, struct audience *out)
{
	const struct case_file *file = case_find(deciding->exercise, case_id);
	if (file != NULL) {
		set_join(&out->teams, &file->teams);
	}
}

static void others_case_moved(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const Convene__V1__CaseMoved *moved = event->case_moved;
	const struct case_file *file = case_find(deciding->exercise, moved->case_id);
	int track = library_index(&deciding->exercise->library, LIBRARY_TRACK, moved->track);
	if (file != NULL && track >= 0 && track < TRACKS_MAX) {
		set_join(&out->teams, &file->track_teams[track]);
	}
}

/* Only those who know of both. */
static void others_cases_linked(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const Convene__V1__CasesLinked *linked = event->cases_linked;
	const struct case_file *one = case_find(deciding->exercise, linked->case_id);
	const struct case_file *other = case_find(deciding->exercise, linked->other_case_id);
	for (size_t i = 0; one != NULL && other != NULL && i < TEAMS_MAX / 64; i++) {
		out->teams.words[i] |= one->teams.words[i] & other->teams.words[i];
	}
}

static void others_case_shared(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	add_team(deciding, event->case_shared->from_team_id, out);
	add_team(deciding, event->case_shared->to_team_id, out);
}

static void others_referral_answered(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const struct referral *referral =
	    referral_find(deciding->exercise, event->referral_answered->referral_id);
	if (referral != NULL) {
		set_add(&out->teams, referral->from_team);
	}
}

static void others_fields_disclosed(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const Convene__V1__FieldsDisclosed *disclosed = event->fields_disclosed;
	add_team(deciding, disclosed->from_team_id, out);
	add_party(deciding, disclosed->to, out);
}

/* --- requests: who sends, who receives --- */

static void others_request_sent(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const Convene__V1__RequestSent *sent = event->request_sent;
	add_team(deciding, sent->from_team_id, out);
	add_party(deciding, sent->content != NULL ? sent->content->to : NULL, out);
}

static void add_request(
    const struct deciding *deciding, uint64_t request_id, bool sender, struct audience *out)
{
	const struct request_file *request = request_find(deciding->exercise, request_id);
	if (request != NULL && sender) {
		set_add(&out->teams, request->from_team);
	}
	/* a draft is nobody else's business */
	if (request != NULL && request->sent_seq != 0) {
		set_add(&out->teams, request->to_team);
	}
}

static void others_request_moved(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	add_request(deciding, event->request_moved->request_id, true, out);
}

static void others_request_reminded(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const Convene__V1__RequestReminded *reminded = event->request_reminded;
	add_request(deciding, reminded->request_id, reminded->overdue, out);
}

/* --- interpreters --- */

static void add_booking(const struct deciding *deciding, uint64_t id, struct audience *out)
{
	const struct booking *booking = booking_find(deciding->exercise, id);
	if (booking != NULL) {
		set_add(&out->teams, booking->team);
	}
}

static void others_interpreter_arrived(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	add_booking(deciding, event->interpreter_arrived->booking_id, out);
}

static void others_interpreter_released(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	add_booking(deciding, event->interpreter_released->booking_id, out);
}

/* --- questionnaires: those who are asked --- */

static void add_asked(
    const struct deciding *deciding, const Convene__V1__Questionnaire *asked, struct audience *out)
{
	for (size_t i = 0; asked != NULL && i < asked->n_to; i++) {
		add_team(deciding, asked->to[i], out);
	}
	for (size_t i = 0; asked != NULL && asked->n_to == 0 && i < deciding->cast->team_count;
	     i++) {
		add_team(deciding, deciding->cast->teams[i]->id, out);
	}
}

static const Convene__V1__Questionnaire *declared_questionnaire(
    const struct deciding *deciding, const char *id)
{
	return library_get(&deciding->exercise->library, QUESTIONNAIRE, Questionnaire, id);
}

static void others_questionnaire_opened(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	add_asked(deciding, event->questionnaire_opened->questionnaire, out);
}

/* A person's own answer is not for the others of the team. */
static void others_questionnaire_answered(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const Convene__V1__QuestionnaireAnswered *answered = event->questionnaire_answered;
	const Convene__V1__Questionnaire *asked =
	    declared_questionnaire(deciding, answered->questionnaire_id);
	if (asked != NULL && !asked->each_person) {
		add_team(deciding, answered->team_id, out);
	}
}

static void others_questionnaire_closed(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const char *id = event->questionnaire_closed->questionnaire_id;
	add_asked(deciding, declared_questionnaire(deciding, id), out);
}

static void others_questionnaire_result(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const char *id = event->questionnaire_result->questionnaire_id;
	add_asked(deciding, declared_questionnaire(deciding, id), out);
}

/* As the rows say, and event.proto in words. A kind that nobody knows is for nobody. */
static void audience_of(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	switch (event->body_case) {
#define NO_TEAMS(name)
#define ITS_TEAM(name)            add_team(deciding, event->name->team_id, out);
#define ITS_CASE(name)            add_holders(deciding, event->name->case_id, out);
#define OTHERS(name)              others_##name(deciding, event, out);
#define ITS_TEAM_AND_OTHERS(name) ITS_TEAM(name) OTHERS(name)
#define EVENT(NAME, name, SEEN, TEAMS, SINCE)                                                      \
	case CONVENE__V1__EVENT__BODY_##NAME:                                                      \
		out->everyone = (SEEN) == EVERYBODY;                                               \
		out->roles = out->everyone ? NOBODY : (SEEN);                                      \
		TEAMS(name)                                                                        \
		break;
#include "proto/words.def"
	NO_EVENT:
		break;
	}
}

/* The audience as a message, teams in the scenario's order; NULL when the arena is used up. */
static Convene__V1__Audience *audience_expand(
    const struct deciding *deciding, const struct audience *audience)
{
	struct arena *arena = deciding->decision->arena;
	Convene__V1__Audience *message = arena_alloc(arena, sizeof *message);
	Convene__V1__Role *roles = arena_array(arena, ROLES, sizeof *roles);
	size_t teams = 0;
	for (int team = set_next(&audience->teams, -1); team >= 0;
	     team = set_next(&audience->teams, team)) {
		teams++;
	}
	char **team_ids = arena_array(arena, teams + 1, sizeof *team_ids);
	if (message == NULL || roles == NULL || team_ids == NULL) {
		return NULL;
	}
	convene__v1__audience__init(message);
	message->everyone = audience->everyone;
	message->roles = roles;
	message->team_ids = team_ids;
	for (unsigned role = 0; role < ROLES; role++) {
		if ((audience->roles >> role & 1) != 0) {
			roles[message->n_roles++] = (Convene__V1__Role)role;
		}
	}
	for (int team = set_next(&audience->teams, -1); team >= 0;
	     team = set_next(&audience->teams, team)) {
		const char *id = deciding->cast->teams[team]->id;
		team_ids[message->n_team_ids] = arena_text(arena, id, strlen(id));
		if (team_ids[message->n_team_ids++] == NULL) {
			return NULL;
		}
	}
	return message;
}

void audience_decide(const struct deciding *deciding, struct draft *draft)
{
	struct audience audience = {.everyone = false};
	audience_of(deciding, draft->event, &audience);
	draft->envelope->audience = audience_expand(deciding, &audience);
}

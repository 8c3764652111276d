#include "server/rehearsal/run.h"

#include "proto/xalloc.h"

#include <string.h>

/* Minutes of exercise time. */
#define MINUTES(n) ((int64_t)(n)*60 * 1000)

/* How long people take: to open what came, to act where no limit is given, to reply, to release. */
#define READ_LEAST_MS    MINUTES(1)
#define READ_MOST_MS     MINUTES(4)
#define ACT_MOST_MS      MINUTES(20)
#define REPLY_LEAST_MS   MINUTES(2)
#define REPLY_MOST_MS    MINUTES(10)
#define RELEASE_MOST_MS  MINUTES(2)
#define INTERPRETING_MS  MINUTES(20)
#define REPLIES_PERCENT  60
#define ANSWERED_PERCENT 80

/* --- the SimCell --- */

static struct run_item *oldest_waiting(struct run *run)
{
	for (size_t i = 0; i < run->item_count; i++) {
		if (!run->items[i].in_work) {
			return &run->items[i];
		}
	}
	return NULL;
}

void react_serve(struct run *run)
{
	struct run_item *item;
	while (run->simulators_free > 0 && (item = oldest_waiting(run)) != NULL) {
		struct findings *findings = run->findings;
		int64_t waited_ms = run->now_ms - item->since_ms;
		item->in_work = true;
		run->simulators_free--;
		if (waited_ms > findings->wait_longest_ms) {
			findings->wait_longest_ms = waited_ms;
			findings->wait_longest_at_ms = item->since_ms;
		}
		findings->waits_too_long += waited_ms > SIMCELL_WAIT_MS;
		run_plan(run, &(struct task){.kind = TASK_SERVE, .team = -1, .id = item->id},
		    run->options->serve_ms / 2, run->options->serve_ms * 3 / 2);
	}
}

static void wait_for_simcell(struct run *run, uint64_t id, uint64_t thread_id, int entity)
{
	if (run->item_count == run->item_cap) {
		run->item_cap = run->item_cap == 0 ? 32 : run->item_cap * 2;
		run->items = xrealloc(run->items, run->item_cap * sizeof *run->items);
	}
	run->items[run->item_count++] = (struct run_item){
	    .id = id, .thread_id = thread_id, .entity = entity, .since_ms = run->now_ms};
	size_t bucket = findings_bucket(run->findings, run->now_ms);
	if (run->item_count > run->queue_longest[bucket]) {
		run->queue_longest[bucket] = (uint32_t)run->item_count;
	}
	react_serve(run);
}

/* --- injects --- */

/* What the team is going to make of one thing that is expected of it. */
static void expect(struct run *run, int team, size_t inject, size_t action)
{
	const Convene__V1__ExpectedAction *expected =
	    run->scenario->injects[inject]->expected_actions[action];
	struct limit_finding *limit =
	    &run->findings->expected[findings_expected(run->findings, inject, action)];
	int64_t within_ms = expected->within_ms > 0 ? expected->within_ms : ACT_MOST_MS;
	struct task task = {.kind = TASK_EXPECTED,
	    .team = team,
	    .inject = inject,
	    .action = action,
	    .pattern = expected->does};
	limit->beyond += run->now_ms + within_ms > run->scenario->duration_ms;
	if (run_chance(run, run->options->follow_percent)) {
		run->findings->followed++;
	} else if (expected->mistake != NULL &&
	           run_chance(run, run->options->mistake_percent * 100 /
	                               (100 - run->options->follow_percent + 1))) {
		run->findings->mistaken++;
		task.pattern = expected->mistake;
		task.mistake = true;
	} else {
		run->findings->missed++;
		limit->missed++;
		return;
	}
	run_plan(run, &task, within_ms / 5, within_ms * 9 / 10);
}

static bool names(char *const *ids, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(ids[i], id) == 0) {
			return true;
		}
	}
	return false;
}

static void exercise_objectives(struct run *run, char *const *ids, size_t count)
{
	for (size_t i = 0; i < run->scenario->n_objectives; i++) {
		if (!run->objective_seen[i] &&
		    names(ids, count, run->scenario->objectives[i]->id)) {
			run->objective_seen[i] = true;
			findings_note(&run->findings->objectives[i], run->now_ms);
		}
	}
}

static void delivered(struct run *run, const Convene__V1__InjectDelivered *body)
{
	int at = run_inject(run, body->inject_id);
	for (size_t i = 0; i < body->n_to; i++) {
		int team = run_team(run, body->to[i]);
		run_came(run, team);
		run_plan(run, &(struct task){.kind = TASK_READ, .team = team, .inject = (size_t)at},
		    READ_LEAST_MS, READ_MOST_MS);
		if (at >= 0 && run->scenario->injects[at]->n_expected_actions == 0 &&
		    run_chance(run, ANSWERED_PERCENT)) {
			run_plan(run,
			    &(struct task){
			        .kind = TASK_ANSWER_INJECT, .team = team, .inject = (size_t)at},
			    REPLY_LEAST_MS, ACT_MOST_MS);
		}
	}
	if (at < 0 || run->inject_seen[at]) {
		return;
	}
	const Convene__V1__Inject *inject = run->scenario->injects[at];
	run->inject_seen[at] = true;
	findings_note(&run->findings->injects[at], run->now_ms);
	exercise_objectives(run, inject->objectives, inject->n_objectives);
	for (size_t action = 0; action < inject->n_expected_actions; action++) {
		const Convene__V1__ExpectedAction *expected = inject->expected_actions[action];
		for (size_t i = 0; i < expected->n_by; i++) {
			expect(run, run_team(run, expected->by[i]), (size_t)at, action);
		}
	}
}

static void revised(struct run *run, const Convene__V1__InjectRevised *body)
{
	int at = run_inject(run, body->inject_id);
	if (at < 0) {
		return;
	}
	run->revisions[at] = body->revision;
	if (body->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD) {
		run_plan(run,
		    &(struct task){.kind = TASK_RELEASE, .team = -1, .inject = (size_t)at},
		    MINUTES(1) / 2, RELEASE_MOST_MS);
	}
}

static void loaded(struct run *run, const Convene__V1__ScenarioLoaded *body)
{
	for (size_t i = 0; body->part != NULL && i < body->part->n_injects; i++) {
		int at = run_inject(run, body->part->injects[i]->id);
		if (at >= 0) {
			run->revisions[at] = 1;
		}
	}
}

/* --- messages --- */

static void opened(struct run *run, const Convene__V1__ThreadOpened *body)
{
	const Convene__V1__Party *from = body->n_parties > 0 ? body->parties[0] : NULL;
	bool by_team = from != NULL && from->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID;
	for (size_t i = 1; i < body->n_parties; i++) {
		const Convene__V1__Party *party = body->parties[i];
		if (party->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID) {
			int team = run_team(run, party->team_id);
			run_came(run, team);
			if (run_chance(run, REPLIES_PERCENT)) {
				run_plan(run,
				    &(struct task){
				        .kind = TASK_REPLY, .team = team, .id = body->thread_id},
				    REPLY_LEAST_MS, REPLY_MOST_MS);
			}
		} else if (by_team) {
			int entity = party->kind_case == CONVENE__V1__PARTY__KIND_ENTITY_ID
			                 ? run_entity(run, party->entity_id)
			                 : -1;
			/* the message comes right after the thread */
			wait_for_simcell(run, body->thread_id + 1, body->thread_id, entity);
			by_team = false; /* one answer a message */
		}
	}
}

/* --- requests --- */

static int instrument_index(const struct run *run, const char *id)
{
	for (size_t i = 0; i < run->scenario->n_instruments; i++) {
		if (strcmp(run->scenario->instruments[i]->id, id) == 0) {
			return (int)i;
		}
	}
	return 0;
}

/* Exercise time of a moment of the story, as long as nobody shifts the story. */
static int64_t story_limit(const struct run *run, int64_t story_ms)
{
	const Convene__V1__StoryTime *story = run->scenario->story;
	int64_t factor = story != NULL && story->factor > 0 ? story->factor : 24;
	return story_ms / factor;
}

static void sent(struct run *run, const Convene__V1__RequestSent *body)
{
	const Convene__V1__Party *to = body->content->to;
	bool to_team = to->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID;
	struct run_request *request = run_request_of(run, body->request_id);
	if (request == NULL) {
		if (run->request_count == run->request_cap) {
			run->request_cap = run->request_cap == 0 ? 32 : run->request_cap * 2;
			run->requests =
			    xrealloc(run->requests, run->request_cap * sizeof *run->requests);
		}
		request = &run->requests[run->request_count++];
	}
	*request = (struct run_request){.id = body->request_id,
	    .from_team = run_team(run, body->from_team_id),
	    .to_team = to_team ? run_team(run, to->team_id) : -1,
	    .instrument = instrument_index(run, body->content->instrument),
	    .state = CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT,
	    .answer_by_ms = story_limit(run, body->answer_by_story_ms)};
	if (!to_team) {
		wait_for_simcell(run, request->id, 0, run_entity(run, to->entity_id));
		return;
	}
	struct task task = {.kind = TASK_ACKNOWLEDGE, .team = request->to_team, .id = request->id};
	run_came(run, request->to_team);
	if (run_chance(run, ANSWERED_PERCENT)) {
		run_plan(run, &task, READ_LEAST_MS, REPLY_MOST_MS);
	}
	task.kind = TASK_ANSWER_REQUEST;
	if (run_chance(run, ANSWERED_PERCENT)) {
		run_plan(run, &task, REPLY_MOST_MS, REPLY_MOST_MS + ACT_MOST_MS);
	}
}

static void moved(struct run *run, const Convene__V1__RequestMoved *body)
{
	struct run_request *request = run_request_of(run, body->request_id);
	if (request == NULL) {
		return;
	}
	bool answered = body->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ANSWERED ||
	                body->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_REFUSED;
	struct limit_finding *limit = &run->findings->instruments[request->instrument];
	if (answered && request->answer_by_ms > 0) {
		if (run->now_ms <= request->answer_by_ms) {
			limit->met++;
		} else {
			limit->missed++;
		}
	}
	request->state = body->state;
	run_came(run, request->from_team);
	if (body->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_RETURNED) {
		run_plan(run,
		    &(struct task){
		        .kind = TASK_MEND_REQUEST, .team = request->from_team, .id = request->id},
		    REPLY_LEAST_MS, REPLY_MOST_MS);
	}
}

static void reminded(struct run *run, const Convene__V1__RequestReminded *body)
{
	const struct run_request *request = run_request_of(run, body->request_id);
	if (request != NULL) {
		run_came(run, request->to_team);
	}
}

/* --- the rest --- */

static void milestone(struct run *run, const Convene__V1__MilestoneChanged *body)
{
	for (size_t i = 0; i < run->scenario->n_milestones; i++) {
		const Convene__V1__Milestone *declared = run->scenario->milestones[i];
		if (run->milestone_seen[i] ||
		    body->standing != CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED ||
		    strcmp(declared->id, body->milestone_id) != 0) {
			continue;
		}
		run->milestone_seen[i] = true;
		findings_note(&run->findings->milestones[i], body->at_ms);
		exercise_objectives(run, declared->objectives, declared->n_objectives);
	}
}

static void asked(struct run *run, const Convene__V1__QuestionnaireOpened *body)
{
	for (size_t i = 0; i < run->scenario->n_questionnaires; i++) {
		const Convene__V1__Questionnaire *declared = run->scenario->questionnaires[i];
		if (strcmp(declared->id, body->questionnaire->id) != 0) {
			continue;
		}
		exercise_objectives(run, declared->objectives, declared->n_objectives);
		for (size_t j = 0; j < run->people_count; j++) {
			const struct run_person *person = &run->people[j];
			bool first = j < run->scenario->n_teams;
			bool for_team =
			    declared->n_to == 0 || names(declared->to, declared->n_to,
			                               run->scenario->teams[person->team]->id);
			if (for_team && (first || declared->each_person)) {
				run_came(run, person->team);
				run_plan(run,
				    &(struct task){.kind = TASK_QUESTIONNAIRE,
				        .team = person->team,
				        .id = person->id,
				        .inject = i},
				    READ_LEAST_MS, REPLY_MOST_MS);
			}
		}
	}
}

static void shared(struct run *run, const Convene__V1__CaseShared *body)
{
	int team = run_team(run, body->to_team_id);
	run_came(run, team);
	if (body->kind == CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED) {
		run_plan(run,
		    &(struct task){.kind = TASK_ANSWER_REFERRAL, .team = team, .id = body->case_id},
		    READ_MOST_MS, ACT_MOST_MS);
	}
}

static void booked(struct run *run, const Convene__V1__InterpreterBooked *body)
{
	if (run->booking_count == run->booking_cap) {
		run->booking_cap = run->booking_cap == 0 ? 16 : run->booking_cap * 2;
		run->bookings = xrealloc(run->bookings, run->booking_cap * sizeof *run->bookings);
	}
	struct run_booking *booking = &run->bookings[run->booking_count++];
	*booking = (struct run_booking){.id = body->booking_id,
	    .interpreter = -1,
	    .team = run_team(run, body->team_id),
	    .case_id = body->case_id,
	    .arrives_ms = body->arrives_ms};
	for (size_t i = 0; i < run->scenario->n_interpreters; i++) {
		if (strcmp(run->scenario->interpreters[i]->id, body->interpreter_id) == 0) {
			booking->interpreter = (int)i;
		}
	}
	int64_t left_ms = body->arrives_ms - run->now_ms;
	run_plan(run,
	    &(struct task){.kind = TASK_FREE_INTERPRETER, .team = booking->team, .id = booking->id},
	    left_ms + INTERPRETING_MS, left_ms + INTERPRETING_MS);
}

void react(struct run *run, const Convene__V1__Event *event)
{
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_SCENARIO_LOADED:
		loaded(run, event->scenario_loaded);
		break;
	case CONVENE__V1__EVENT__BODY_INJECT_DELIVERED:
		delivered(run, event->inject_delivered);
		break;
	case CONVENE__V1__EVENT__BODY_INJECT_REVISED:
		revised(run, event->inject_revised);
		break;
	case CONVENE__V1__EVENT__BODY_THREAD_OPENED:
		opened(run, event->thread_opened);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_SENT:
		sent(run, event->request_sent);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_MOVED:
		moved(run, event->request_moved);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_REMINDED:
		reminded(run, event->request_reminded);
		break;
	case CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED:
		milestone(run, event->milestone_changed);
		break;
	case CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_OPENED:
		asked(run, event->questionnaire_opened);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_SHARED:
		shared(run, event->case_shared);
		break;
	case CONVENE__V1__EVENT__BODY_INTERPRETER_BOOKED:
		booked(run, event->interpreter_booked);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_FLAGGED:
		run->findings->flags++;
		break;
	default:
		break;
	}
}

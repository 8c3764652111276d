/*
 * Everything is told from events and from the world that they made, never from what simulated
 * people had in mind: a real exercise's log would show the same. Within a run a thing comes about
 * once, the first time. What only the end can tell (the longest waits, limits that lie beyond
 * ENDEX) is added then.
 */
#include "server/rehearsal/watch.h"

#include "proto/list.h"
#include "proto/people/expected.h"
#include "proto/reflect.h"
#include "proto/xalloc.h"

#include <string.h>

/* -1: none of them is called so. */
static int index_of(const void *list, size_t count, const char *id)
{
	const ProtobufCMessage *const *declared = list;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(reflect_id(declared[i]), id) == 0) {
			return (int)i;
		}
	}
	return -1;
}

/* --- how busy teams are --- */

static void busy(struct watch *watch, int team)
{
	int64_t idle_ms = watch->now_ms - watch->last_to_do[team];
	struct idleness *idleness = &watch->findings->teams[team];
	if (idle_ms > watch->longest_idle[team]) {
		watch->longest_idle[team] = idle_ms;
	}
	if (idle_ms > idleness->longest_ms) {
		idleness->longest_ms = idle_ms;
		idleness->from_ms = watch->last_to_do[team];
	}
	watch->last_to_do[team] = watch->now_ms;
}

static void count_in(struct watch *watch, uint64_t *table, const char *team_id)
{
	const Convene__V1__Scenario *scenario = watch->findings->scenario;
	int team = index_of(scenario->teams, scenario->n_teams, team_id);
	if (team >= 0) {
		busy(watch, team);
		++*findings_cell(watch->findings, table, team, watch->now_ms);
	}
}

/* Something came up for the team. */
static void came(struct watch *watch, const char *team_id)
{
	count_in(watch, watch->findings->came, team_id);
}

void watch_done(struct watch *watch, const char *team_id)
{
	count_in(watch, watch->findings->done, team_id);
}

static void came_to(struct watch *watch, const Convene__V1__Party *party)
{
	if (party != NULL && party->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID) {
		came(watch, party->team_id);
	}
}

/* --- what comes about --- */

static void exercise_objectives(struct watch *watch, char *const *ids, size_t count)
{
	const Convene__V1__Scenario *scenario = watch->findings->scenario;
	for (size_t i = 0; i < scenario->n_objectives; i++) {
		if (!watch->objectives[i] && list_has(ids, count, scenario->objectives[i]->id)) {
			watch->objectives[i] = true;
			findings_note(&watch->findings->objectives[i], watch->now_ms);
		}
	}
}

static void delivered(struct watch *watch, const Convene__V1__InjectDelivered *body)
{
	const Convene__V1__Scenario *scenario = watch->findings->scenario;
	int at = index_of(scenario->injects, scenario->n_injects, body->inject_id);
	for (size_t i = 0; i < body->n_to; i++) {
		came(watch, body->to[i]);
	}
	if (at < 0 || watch->injects[at]) {
		return;
	}
	const Convene__V1__Inject *inject = scenario->injects[at];
	watch->injects[at] = true;
	findings_note(&watch->findings->injects[at], watch->now_ms);
	exercise_objectives(watch, inject->objectives, inject->n_objectives);
	for (size_t action = 0; action < inject->n_expected_actions; action++) {
		const Convene__V1__ExpectedAction *expected = inject->expected_actions[action];
		if (watch->now_ms + expected_within_ms(expected) > scenario->duration_ms) {
			watch->findings->expected_beyond[findings_expected(
			    watch->findings, (size_t)at, action)] += (uint32_t)expected->n_by;
		}
	}
}

/* By its condition or by a canned reply: what a controller says by hand shows nothing of the
 * scenario. */
static void milestone(struct watch *watch, const Convene__V1__MilestoneChanged *body)
{
	const Convene__V1__Scenario *scenario = watch->findings->scenario;
	int at = index_of(scenario->milestones, scenario->n_milestones, body->milestone_id);
	if (at < 0 || watch->milestones[at] ||
	    body->standing != CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED ||
	    body->cause == CONVENE__V1__MILESTONE_CAUSE__MILESTONE_CAUSE_CONTROLLER) {
		return;
	}
	watch->milestones[at] = true;
	findings_note(&watch->findings->milestones[at], body->at_ms);
	exercise_objectives(
	    watch, scenario->milestones[at]->objectives, scenario->milestones[at]->n_objectives);
}

static void asked(struct watch *watch, const Convene__V1__Questionnaire *asked)
{
	const Convene__V1__Scenario *scenario = watch->findings->scenario;
	int at = index_of(scenario->questionnaires, scenario->n_questionnaires, asked->id);
	if (at >= 0) {
		exercise_objectives(watch, scenario->questionnaires[at]->objectives,
		    scenario->questionnaires[at]->n_objectives);
	}
	for (size_t i = 0; i < scenario->n_teams; i++) {
		const char *id = scenario->teams[i]->id;
		if (asked->n_to == 0 || list_has(asked->to, asked->n_to, id)) {
			came(watch, id);
		}
	}
}

static void posted(struct watch *watch, const Convene__V1__MessagePosted *body)
{
	const struct view_thread *thread = view_thread(watch->world, body->thread_id);
	for (size_t i = 0; thread != NULL && i < thread->opened->n_parties; i++) {
		const Convene__V1__Party *party = thread->opened->parties[i];
		if (body->from == NULL || strcmp(view_party(party), view_party(body->from)) != 0) {
			came_to(watch, party);
		}
	}
}

void watch_claimed(struct watch *watch, uint64_t item_id)
{
	const struct view_item *item = view_item(watch->world, item_id);
	struct findings *findings = watch->findings;
	int64_t waited_ms = item != NULL ? watch->now_ms - item->since_ms : 0;
	if (waited_ms > findings->wait_longest_ms) {
		findings->wait_longest_ms = waited_ms;
	}
	findings->waits_too_long += waited_ms > SIMCELL_WAIT_MS;
}

void watch_event(struct watch *watch, const Convene__V1__Event *event, size_t queue_before)
{
	struct findings *findings = watch->findings;
	size_t bucket = findings_bucket(findings, watch->now_ms);
	tally_event(&findings->tally, watch->world, event, queue_before);
	if (watch->world->queue_count > watch->queue_longest[bucket]) {
		watch->queue_longest[bucket] = (uint32_t)watch->world->queue_count;
	}
	const struct view_request *request;
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_INJECT_DELIVERED:
		delivered(watch, event->inject_delivered);
		break;
	case CONVENE__V1__EVENT__BODY_MESSAGE_POSTED:
		posted(watch, event->message_posted);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_SENT:
		came_to(watch, event->request_sent->content->to);
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_MOVED:
		request = view_request(watch->world, event->request_moved->request_id);
		came(watch, request != NULL ? request->from_team_id : "");
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_REMINDED:
		request = view_request(watch->world, event->request_reminded->request_id);
		came_to(watch, request != NULL ? request->content->to : NULL);
		break;
	case CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED:
		milestone(watch, event->milestone_changed);
		break;
	case CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_OPENED:
		asked(watch, event->questionnaire_opened->questionnaire);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_SHARED:
		came(watch, event->case_shared->to_team_id);
		break;
	default:
		break;
	}
}

void watch_conclude(struct watch *watch)
{
	struct findings *findings = watch->findings;
	const Convene__V1__Scenario *scenario = findings->scenario;
	const struct view *world = watch->world;
	watch->now_ms = scenario->duration_ms;
	for (size_t team = 0; team < scenario->n_teams; team++) {
		busy(watch, (int)team);
		findings->teams[team].sum_ms += watch->longest_idle[team];
	}
	for (size_t bucket = 0; bucket < findings->buckets; bucket++) {
		uint32_t longest = watch->queue_longest[bucket];
		findings->queue_sum[bucket] += longest;
		if (longest > findings->queue_longest[bucket]) {
			findings->queue_longest[bucket] = longest;
		}
	}
	for (size_t i = 0; i < world->request_count; i++) {
		const struct view_request *request = &world->requests[i];
		int at = index_of(
		    scenario->instruments, scenario->n_instruments, request->content->instrument);
		if (at >= 0 && view_request_is_open(request) && request->answer_by_story_ms > 0 &&
		    view_story_to_exercise(world, request->answer_by_story_ms) >
		        scenario->duration_ms) {
			findings->instruments_beyond[at]++;
		}
	}
	findings->runs++;
}

void watch_init(struct watch *watch, struct findings *findings, const struct view *world)
{
	const Convene__V1__Scenario *scenario = findings->scenario;
	*watch = (struct watch){.findings = findings, .world = world};
	watch->injects = xcalloc(scenario->n_injects + 1, sizeof *watch->injects);
	watch->milestones = xcalloc(scenario->n_milestones + 1, sizeof *watch->milestones);
	watch->objectives = xcalloc(scenario->n_objectives + 1, sizeof *watch->objectives);
	watch->last_to_do = xcalloc(scenario->n_teams + 1, sizeof *watch->last_to_do);
	watch->longest_idle = xcalloc(scenario->n_teams + 1, sizeof *watch->longest_idle);
	watch->queue_longest = xcalloc(findings->buckets, sizeof *watch->queue_longest);
}

void watch_deinit(struct watch *watch)
{
	free(watch->injects);
	free(watch->milestones);
	free(watch->objectives);
	free(watch->last_to_do);
	free(watch->longest_idle);
	free(watch->queue_longest);
}

/*
 * The course of a run: time goes from one thing that is due to the next, the engine's or
 * somebody's. What people send meanwhile is carried out in the order in which it was sent, when
 * whoever sent it is done; then time goes on.
 */
#include "server/rehearsal/run.h"

#include "proto/copy.h"
#include "proto/list.h"
#include "proto/map.h"
#include "proto/unpack.h"
#include "proto/xalloc.h"
#include "server/base/sha256.h"
#include "server/rehearsal/record.h"

#include <string.h>

#define RUN_PLAYERS_MAX 512

/* Room for the scenario several times over, and for any command. */
#define RUN_ARENA_BYTES     ((size_t)128 * 1024 * 1024)
#define COMMAND_ARENA_BYTES ((size_t)1024 * 1024)

#define EXERCISE_ID "rehearsal"

/* --- what happens, and who hears of it --- */

static void pack(struct buf *out, const Convene__V1__Event *event)
{
	out->len = 0;
	buf_reserve(out, convene__v1__event__get_packed_size(event));
	out->len = convene__v1__event__pack(event, out->data);
}

static void tell(struct run *run, const Convene__V1__Event *event,
    const Convene__V1__Envelope *envelope, const struct audience *audience)
{
	size_t queue_before = run->world->queue_count;
	run->watch.now_ms = run->now_ms;
	if (event->body_case == CONVENE__V1__EVENT__BODY_ITEM_CLAIMED) {
		watch_claimed(&run->watch, event->item_claimed->item_id);
	}
	if (!audience_allows(
	        audience, &(struct viewer){CONVENE__V1__ROLE__ROLE_CONTROLLER, NO_TEAM})) {
		return; /* what players are told, the controller is */
	}
	const Convene__V1__Event *kept = message_copy(run->world->arena, &event->base);
	if (kept != NULL) {
		view_take(run->world, envelope->position, kept, envelope);
	}
	watch_event(&run->watch, event, queue_before);
	people_event(&run->people, event, run->now_ms);
	if (!people_heed(event)) {
		return;
	}
	for (size_t i = 0; i < run->count; i++) {
		if (audience_allows(audience, &run->list[i].viewer)) {
			people_told(&run->list[i].actor, event, run->now_ms);
		}
	}
}

static void take(struct run *run, const struct decision *decision)
{
	for (size_t i = 0; i < decision->count; i++) {
		const struct draft *draft = &decision->drafts[i];
		struct audience audience =
		    exercise_apply(run->exercise, draft->event, draft->envelope);
		if (run->record != NULL) {
			pack(&run->bytes, draft->event);
			rehearsal_record_add(run->record, run->exercise, draft, &run->bytes);
		}
		tell(run, draft->event, draft->envelope, &audience);
	}
	run->findings->events += decision->count;
}

static struct decision *fresh(struct run *run, struct decision *decision)
{
	arena_reset(run->arena);
	decision_init(decision, run->arena, mix_pair(run->seed, ++run->decisions));
	return decision;
}

/* --- what people want --- */

/* The same way as over a connection: encoded, and decided when whoever sent it is done. */
static void send(void *context, struct actor *actor, Convene__V1__Command *command, uint64_t tag)
{
	struct run *run = context;
	uint8_t id[COMMAND_ID_SIZE] = {0};
	run->commands++;
	memcpy(id, &run->commands, sizeof run->commands);
	command->id.data = id;
	command->id.len = sizeof id;
	struct run_sent *sent = LIST_ADD(run->sent, run->sent_count, run->sent_cap);
	*sent = (struct run_sent){.actor = actor, .tag = tag};
	sent->len = convene__v1__command__get_packed_size(command);
	sent->packed = xcalloc(1, sent->len + 1);
	convene__v1__command__pack(command, sent->packed);
}

static void decide(struct run *run, const struct run_sent *sent)
{
	struct request request = {
	    .participant_id = sent->actor->id, .wall_ms = REHEARSAL_EPOCH_MS + run->now_ms};
	struct decision decision;
	arena_reset(run->command_arena);
	const Convene__V1__Command *command = (const Convene__V1__Command *)message_unpack(
	    &convene__v1__command__descriptor, run->command_arena, sent->len, sent->packed);
	exercise_decide(run->exercise, &request, command, fresh(run, &decision));
	take(run, &decision);
	if (decision.count > 0 && command->body_case != CONVENE__V1__COMMAND__BODY_MARK_READ) {
		watch_done(&run->watch, sent->actor->team_id);
	}
	if (people_result(sent->actor, sent->tag, decision.refusal, false, run->now_ms) ==
	    PEOPLE_REFUSED) {
		findings_refusal(run->findings, decision.refusal->message);
	}
}

/* Everything that was sent, and what people send because of it. */
static void carry_out(struct run *run)
{
	for (size_t i = 0; i < run->sent_count; i++) {
		struct run_sent sent = run->sent[i];
		decide(run, &sent);
		free(sent.packed);
	}
	run->findings->commands += run->sent_count;
	run->sent_count = 0;
}

/* --- the beginning --- */

static bool create(struct run *run, char *why, size_t size)
{
	struct creation creation = {
	    .wall_ms = REHEARSAL_EPOCH_MS, .exercise_id = EXERCISE_ID, .scenario = run->scenario};
	struct decision decision;
	exercise_decide_create(run->exercise, &creation, fresh(run, &decision));
	if (decision.refusal != NULL) {
		snprintf(why, size, "the engine does not take the scenario: %s",
		    decision.refusal->message);
		return false;
	}
	take(run, &decision);
	return true;
}

static uint64_t join(struct run *run, Convene__V1__Role role, const char *team_id)
{
	ACTOR_COMMAND(ISSUE_INVITE, IssueInvite, issue_invite);
	struct decision decision;
	body.role = role;
	body.team_id = said(team_id);
	exercise_decide_local(run->exercise, REHEARSAL_EPOCH_MS, &command, fresh(run, &decision));
	take(run, &decision);
	struct joining joining = {.wall_ms = REHEARSAL_EPOCH_MS, .invite_id = decision.made};
	exercise_decide_join(run->exercise, &joining, fresh(run, &decision));
	take(run, &decision);
	return decision.made;
}

/* Somebody comes: the `index`th of `of` in the team. */
static void add(struct run *run, Convene__V1__Role role, int team, unsigned index, unsigned of)
{
	struct run_person *person = &run->list[run->count];
	const char *team_id = team >= 0 ? run->scenario->teams[team]->id : "";
	*person = (struct run_person){
	    .actor = {.role = role, .team_id = team_id, .index = index, .of = of},
	    .viewer = {.role = role, .team = team}};
	person->actor.id = join(run, role, team_id);
	people_add(&run->people, &person->actor);
	run->count++;
}

static void gather(struct run *run)
{
	size_t teams = run->scenario->n_teams, players = run->options->players;
	players = players < teams ? teams : players;
	players = players < RUN_PLAYERS_MAX ? players : RUN_PLAYERS_MAX;
	run->list = xcalloc(1 + run->options->simulators + players, sizeof *run->list);
	add(run, CONVENE__V1__ROLE__ROLE_CONTROLLER, NO_TEAM, 0, 1);
	for (unsigned i = 0; i < run->options->simulators; i++) {
		add(run, CONVENE__V1__ROLE__ROLE_SIMULATOR, NO_TEAM, i, run->options->simulators);
	}
	for (size_t i = 0; i < players && teams > 0; i++) {
		size_t team = i % teams;
		add(run, CONVENE__V1__ROLE__ROLE_PLAYER, (int)team, (unsigned)(i / teams),
		    (unsigned)((players - team + teams - 1) / teams));
	}
	view_welcome(run->world, run->list[0].actor.id, CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
}

static void start(struct run *run)
{
	ACTOR_COMMAND(START_EXERCISE, StartExercise, start_exercise);
	actor_send(&run->list[0].actor, &command);
	carry_out(run);
}

/* --- the course of time --- */

/* False when the engine said that something is due, and then nothing was. */
static bool fall_due(struct run *run)
{
	struct decision decision;
	exercise_decide_due(run->exercise, REHEARSAL_EPOCH_MS + run->now_ms, fresh(run, &decision));
	take(run, &decision);
	return decision.count > 0;
}

static void play(struct run *run)
{
	int64_t end_ms = run->scenario->duration_ms;
	for (;;) {
		int64_t due_ms = exercise_next_due(run->exercise);
		int64_t task_ms = people_next_ms(&run->people);
		due_ms = due_ms == INT64_MAX ? due_ms : due_ms - REHEARSAL_EPOCH_MS;
		int64_t next_ms = due_ms <= task_ms ? due_ms : task_ms;
		if (next_ms >= end_ms) {
			break;
		}
		run->now_ms = next_ms > run->now_ms ? next_ms : run->now_ms;
		if (due_ms > task_ms) {
			people_act(&run->people, run->now_ms);
		} else if (!fall_due(run)) {
			run->findings->stuck = true;
			break;
		}
		carry_out(run);
	}
	run->now_ms = end_ms;
}

static void end(struct run *run)
{
	watch_conclude(&run->watch);
	ACTOR_COMMAND(END_EXERCISE, EndExercise, end_exercise);
	body.clock_revision = run->world->clock.revision;
	actor_send(&run->list[0].actor, &command);
	carry_out(run);
	if (run->record != NULL) {
		rehearsal_record_end(run->record);
	}
}

static void run_init(struct run *run, uint64_t number)
{
	struct people_options people = run->options->people;
	people.seed += number;
	run->seed = people.seed;
	run->exercise = exercise_new(sha256);
	run->arena = arena_new(RUN_ARENA_BYTES);
	run->command_arena = arena_new(COMMAND_ARENA_BYTES);
	run->world = view_new(NULL);
	view_welcome(run->world, 0, CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	people_init(&run->people, &people, run->world, send, run);
	watch_init(&run->watch, run->findings, run->world);
	if (number == 0 && run->options->record != NULL) {
		run->record = rehearsal_record_new(
		    &(struct rehearsal_record_options){.out = run->options->record,
		        .exercise_id = EXERCISE_ID,
		        .wall_ms = REHEARSAL_EPOCH_MS,
		        .seed = people.seed,
		        .document = run->options->document,
		        .context = run->options->documents});
	}
}

static void run_deinit(struct run *run)
{
	run->findings->followed += run->people.followed;
	run->findings->mistaken += run->people.mistaken;
	run->findings->missed += run->people.missed;
	rehearsal_record_free(run->record);
	people_deinit(&run->people);
	watch_deinit(&run->watch);
	view_free(run->world);
	exercise_free(run->exercise);
	arena_free(run->arena);
	arena_free(run->command_arena);
	buf_deinit(&run->bytes);
	free(run->list);
	free(run->sent);
}

void rehearsal_options_init(struct rehearsal_options *options)
{
	*options = (struct rehearsal_options){.runs = 1, .players = 60, .simulators = 3};
	people_options_init(&options->people);
}

const char *rehearse(const Convene__V1__Scenario *scenario, const struct rehearsal_options *options,
    struct findings *findings, char *why, size_t size)
{
	bool good = true;
	for (uint32_t i = 0; good && i < options->runs; i++) {
		struct run run = {.scenario = scenario, .options = options, .findings = findings};
		run_init(&run, i);
		good = create(&run, why, size);
		if (good) {
			gather(&run);
			start(&run);
			play(&run);
			end(&run);
		}
		run_deinit(&run);
	}
	return good ? NULL : why;
}

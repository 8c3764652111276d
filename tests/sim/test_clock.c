#include "server/exercise/state/applying.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"
#include "tests/sim/random_play.h"

#include <string.h>

/*
 * The clock and the injects that it delivers, against a naive model: thousandths of milliseconds
 * added up tick by tick, and a list of injects that is walked from end to end. After each tick the
 * engine must have brought about exactly what the model expects, in its order: so nothing fires
 * while paused, twice, early, or later than the first tick at which it is due.
 */

#define TICKS     1500
#define TICK_MS   100
#define LINES_MAX 64

enum standing_of { PLANNED = 1, HELD, SKIPPED, DELIVERED };

struct line {
	char id[8];
	int64_t due_ms;
	bool on_release;
	enum standing_of standing;
	unsigned revision;
	unsigned deliveries;
};

struct model {
	struct line lines[LINES_MAX]; /* in the scenario's order */
	size_t count;
	int action; /* the scenario's overdue rule */
	int64_t stagger_ms;
	bool running, ended;
	unsigned revision; /* of the clock */
	int64_t rate_permille;
	int64_t base_ms;
	int64_t thousandths; /* of milliseconds since base_ms */
	size_t checked;      /* events of the log */
	uint64_t controller, player;
};

static int64_t model_ms(const struct model *model)
{
	return model->base_ms + model->thousandths / 1000;
}

/* Each change of the clock begins at a whole millisecond. */
static void model_rebase(struct model *model, int64_t to_ms)
{
	model->base_ms = to_ms;
	model->thousandths = 0;
	model->revision++;
}

/* --- what the log says --- */

static void model_read(struct model *model, struct world *world)
{
	model->action = 1;
	model->stagger_ms = 60000;
	for (size_t seq = 1; seq <= world->count; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		if (event->body_case != CONVENE__V1__EVENT__BODY_SCENARIO_LOADED) {
			continue;
		}
		const Convene__V1__Scenario *part = event->scenario_loaded->part;
		if (part->overdue != NULL) {
			model->action = part->overdue->action > 0 ? (int)part->overdue->action : 1;
			model->stagger_ms =
			    part->overdue->stagger_ms > 0 ? part->overdue->stagger_ms : 60000;
		}
		for (size_t i = 0; i < part->n_injects; i++) {
			struct line *line = &model->lines[model->count++];
			snprintf(line->id, sizeof line->id, "%s", part->injects[i]->id);
			line->due_ms = part->injects[i]->planned_ms;
			line->on_release = part->injects[i]->mode == 2;
			line->standing = PLANNED;
			line->revision = 1;
		}
	}
	model->checked = world->count;
}

static struct line *next_due(struct model *model)
{
	struct line *first = NULL;
	for (size_t i = 0; i < model->count; i++) {
		struct line *line = &model->lines[i];
		if (line->standing == PLANNED && line->due_ms <= model_ms(model) &&
		    (first == NULL || line->due_ms < first->due_ms)) {
			first = line;
		}
	}
	return first;
}

static const Convene__V1__Event *next_event(struct model *model, struct world *world)
{
	if (model->checked == world->count) {
		fail_msg("the model expects one more event at %lld", (long long)model_ms(model));
	}
	const Convene__V1__Event *event = world_event(world, ++model->checked);
	assert_int_equal(event->exercise_ms, model_ms(model));
	return event;
}

static void expect_delivered(struct model *model, struct world *world, struct line *line)
{
	const Convene__V1__Event *event = next_event(model, world);
	assert_int_equal(event->body_case, CONVENE__V1__EVENT__BODY_INJECT_DELIVERED);
	assert_string_equal(event->inject_delivered->inject_id, line->id);
	line->standing = DELIVERED;
	line->revision++;
	line->deliveries++;
	assert_int_equal(line->deliveries, 1);
	assert_int_equal(inject_find(world->exercise, line->id)->revision, line->revision);
}

static void expect_revised(struct model *model, struct world *world, struct line *line, int change,
    enum standing_of standing)
{
	const Convene__V1__Event *event = next_event(model, world);
	assert_int_equal(event->body_case, CONVENE__V1__EVENT__BODY_INJECT_REVISED);
	assert_string_equal(event->inject_revised->inject_id, line->id);
	assert_int_equal(event->inject_revised->change, change);
	line->standing = standing;
	line->revision++;
	assert_int_equal(event->inject_revised->revision, line->revision);
	assert_int_equal(event->inject_revised->status, standing);
	assert_int_equal(event->inject_revised->due_ms, line->due_ms);
}

static void expect_clock_event(
    struct model *model, struct world *world, Convene__V1__Event__BodyCase body_case)
{
	const Convene__V1__Event *event = next_event(model, world);
	assert_int_equal(event->body_case, body_case);
	assert_int_equal(exercise_time(world->exercise, world->wall_ms), model_ms(model));
}

/* --- ticks --- */

static void pass(struct model *model, struct world *world, int64_t wall_ms)
{
	world->wall_ms += wall_ms;
	if (model->running) {
		model->thousandths += wall_ms * model->rate_permille;
	}
	assert_int_equal(exercise_time(world->exercise, world->wall_ms), model_ms(model));
}

static void tick(struct model *model, struct world *world)
{
	/* what exercise_next_due says decides whether the host asks at all */
	if (exercise_next_due(world->exercise) <= world->wall_ms) {
		world_due(world);
	}
	struct line *line;
	while (model->running && (line = next_due(model)) != NULL) {
		if (line->on_release) {
			expect_revised(model, world, line, 7, HELD);
		} else {
			expect_delivered(model, world, line);
		}
	}
	assert_int_equal(model->checked, world->count);
	world_forget(world);
}

/* --- what controllers do --- */

static void do_well(struct model *model, struct world *world, const char *json)
{
	if (world_do(world, model->controller, "%s", json) != 0) {
		fail_msg("refused: %s\n%s", world->last.message, json);
	}
}

static void pause_or_resume(struct model *model, struct world *world)
{
	char json[128];
	if (!model->running) {
		snprintf(
		    json, sizeof json, "{'resume_clock': {'clock_revision': %u}}", model->revision);
		do_well(model, world, json);
		model->running = true;
		model_rebase(model, model_ms(model));
		expect_clock_event(model, world, CONVENE__V1__EVENT__BODY_CLOCK_RESUMED);
	} else if (world_random(world, 4) == 0) {
		assert_int_equal(world_do(world, model->player, "{'raise_welfare': {}}"), 0);
		expect_clock_event(model, world, CONVENE__V1__EVENT__BODY_WELFARE_RAISED);
		model->running = false;
		model_rebase(model, model_ms(model));
		expect_clock_event(model, world, CONVENE__V1__EVENT__BODY_CLOCK_PAUSED);
	} else {
		do_well(model, world, "{'pause_clock': {}}");
		model->running = false;
		model_rebase(model, model_ms(model));
		expect_clock_event(model, world, CONVENE__V1__EVENT__BODY_CLOCK_PAUSED);
	}
}

static void change_rate(struct model *model, struct world *world)
{
	static const int64_t rates[] = {1, 333, 1000, 7777, 60000, 600000};
	int64_t rate = rates[world_random(world, 6)];
	char json[128];
	snprintf(json, sizeof json, "{'set_rate': {'clock_revision': %u, 'rate_permille': %lld}}",
	    model->revision, (long long)rate);
	do_well(model, world, json);
	if (rate != model->rate_permille) {
		model_rebase(model, model_ms(model));
		model->rate_permille = rate;
		expect_clock_event(model, world, CONVENE__V1__EVENT__BODY_RATE_CHANGED);
	}
}

/* Passed over, in the order of due times, then of the scenario: the first that `done` does not have
 * yet. */
static struct line *next_passed(struct model *model, int64_t from_ms, int64_t to_ms, bool *done)
{
	struct line *first = NULL;
	for (size_t i = 0; i < model->count; i++) {
		struct line *line = &model->lines[i];
		if (!done[i] && line->standing == PLANNED && line->due_ms > from_ms &&
		    line->due_ms < to_ms && (first == NULL || line->due_ms < first->due_ms)) {
			first = line;
		}
	}
	if (first != NULL) {
		done[first - model->lines] = true;
	}
	return first;
}

static void jump(struct model *model, struct world *world)
{
	int64_t from_ms = model_ms(model);
	int64_t to_ms = from_ms + 1 + (int64_t)world_random(world, 1200000);
	const struct line *aim = &model->lines[world_random(world, model->count)];
	if (aim->due_ms > from_ms && world_random(world, 3) == 0) {
		to_ms = aim->due_ms; /* what is due exactly there is not passed over */
	}
	int action = (int)world_random(world, 4);
	int64_t stagger_ms = action != 0 ? (int64_t)world_random(world, 3) * 20000 : 0;
	char json[256];
	snprintf(json, sizeof json,
	    "{'jump_clock': {'clock_revision': %u, 'to_ms': %lld,"
	    " 'overdue': {'action': %d, 'stagger_ms': %lld}}}",
	    model->revision, (long long)to_ms, action, (long long)stagger_ms);
	do_well(model, world, json);
	model_rebase(model, to_ms);
	expect_clock_event(model, world, CONVENE__V1__EVENT__BODY_CLOCK_JUMPED);
	if (action == 0) {
		action = model->action;
		stagger_ms = model->stagger_ms;
	}
	stagger_ms = stagger_ms > 0 ? stagger_ms : 60000;
	bool done[LINES_MAX] = {false};
	int64_t next_ms = to_ms;
	struct line *line;
	while ((line = next_passed(model, from_ms, to_ms, done)) != NULL) {
		if (action == 1) {
			expect_revised(model, world, line, 8, HELD);
		} else if (action == 3 && !line->on_release) {
			line->due_ms = next_ms;
			next_ms += stagger_ms;
			expect_revised(model, world, line, 9, PLANNED);
		}
	}
}

static void change_inject(struct model *model, struct world *world)
{
	struct line *line = &model->lines[world_random(world, model->count)];
	char json[256];
	if (line->standing == DELIVERED) {
		snprintf(json, sizeof json,
		    "{'release_inject': {'inject_id': '%s', 'revision': %u}}", line->id,
		    line->revision);
		assert_int_equal(world_do(world, model->controller, "%s", json),
		    CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE);
		return;
	}
	switch (world_random(world, 4)) {
	case 0:
		snprintf(json, sizeof json,
		    "{'release_inject': {'inject_id': '%s', 'revision': %u}}", line->id,
		    line->revision);
		do_well(model, world, json);
		expect_delivered(model, world, line);
		break;
	case 1:
		snprintf(json, sizeof json, "{'skip_inject': {'inject_id': '%s', 'revision': %u}}",
		    line->id, line->revision);
		do_well(model, world, json);
		if (line->standing != SKIPPED) {
			expect_revised(model, world, line, 6, SKIPPED);
		}
		break;
	default:
		line->due_ms = model_ms(model) + 1 + (int64_t)world_random(world, 600000);
		line->standing = HELD; /* else the same time would be nothing to do */
		snprintf(json, sizeof json,
		    "{'reschedule_inject': {'inject_id': '%s', 'revision': %u, 'due_ms': %lld}}",
		    line->id, line->revision, (long long)line->due_ms);
		do_well(model, world, json);
		expect_revised(model, world, line, 4, PLANNED);
	}
}

/* The server was away: that time does not count, the time before it does, events or not. */
static void restore(struct model *model, struct world *world)
{
	int64_t away_ms = (int64_t)world_random(world, 120000);
	int64_t left_ms = model_ms(model), since_ms = world->wall_ms;
	/* the machine's clock may have been put back, or on, meanwhile */
	bool unknown = world_random(world, 8) == 0;
	world->wall_ms += unknown ? 0 : away_ms;
	if (world_random(world, 4) == 0) {
		world->wall_ms += (int64_t)world_random(world, 3600000);
	}
	struct decision decision;
	arena_reset(world->arena);
	decision_init(&decision, world->arena, 1);
	exercise_decide_restored(
	    world->exercise, world->wall_ms, since_ms, unknown ? -1 : away_ms, 60000, &decision);
	world_take(world, &decision);
	if (!model->running) {
		assert_int_equal(world->last.count, 0);
		return;
	}
	model_rebase(model, left_ms);
	const Convene__V1__Event *event = next_event(model, world);
	assert_int_equal(event->clock_restored->away_ms, unknown ? 0 : away_ms);
	assert_int_equal(event->clock_restored->away_unknown, unknown);
	if (unknown || away_ms > 60000) {
		model->running = false;
		model->revision++;
		expect_clock_event(model, world, CONVENE__V1__EVENT__BODY_CLOCK_PAUSED);
	}
}

static void act(struct model *model, struct world *world)
{
	switch (world_random(world, 12)) {
	case 0:
	case 1:
	case 2:
		pause_or_resume(model, world);
		break;
	case 3:
	case 4:
		change_rate(model, world);
		break;
	case 5:
	case 6:
		jump(model, world);
		break;
	case 7:
		restore(model, world);
		break;
	default:
		change_inject(model, world);
	}
}

/* --- the rounds --- */

static void start(struct model *model, struct world *world)
{
	do_well(model, world, "{'start_exercise': {}}");
	model->running = true;
	model->rate_permille = 1000;
	model_rebase(model, 0);
	expect_clock_event(model, world, CONVENE__V1__EVENT__BODY_EXERCISE_STARTED);
}

static void end(struct model *model, struct world *world)
{
	char json[128];
	snprintf(json, sizeof json, "{'end_exercise': {'clock_revision': %u}}", model->revision);
	do_well(model, world, json);
	model->running = false;
	model_rebase(model, model_ms(model));
	expect_clock_event(model, world, CONVENE__V1__EVENT__BODY_EXERCISE_ENDED);
	for (int i = 0; i < 50; i++) {
		pass(model, world, 100000);
		tick(model, world);
	}
}

/* Neither of the two clocks ever runs backwards in the log. */
static void check_monotonic(struct world *world)
{
	int64_t wall_ms = INT64_MIN, exercise_ms = INT64_MIN;
	for (size_t seq = 1; seq <= world->count; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		assert_true(event->wall_ms >= wall_ms);
		assert_true(event->exercise_ms >= exercise_ms);
		wall_ms = event->wall_ms;
		exercise_ms = event->exercise_ms;
		world_forget(world);
	}
}

static void round_of_clock(uint64_t seed)
{
	struct play play;
	static struct model model;
	memset(&model, 0, sizeof model);
	play_init_plain(&play, seed);
	struct world *world = &play.world;
	model.controller = play.people[2];
	model.player = play.people[8];
	model_read(&model, world);
	tick(&model, world);
	start(&model, world);
	for (int i = 0; i < TICKS; i++) {
		pass(&model, world, 1 + (int64_t)world_random(world, TICK_MS));
		/* a command may come just before the tick at which something is due */
		if (world_random(world, 100) < 4) {
			act(&model, world);
		}
		tick(&model, world);
	}
	end(&model, world);
	check_monotonic(world);
	world_check_replay(world);
	play_deinit(&play);
}

static void test_clock(void **state)
{
	(void)state;
	play_rounds(200, round_of_clock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_clock)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/unit/exercise/disclosure/play.h"

#include "proto/xalloc.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

static void prepare(struct play *play)
{
	struct world *world = &play->world;
	play->controller = world_join(world, CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	play->simulator = world_join(world, CONVENE__V1__ROLE__ROLE_SIMULATOR, "");
	play->evaluator = world_join(world, CONVENE__V1__ROLE__ROLE_EVALUATOR, "");
	play->observer = world_join(world, CONVENE__V1__ROLE__ROLE_OBSERVER, "");
	for (int i = 0; exercise_team_id(world->exercise, i) != NULL; i++) {
		world_join(
		    world, CONVENE__V1__ROLE__ROLE_PLAYER, exercise_team_id(world->exercise, i));
	}
	assert_int_equal(world_do(world, play->controller, "{'start_exercise': {}}"), 0);
}

void play_begin(struct play *play, const char *scenario_json)
{
	memset(play, 0, sizeof *play);
	world_init(&play->world, 1);
	world_create(&play->world, scenario_json);
	prepare(play);
}

void play_begin_with(struct play *play, const Convene__V1__Scenario *scenario)
{
	struct decision decision;
	memset(play, 0, sizeof *play);
	world_init(&play->world, 1);
	struct creation creation = {
	    .wall_ms = play->world.wall_ms, .exercise_id = "test", .scenario = scenario};
	arena_reset(play->world.arena);
	decision_init(&decision, play->world.arena, 1);
	exercise_decide_create(play->world.exercise, &creation, &decision);
	if (decision.refusal != NULL) {
		fail_msg("the scenario was refused: %s", decision.refusal->message);
	}
	world_take(&play->world, &decision);
	prepare(play);
}

void play_end(struct play *play)
{
	world_check_replay(&play->world);
	world_deinit(&play->world);
}

uint64_t play_person(struct play *play, const char *who)
{
	struct exercise *exercise = play->world.exercise;
	int team = cast_team(&exercise->cast, who);
	for (size_t i = 0; team >= 0 && i < exercise->participants.count; i++) {
		const struct participant *participant = exercise->participants.list[i];
		if (participant->team == team) {
			return participant->id;
		}
	}
	uint64_t id = strcmp(who, "controller") == 0  ? play->controller
	              : strcmp(who, "simulator") == 0 ? play->simulator
	              : strcmp(who, "evaluator") == 0 ? play->evaluator
	              : strcmp(who, "observer") == 0  ? play->observer
	                                              : 0;
	if (id == 0) {
		fail_msg("there is nobody called %s", who);
	}
	return id;
}

/* The command with ids in the place of $1, $c. */
static char *expand(const struct play *play, const char *command)
{
	size_t size = strlen(command) + 4096, len = 0;
	char *out = xcalloc(1, size);
	while (*command != '\0' && len + 32 < size) {
		if (*command != '$') {
			out[len++] = *command++;
			continue;
		}
		uint64_t id = play->consent;
		command++;
		if (isdigit((unsigned char)*command)) {
			char *end;
			size_t number = strtoul(command, &end, 10);
			assert_in_range(number, 1, play->case_count);
			id = play->cases[number - 1];
			command = end;
		} else {
			assert_int_equal(*command, 'c');
			command++;
		}
		len += (size_t)snprintf(out + len, size - len, "%" PRIu64, id);
	}
	return out;
}

static void append(char *list, const char *word)
{
	size_t len = strlen(list);
	snprintf(list + len, PLAY_TEXT - len, "%s%s", len > 0 ? " " : "", word);
}

static size_t case_number(const struct play *play, uint64_t id)
{
	for (size_t i = 0; i < play->case_count; i++) {
		if (play->cases[i] == id) {
			return i + 1;
		}
	}
	return 0;
}

static const char *event_name(const Convene__V1__Event *event)
{
	return protobuf_c_message_descriptor_get_field(
	    &convene__v1__event__descriptor, (unsigned)event->body_case)
	    ->name;
}

/* Notes the events of a decision that is carried out. */
static void note(struct play *play, const struct decision *decision)
{
	for (size_t i = 0; i < decision->count; i++) {
		const Convene__V1__Event *event = decision->drafts[i].event;
		if (event->body_case == CONVENE__V1__EVENT__BODY_CASE_FLAGGED) {
			char word[128];
			snprintf(word, sizeof word, "%s@%zu", event->case_flagged->flag,
			    case_number(play, event->case_flagged->case_id));
			append(play->outcome.flags, word);
			continue;
		}
		if (event->body_case == CONVENE__V1__EVENT__BODY_CASE_OPENED) {
			assert_in_range(play->case_count, 0, 79);
			play->cases[play->case_count++] = event->case_opened->case_id;
		} else if (event->body_case == CONVENE__V1__EVENT__BODY_CONSENT_RECORDED) {
			play->consent = event->consent_recorded->consent_id;
		}
		append(play->outcome.events, event_name(event));
	}
}

static void set_anyway(Convene__V1__Command *command)
{
	static Convene__V1__Disclose anyway;
	if (command->body_case == CONVENE__V1__COMMAND__BODY_DISCLOSE) {
		command->disclose->anyway = true;
	} else if (command->body_case == CONVENE__V1__COMMAND__BODY_MOVE_CASE) {
		command->move_case->anyway = true;
	} else if (command->body_case == CONVENE__V1__COMMAND__BODY_SHARE_CASE) {
		if (command->share_case->disclosure == NULL) {
			convene__v1__disclose__init(&anyway);
			command->share_case->disclosure = &anyway;
		}
		command->share_case->disclosure->anyway = true;
	}
}

const struct play_outcome *play_do(
    struct play *play, const char *who, const char *text, bool anyway)
{
	struct world *world = &play->world;
	struct play_outcome *outcome = &play->outcome;
	struct decision decision;
	struct request request = {
	    .participant_id = play_person(play, who), .wall_ms = world->wall_ms};
	char *json = expand(play, text);
	arena_reset(world->arena);
	Convene__V1__Command *command = world_json(world, &convene__v1__command__descriptor, json);
	free(json);
	world->commands++;
	memset(world->command_id, 0, sizeof world->command_id);
	memcpy(world->command_id, &world->commands, sizeof world->commands);
	command->id.data = world->command_id;
	command->id.len = sizeof world->command_id;
	if (anyway) {
		set_anyway(command);
	}
	decision_init(&decision, world->arena, ++world->decisions);
	exercise_decide(world->exercise, &request, command, &decision);
	memset(outcome, 0, sizeof *outcome);
	if (decision.refusal != NULL) {
		outcome->code = decision.refusal->code;
		snprintf(
		    outcome->message, sizeof outcome->message, "%s", decision.refusal->message);
		for (size_t i = 0; i < decision.refusal->n_warnings; i++) {
			append(outcome->warnings, decision.refusal->warnings[i]->rule);
		}
	}
	note(play, &decision);
	world_take(world, &decision);
	return outcome;
}

void play_line(struct play *play, const char *line)
{
	char who[64];
	size_t len = strcspn(line, " ");
	snprintf(who, sizeof who, "%.*s", (int)len, line);
	const struct play_outcome *outcome = play_do(play, who, line + len + 1, true);
	if (outcome->code != 0) {
		fail_msg("%s\n%s", line, outcome->message);
	}
}

bool play_has(const char *words, const char *word)
{
	size_t len = strlen(word);
	for (const char *at = words; (at = strstr(at, word)) != NULL; at += len) {
		if ((at == words || at[-1] == ' ') && (at[len] == '\0' || at[len] == ' ')) {
			return true;
		}
	}
	return false;
}

Convene__V1__ErrorCode play_ask(
    struct play *play, const char *who, const char *json, char *out, size_t size)
{
	struct world *world = &play->world;
	struct request request = {
	    .participant_id = play_person(play, who), .wall_ms = world->wall_ms};
	uint32_t after = 0;
	bool more = true;
	*out = '\0';
	while (more) {
		struct decision decision;
		struct answer answer;
		Convene__V1__Query query = CONVENE__V1__QUERY__INIT;
		arena_reset(world->arena);
		query.body_case = CONVENE__V1__QUERY__BODY_KNOWLEDGE;
		query.knowledge =
		    world_json(world, &convene__v1__knowledge_query__descriptor, json);
		query.knowledge->after = after;
		decision_init(&decision, world->arena, 1);
		exercise_answer(world->exercise, &request, &query, &decision, &answer);
		if (decision.refusal != NULL) {
			return decision.refusal->code;
		}
		assert_non_null(answer.knowledge);
		for (size_t i = 0; i < answer.knowledge->n_holdings; i++) {
			const Convene__V1__Holding *holding = answer.knowledge->holdings[i];
			size_t len = strlen(out);
			after++;
			snprintf(out + len, size - len,
			    "%" PRIu64 ":%s=%s>%s@%" PRId64 "#%" PRIu64 ";", holding->case_id,
			    holding->value->field, holding->value->value,
			    holding->holder->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID
			        ? holding->holder->team_id
			        : holding->holder->entity_id,
			    holding->since_ms / 60000, holding->since_seq);
			bool staff = strchr(who, '-') == NULL;
			assert_true(staff || *holding->person_id == '\0');
		}
		more = answer.knowledge->more;
	}
	return 0;
}

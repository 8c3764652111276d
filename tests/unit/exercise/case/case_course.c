#include "tests/unit/exercise/case/case_course.h"

#include <stdlib.h>
#include <string.h>

static void say(char outcome[OUTCOME_BYTES], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(char outcome[OUTCOME_BYTES], const char *format, ...)
{
	size_t len = strlen(outcome);
	va_list arguments;
	va_start(arguments, format);
	int written = vsnprintf(outcome + len, OUTCOME_BYTES - len, format, arguments);
	va_end(arguments);
	assert_true(written >= 0 && (size_t)written < OUTCOME_BYTES - len);
}

static void say_refusal(char outcome[OUTCOME_BYTES], const Convene__V1__Error *error)
{
	if (error->code == CONVENE__V1__ERROR_CODE__ERROR_CODE_WARNED) {
		say(outcome, "warned");
		assert_true(error->n_warnings > 0);
		for (size_t i = 0; i < error->n_warnings; i++) {
			say(outcome, " %s", error->warnings[i]->rule);
			assert_non_null(error->warnings[i]->text);
		}
		return;
	}
	const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(
	    &convene__v1__error_code__descriptor, (int)error->code);
	say(outcome, "refused %s", value->name + strlen("ERROR_CODE_"));
}

static void say_event(char outcome[OUTCOME_BYTES], const Convene__V1__Event *event)
{
	const char *between = *outcome != '\0' ? " " : "";
	if (event->body_case == CONVENE__V1__EVENT__BODY_CASE_MOVED) {
		say(outcome, "%s%s>%s", between, event->case_moved->from, event->case_moved->to);
	} else if (event->body_case == CONVENE__V1__EVENT__BODY_CASE_FLAGGED) {
		const Convene__V1__CaseFlagged *flagged = event->case_flagged;
		say(outcome, "%s%s(%s)", between, flagged->flag, flagged->rule);
	}
}

/* A copy with "@" replaced. */
static char *with_case(const char *json, uint64_t case_id)
{
	size_t size = strlen(json) * 21 + 1, len = 0;
	char *text = calloc(1, size);
	assert_non_null(text);
	for (; *json != '\0'; json++) {
		if (*json == '@') {
			len += (size_t)snprintf(
			    text + len, size - len, "%llu", (unsigned long long)case_id);
		} else {
			text[len++] = *json;
		}
	}
	return text;
}

void course_do(struct world *world, uint64_t participant_id, uint64_t case_id, const char *json,
    char outcome[OUTCOME_BYTES])
{
	struct request request = {.participant_id = participant_id, .wall_ms = world->wall_ms};
	struct decision decision;
	uint8_t id[COMMAND_ID_SIZE] = {0xca};
	char *text = with_case(json, case_id);
	arena_reset(world->arena);
	Convene__V1__Command *command = world_json(world, &convene__v1__command__descriptor, text);
	free(text);
	world->commands++;
	memcpy(id + 1, &world->commands, sizeof world->commands);
	command->id.data = id;
	command->id.len = sizeof id;
	decision_init(&decision, world->arena, 1);
	exercise_decide(world->exercise, &request, command, &decision);
	outcome[0] = '\0';
	if (decision.refusal != NULL) {
		say_refusal(outcome, decision.refusal);
	}
	uint64_t moved = 0;
	for (size_t i = 0; i < decision.count; i++) {
		const Convene__V1__Event *event = decision.drafts[i].event;
		moved =
		    event->body_case == CONVENE__V1__EVENT__BODY_CASE_MOVED ? event->seq : moved;
		if (moved != 0 && event->body_case == CONVENE__V1__EVENT__BODY_CASE_FLAGGED) {
			/* flags come after the step, and say so */
			assert_int_equal(event->case_flagged->by_seq, moved);
			assert_int_equal(event->case_flagged->case_id, case_id);
		}
		say_event(outcome, event);
	}
	world_take(world, &decision);
}

uint64_t course_open(struct world *world, uint64_t participant_id, bool child)
{
	Convene__V1__ErrorCode code = world_do(world, participant_id,
	    "{'open_case': {'reference': 'somebody', 'child': %s}}", child ? "true" : "false");
	if (code != 0) {
		fail_msg("no case was opened: %s", world->last.message);
	}
	return world->last.made;
}

bool course_has(const char *outcome, const char *word)
{
	size_t len = strlen(word);
	for (const char *at = strstr(outcome, word); at != NULL; at = strstr(at + 1, word)) {
		if ((at == outcome || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0')) {
			return true;
		}
	}
	return false;
}

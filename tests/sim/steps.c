#include "tests/sim/steps.h"

#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

/* The members of struct people, in their order. */
static const char *const people_names[] = {"organiser", "controller", "controller2", "simulator",
    "evaluator", "observer", "police", "police2", "ngo", "abroad"};

uint64_t steps_person(const struct small *small, const char *who)
{
	const uint64_t people[] = {small->people.organiser, small->people.controller,
	    small->people.controller2, small->people.simulator, small->people.evaluator,
	    small->people.observer, small->people.police, small->people.police2, small->people.ngo,
	    small->people.abroad};
	for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
		if (strcmp(people_names[i], who) == 0) {
			return people[i];
		}
	}
	fail_msg("there is no \"%s\"", who);
	return 0;
}

struct small *steps_world(const char *scenario_json, bool started)
{
	struct small *small = xcalloc(1, sizeof *small);
	struct world *world = &small->world;
	world_init(world, 1);
	world_create(world, scenario_json);
	small->people = (struct people){
	    .organiser = world_join(world, CONVENE__V1__ROLE__ROLE_ORGANISER, ""),
	    .controller = world_join(world, CONVENE__V1__ROLE__ROLE_CONTROLLER, ""),
	    .controller2 = world_join(world, CONVENE__V1__ROLE__ROLE_CONTROLLER, ""),
	    .simulator = world_join(world, CONVENE__V1__ROLE__ROLE_SIMULATOR, ""),
	    .evaluator = world_join(world, CONVENE__V1__ROLE__ROLE_EVALUATOR, ""),
	    .observer = world_join(world, CONVENE__V1__ROLE__ROLE_OBSERVER, ""),
	    .police = world_join(world, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-POL"),
	    .police2 = world_join(world, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-POL"),
	    .ngo = world_join(world, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO"),
	    .abroad = world_join(world, CONVENE__V1__ROLE__ROLE_PLAYER, "BR-POL"),
	};
	if (started) {
		assert_int_equal(
		    world_do(world, small->people.controller, "{'start_exercise': {}}"), 0);
	}
	return small;
}

/* The names of the events from `first` on, in the log. */
static void names_of(struct world *world, size_t first, char *out, size_t size)
{
	size_t len = 0;
	out[0] = '\0';
	for (size_t seq = first; seq <= world->count; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(
		    &convene__v1__event__descriptor, (unsigned)event->body_case);
		int written = snprintf(out + len, size - len, "%s%s", len > 0 ? " " : "",
		    field != NULL ? field->name : "?");
		assert_true(written > 0 && (size_t)written < size - len);
		len += (size_t)written;
	}
}

char *steps_fill(struct world *world, const char *text)
{
	size_t size = strlen(text) * 10 + 1, len = 0;
	char *filled = xcalloc(1, size);
	while (*text != '\0') {
		char *end = NULL;
		unsigned long seq = *text == '$' ? strtoul(text + 1, &end, 10) : 0;
		if (seq == 0) {
			filled[len++] = *text++;
			continue;
		}
		len += (size_t)snprintf(
		    filled + len, size - len, "%llu", (unsigned long long)world_id(world, seq));
		text = end;
	}
	return filled;
}

static void play(struct small *small, const struct step *step, size_t number)
{
	struct world *world = &small->world;
	size_t first = world->count + 1;
	char names[1024];
	char *command = steps_fill(world, step->command != NULL ? step->command : "");
	char *says = steps_fill(world, step->says != NULL ? step->says : "");
	const char *events = step->events != NULL ? step->events : "";
	if (step->wait_ms > 0) {
		world_wait(world, step->wait_ms);
	}
	if (step->who != NULL) {
		Convene__V1__ErrorCode code =
		    world_do(world, steps_person(small, step->who), "%s", command);
		if (code != step->code) {
			fail_msg("step %zu, %s: %d (%s) instead of %d", number, command, (int)code,
			    code != 0 ? world->last.message : "", (int)step->code);
		}
		if (strstr(world->last.message, says) == NULL) {
			fail_msg("step %zu, %s: \"%s\" does not say \"%s\"", number, command,
			    world->last.message, says);
		}
	}
	names_of(world, first, names, sizeof names);
	if (strcmp(names, events) != 0) {
		fail_msg(
		    "step %zu, %s: came \"%s\" instead of \"%s\"", number, command, names, events);
	}
	free(command);
	free(says);
}

void steps_play(struct small *small, const struct step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		play(small, &steps[i], i);
	}
}

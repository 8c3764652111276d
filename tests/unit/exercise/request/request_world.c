#include "tests/unit/exercise/request/request_world.h"

#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

const char request_scenario[] =
    "{'id': 'small', 'language': 'en', 'title': {'value': 'Small'},"
    " 'countries': [{'id': 'AL', 'accepted_instruments': ['info']},"
    "               {'id': 'BR', 'accepted_instruments': ['info']}, {'id': 'CR'}],"
    " 'teams': [{'id': 'AL-POL', 'country': 'AL', 'agency': 'police'},"
    "           {'id': 'AL-NGO', 'country': 'AL', 'agency': 'ngo'},"
    "           {'id': 'BR-POL', 'country': 'BR', 'agency': 'police'},"
    "           {'id': 'AL-PRO', 'country': 'AL', 'agency': 'prosecution'},"
    "           {'id': 'BR-PRO', 'country': 'BR', 'agency': 'prosecution'},"
    "           {'id': 'CR-POL', 'country': 'CR', 'agency': 'police'},"
    "           {'id': 'AL-ANY', 'country': 'AL'}],"
    " 'entities': [{'id': 'clinic', 'canned_replies': [{'id': 'closed', 'label': 'Closed',"
    "                'body': {'value': 'We are closed.'}, 'sets_milestones': ['asked']}]},"
    "              {'id': 'bank'}],"
    " 'milestones': [{'id': 'asked'}],"
    " 'flags': [{'id': 'CHANNEL'}, {'id': 'INSTRUMENT'}, {'id': 'INCOMPLETE'}, {'id': 'UNTOLD'}],"
    " 'engine_flags': {'wrong_channel': 'CHANNEL', 'wrong_instrument': 'INSTRUMENT',"
    "   'incomplete_request': 'INCOMPLETE', 'incomplete_notification': 'UNTOLD'},"
    " 'channel_rules': [{'id': 'secure', 'title': {'value': 'For the police.'},"
    "   'channel': 'secure_police', 'agencies': ['police']}],"
    " 'instruments': ["
    "  {'id': 'info', 'source': 'a norm', 'from_agencies': ['police'],"
    "   'to_agencies': ['police'], 'border': 'crossed', 'channels': ['secure_police', 'email'],"
    "   'needs_acceptance': true,"
    "   'fields': [{'id': 'facts'}, {'id': 'remarks', 'optional': true}],"
    "   'answer_fields': [{'id': 'contact'}, {'id': 'alternate', 'optional': true}],"
    "   'urgencies': ["
    "    {'id': 'normal', 'acknowledge_story_ms': 86400000, 'answer_story_ms': 604800000},"
    "    {'id': 'urgent', 'acknowledge_story_ms': 7200000, 'answer_story_ms': 28800000,"
    "     'remind_story_ms': 3600000},"
    "    {'id': 'tight', 'answer_story_ms': 3600000, 'remind_story_ms': 3600000},"
    "    {'id': 'measured'}]},"
    "  {'id': 'within', 'border': 'domestic', 'needs_case': true,"
    "   'urgencies': [{'id': 'any'}]},"
    "  {'id': 'notice', 'border': 'domestic', 'all_agencies': ['ngo', 'prosecution', 'police',"
    "   'unspecified'],"
    "   'urgencies': [{'id': 'any'}]},"
    "  {'id': 'plain', 'urgencies': [{'id': 'any'}]}]}";

char *request_fill(const struct request_course *course, const char *command)
{
	size_t size = strlen(command) * 12 + 1, len = 0;
	char *filled = xcalloc(1, size);
	for (const char *at = command; *at != '\0'; at++) {
		bool id = at[0] == '$';
		if ((id || at[0] == '#') && at[1] >= '1' && at[1] <= '9') {
			uint64_t seq = course->kept[*++at - '0'];
			bool next = at[1] == '+';
			at += next;
			seq += next;
			len += (size_t)snprintf(filled + len, size - len, "%llu",
			    (unsigned long long)(id && seq > 0
			                             ? world_id(&course->small->world, seq)
			                             : seq));
		} else {
			filled[len++] = *at;
		}
	}
	return filled;
}

void request_play(struct request_course *course, const struct request_step *given)
{
	struct step step = given->step;
	char *command = request_fill(course, step.command != NULL ? step.command : "");
	uint64_t first = course->small->world.count + 1;
	step.command = command;
	if (step.events == NULL) {
		step.events = "";
	}
	steps_play(course->small, &step, 1);
	free(command);
	if (given->keep != 0) {
		course->kept[given->keep] = first;
	}
}

int request_setup(void **state)
{
	struct request_course *course = xcalloc(1, sizeof *course);
	course->small = steps_world(request_scenario, true);
	*state = course;
	return 0;
}

int request_teardown(void **state)
{
	struct request_course *course = *state;
	void *small = course->small;
	free(course);
	return small_teardown(&small);
}

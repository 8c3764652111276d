#include "tests/unit/client/conduct_view.h"

#include "tests/support/marked_event.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void conduct_apply(struct view *view, const char *json)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct view_marked marked = marked_event(json, arena);
	struct convene_event given = {.kind = CONVENE_ENTRY};
	uint8_t bytes[65536];

	given.entry.mark = marked.mark;
	given.entry.event = marked.event;
	given.entry.event_bytes.data = bytes;
	given.entry.event_bytes.len = convene__v1__event__pack(marked.event, bytes);
	view_apply(view, &given);
	memset(bytes, 0xee, sizeof(bytes));
	arena_free(arena);
}

void conduct_apply_all(struct view *view, const char *const events[CONDUCT_EVENTS_MAX])
{
	for (size_t i = 0; i < CONDUCT_EVENTS_MAX && events[i] != NULL; i++) {
		char json[1024];
		int len = snprintf(json, sizeof(json), "%s", events[i]);

		assert_in_range(len, 0, sizeof(json) - 1);
		for (char *c = json; *c != '\0'; c++) {
			*c = *c == '\'' ? '"' : *c;
		}
		conduct_apply(view, json);
	}
}

struct view *conduct_welcome(Convene__V1__Role role, const char *team)
{
	struct view *view = view_new(NULL);
	Convene__V1__Welcome body = CONVENE__V1__WELCOME__INIT;
	struct convene_event event = {.kind = CONVENE_WELCOME};

	body.participant_id = 3;
	body.role = role;
	body.team_id = (char *)(uintptr_t)team;
	event.welcome = &body;
	view_apply(view, &event);
	conduct_apply(view,
	    "{\"mark\":1,\"exerciseCreated\":{\"exerciseId\":\"x\",\"story\":{\"start\":"
	    "\"2031-08-18T08:00\",\"factor\":24},\"teams\":[{\"id\":\"AL-NGO\"},{\"id\":"
	    "\"AL-LI\"},{\"id\":\"TO-POL\"}],\"entities\":[{\"id\":\"clinic\"}]}}");
	conduct_apply(view,
	    "{\"mark\":2,\"catalogueIssued\":{\"part\":{\"tracks\":[{\"id\":\"identification\","
	    "\"states\":[{\"id\":\"signal\"},{\"id\":\"screened\"},{\"id\":\"presumed\"}],"
	    "\"transitions\":[{\"id\":\"screen\",\"from\":[\"signal\"],\"to\":\"screened\","
	    "\"guards\":[{\"id\":\"seen-alone\",\"title\":{\"value\":\"The person is seen "
	    "alone.\"},\"confirmed\":true}]},{\"id\":\"presume\",\"from\":[\"screened\"],\"to\":"
	    "\"presumed\"},{\"id\":\"interview\"}]},{\"id\":\"child\",\"states\":[{\"id\":"
	    "\"none\"},{\"id\":\"presumed-child\",\"child\":true}],\"transitions\":[{\"id\":"
	    "\"presume-child\",\"to\":\"presumed-child\"}]}],\"fields\":[{\"id\":\"name\"},{\"id\":"
	    "\"phone\"}],\"forms\":[{\"id\":\"screening\",\"groups\":[{\"id\":\"g\",\"items\":["
	    "{\"id\":\"papers-held\",\"elements\":[\"ELEMENT_MEANS\"]},{\"id\":\"debt\"}]}]}],"
	    "\"instruments\":[{\"id\":\"mla\",\"title\":{\"value\":\"Mutual legal "
	    "assistance\"}}]}}}");
	return view;
}

struct view *conduct_player(void)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO");

	conduct_apply(view,
	    "{\"mark\":3,\"caseOpened\":{\"caseId\":\"3\",\"reference\":\"W1\",\"teamId\":"
	    "\"AL-NGO\",\"participantId\":\"3\"}}");
	return view;
}

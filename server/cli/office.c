/* What the subcommands for exercises have in common: the place, whom to ask, and complaints said in
 * one way. What somebody is told to type names the place as they named it, quoted for a shell, so
 * that it can be typed. */
#include "server/cli/office.h"

#include "proto/buf.h"
#include "server/cli/complain.h"
#include "server/cli/config.h"
#include "server/cli/offline.h"

#include <string.h>

/* Enough for all that can be invited to an exercise, and a letter's path for each. */
#define BUDGET (64u * 1024u * 1024u)

/* Quoted where a shell would take it for something else. */
static void append_option(struct buf *out, const char *name, const char *value)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	                            "_./-";
	if (value == NULL) {
		return;
	}
	bool quoted = value[0] == '\0' || value[strspn(value, plain)] != '\0';
	buf_printf(out, " --%s %s", name, quoted ? "'" : "");
	for (const char *at = value; *at != '\0'; at++) {
		if (*at == '\'') {
			buf_append_text(out, "'\\'");
		}
		buf_append_byte(out, (uint8_t)*at);
	}
	buf_append_text(out, quoted ? "'" : "");
}

char *place_text(const struct place *place)
{
	struct buf text = {0};
	append_option(&text, "config", place->config);
	append_option(&text, "data", place->data);
	return buf_take_text(&text);
}

bool office_open(struct office *office, const struct place *place)
{
	office->arena = arena_new(BUDGET);
	office->config = config_read(place->config, place->data, office->arena);
	return office->config != NULL && config_has_data_folder(office->config);
}

void office_close(struct office *office)
{
	arena_free(office->arena);
}

const Convene__V1__AdminReply *office_ask(
    const struct office *office, const Convene__V1__AdminRequest *request)
{
	const Convene__V1__AdminReply *reply;
	struct err err = {0};
	if (offline_or_ask(office->config, request, office->arena, &reply, &err) != 0) {
		complain("%s", err.text);
		return NULL;
	}
	if (reply->error != NULL) {
		complain("%s", reply->error->message);
		return NULL;
	}
	return reply;
}

const Convene__V1__AdminReply *office_exercises(const struct office *office)
{
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__ListExercises list = CONVENE__V1__LIST_EXERCISES__INIT;
	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_LIST_EXERCISES;
	request.list_exercises = &list;
	return office_ask(office, &request);
}

const Convene__V1__AdminReply *office_invites(const struct office *office, const char *exercise_id)
{
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__ListInvites list = CONVENE__V1__LIST_INVITES__INIT;
	list.exercise_id = (char *)(uintptr_t)exercise_id;
	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_LIST_INVITES;
	request.list_invites = &list;
	return office_ask(office, &request);
}

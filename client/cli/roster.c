/* `convene roster`: who takes part, who is here; invitations. */
#include "client/cli/cli.h"

#include "client/cli/act.h"
#include "client/cli/output.h"
#include "client/cli/roster.h"
#include "client/cli/timeline.h"
#include "client/cli/wrap.h"
#include "proto/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct roster_options {
	struct session_options connection;
	const char *role, *team, *person;
	bool remove;
};

static void person_line(struct buf *out, const struct view *view, const struct view_person *person)
{
	char name[32];

	buf_printf(out, "  %s %-6" PRIu64 " %-10s ", person->connected ? "*" : " ", person->id,
	    timeline_role(person->role));
	wrap_append_line(out, view_name(view, person->id, name));
	if (person->removed)
		buf_append_text(out, " (removed)");
	buf_append_byte(out, '\n');
}

static void group(struct buf *out, const struct view *view, const char *team_id, const char *title)
{
	bool any = false;

	for (size_t i = 0; i < view->person_count; i++) {
		const struct view_person *person = &view->people[i];

		if (person->role == CONVENE__V1__ROLE__ROLE_UNSPECIFIED ||
		    strcmp(person->team_id, team_id) != 0)
			continue;
		if (!any) {
			wrap_append_line(out, title);
			buf_append_byte(out, '\n');
		}
		any = true;
		person_line(out, view, person);
	}
}

void roster_print(struct buf *out, const struct view *view)
{
	group(out, view, "", "Staff and observers");
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_teams; i++) {
		const Convene__V1__TeamCard *team = view->exercise->teams[i];
		struct buf title = {0};

		buf_printf(&title, "%s  %s", team->id, view_text(view, team->name));
		buf_append_byte(&title, '\0');
		group(out, view, team->id, (const char *)title.data);
		buf_deinit(&title);
	}
	buf_append_text(out, "(* connected)\n");
}

static void print_json(struct buf *out, const struct view *view)
{
	for (size_t i = 0; i < view->person_count; i++) {
		const struct view_person *person = &view->people[i];

		if (person->role == CONVENE__V1__ROLE__ROLE_UNSPECIFIED)
			continue;
		buf_printf(out,
		    "{\"participantId\":\"%" PRIu64 "\",\"role\":\"%s\",\"teamId\":", person->id,
		    timeline_role(person->role));
		output_json_text(out, person->team_id);
		buf_append_text(out, ",\"name\":");
		output_json_text(out, person->name != NULL ? person->name : "");
		buf_printf(out, ",\"connected\":%s,\"removed\":%s}\n",
		    person->connected ? "true" : "false", person->removed ? "true" : "false");
	}
}

static bool presence_known(void *context)
{
	const struct session *session = context;

	return session->ended ||
	       (session->caught_up && session->view->presence_known && session->view->people_known);
}

static int show(struct session *session, const struct roster_options *options)
{
	struct buf out = {0};
	int status = session_catch_up(session);

	if (status != CLI_OK)
		return status;
	/* names and presence come beside the log; an observer may never get any */
	driver_wait(session->driver, presence_known, session, 2000);
	if (options->connection.json)
		print_json(&out, session->view);
	else
		roster_print(&out, session->view);
	output_flush(&out);
	buf_deinit(&out);
	return CLI_OK;
}

/* invite, revoke ID, remove ID; -1 or an exit code. */
static int build(const struct command *command, const struct operands *operands,
    const struct roster_options *options, struct act *act)
{
	const char *verb = operands->values[0];
	uint64_t id = 0;
	char why[160];

	if (strcmp(verb, "invite") == 0 && operands->count == 1) {
		if (options->role == NULL)
			return options_usage(command, "invite wants --role");
		if (!act_invite(
		        act, options->role, options->team, options->person, why, sizeof(why)))
			return options_usage(command, "%s", why);
		return -1;
	}
	if (operands->count != 2 || !options_number(operands->values[1], &id))
		return options_usage(command, "revoke and remove want one number, invite none");
	if (strcmp(verb, "revoke") == 0)
		act_revoke(act, id, options->remove);
	else if (strcmp(verb, "remove") == 0)
		act_remove(act, id);
	else
		return options_usage(command, "the roster knows show, invite, revoke and remove");
	return -1;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct roster_options roster = {.role = NULL};
	struct session session = {.driver = NULL};
	struct operands operands;
	struct act act;
	const struct option options[] = {SESSION_OPTIONS(&roster.connection),
	    {"role", "ROLE", OPTION_TEXT, &roster.role, "with invite: player, controller, ..."},
	    {"team", "TEAM", OPTION_TEXT, &roster.team, "with invite: the player's team"},
	    {"person", "NAME", OPTION_TEXT, &roster.person,
	        "with invite: the code is this person's own"},
	    {"remove", NULL, OPTION_FLAG, &roster.remove,
	        "with revoke: remove those who joined with it, too"},
	    SESSION_JSON(&roster.connection), {.name = NULL}};
	bool plain;
	int status = options_parse(command, options, argc, argv, &operands);

	if (status >= 0)
		return status;
	plain = operands.count == 0 || strcmp(operands.values[0], "show") == 0;
	if (!plain) {
		status = build(command, &operands, &roster, &act);
		if (status >= 0)
			return status;
	}
	status = session_open(
	    &session, &roster.connection, plain ? SESSION_WITH_EVENTS : SESSION_WITHOUT_EVENTS);
	if (status != CLI_OK)
		return status;
	status = plain ? show(&session, &roster)
	               : output_command(&session, &act.command, &roster.connection, act.done);
	session_close(&session);
	return status;
}

const struct command roster_command = {.name = "roster",
    .operands = "[show | invite | revoke INVITE | remove PARTICIPANT]",
    .summary = "show who takes part; invite, revoke and remove people",
    .help = "Without an operand, or with show: everybody that you may know of, by team, with a\n"
            "star for those who are connected. invite makes a join code and prints it once;\n"
            "revoke ends a code, remove ends a person's access at once.",
    .examples = "  convene roster\n"
                "  convene roster invite --role player --team AL-NGO\n"
                "  convene roster invite --role evaluator --person \"Anna Ruiz\"\n"
                "  convene roster revoke 17 --remove",
    .run = run};

/* `convene roster`: who takes part, who is here; invitations. */
#include "client/cli/show/roster.h"
#include "client/cli/act/act.h"
#include "client/cli/session/output.h"
#include "client/cli/text/choices.h"
#include "client/lib/driver.h"
#include "proto/json.h"
#include "proto/reflect.h"
#include "proto/roles.h"

#include <string.h>

struct roster_options {
	struct session_options connection;
	const char *role, *team, *person;
	bool remove;
};

static void invites_json(struct buf *out, const struct view *view)
{
	for (size_t i = 0; i < view->invite_count; i++) {
		const struct view_invite *invite = &view->invites[i];
		buf_append_byte(out, '{');
		json_member_unsigned(out, "inviteId", invite->id);
		json_member_text(out, "role", REFLECT_WORD(role, invite->role));
		json_member_text(out, "teamId", invite->team_id);
		json_member_bool(out, "personal", invite->personal);
		json_member_bool(out, "revoked", invite->revoked);
		json_member_unsigned(out, "joined", invite->joined);
		buf_append_text(out, "}\n");
	}
}

static void print_json(struct buf *out, const struct view *view)
{
	for (size_t i = 0; i < view->person_count; i++) {
		const struct view_person *person = &view->people[i];
		if (person->role == CONVENE__V1__ROLE__ROLE_UNSPECIFIED) {
			continue;
		}
		buf_append_byte(out, '{');
		json_member_unsigned(out, "participantId", person->id);
		json_member_text(out, "role", REFLECT_WORD(role, person->role));
		json_member_text(out, "teamId", person->team_id);
		json_member_text(out, "name", person->name != NULL ? person->name : "");
		json_member_bool(out, "connected", person->connected);
		json_member_bool(out, "removed", person->removed);
		buf_append_text(out, "}\n");
	}
}

static bool presence_known(void *context)
{
	const struct session *session = context;
	return session->ended ||
	       (session->caught_up && session->view->presence_known && session->view->people_known);
}

/* Of invites nobody else is told, so that there would be none to show. */
static int show_invites(struct session *session, const struct roster_options *options)
{
	struct buf out = {0};
	if ((ROLE_BIT(session->view->role) & (ORGANISERS | CONTROLLERS)) == 0) {
		cli_complain("invites are for organisers and controllers");
		return CLI_DENIED;
	}
	(options->connection.json ? invites_json : roster_invites)(&out, session->view);
	output_end(&out);
	return CLI_OK;
}

static void show(struct session *session, const struct roster_options *options)
{
	struct buf out = {0};
	/* names and presence come beside the log; an observer may never get any */
	driver_wait(session->driver, presence_known, session, 2000);
	if (options->connection.json) {
		print_json(&out, session->view);
	} else {
		roster_print(&out, session->view, output_style().width);
	}
	output_end(&out);
}

/* Carries it out, and says what it does not do. */
static int carry_out(struct session *session, struct act *act, const struct roster_options *options)
{
	struct buf out = {0};
	int status = output_command(session, &act->command, &options->connection, act->done);
	if (status != CLI_OK || options->connection.json ||
	    act->command.body_case != CONVENE__V1__COMMAND__BODY_REMOVE_PARTICIPANT) {
		return status;
	}
	roster_warn(&out, session->view, act->remove.participant_id);
	output_end(&out);
	return status;
}

/* What there is, and how many words stand behind it. */
static const struct {
	const char *name;
	int count;
} verbs[] = {
    {"show", 0}, {"invites", 0}, {"invite", 0}, {"rotate", 1}, {"revoke", 1}, {"remove", 1}};

#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

/* `*id`: the number behind it. -1: go on. */
static int check_verb(
    const struct command *command, const char *verb, const struct operands *operands, uint64_t *id)
{
	struct choices choices;
	size_t i = 0;
	int status = -1, count = operands->count - 1;
	choices_init(&choices, verb);
	for (; i < VERBS && strcmp(verbs[i].name, verb) != 0; i++) {
		choices_offer(&choices, verbs[i].name);
	}
	if (i == VERBS) {
		status = options_usage(command, "there is no \"roster %s\"%s", verb,
		    choices_end(&choices, "; there are: "));
	} else if (verbs[i].count == 0 && count > 0) {
		status = options_usage(command, "%s stands alone", verb);
	} else if (verbs[i].count == 1 &&
	           (count != 1 || !options_number(operands->values[1], id))) {
		status = options_usage(command, "%s wants one number", verb);
	}
	choices_deinit(&choices);
	return status;
}

/* -1 or an exit code. */
static int build(const struct command *command, const char *verb, uint64_t id,
    const struct roster_options *options, struct act *act)
{
	char why[160];
	if (strcmp(verb, "revoke") == 0) {
		act_revoke(act, id, options->remove);
	} else if (strcmp(verb, "rotate") == 0) {
		act_rotate(act, id);
	} else if (strcmp(verb, "remove") == 0) {
		act_remove(act, id);
	} else if (options->role == NULL) {
		return options_usage(command, "invite wants --role");
	} else if (!act_invite(
	               act, options->role, options->team, options->person, why, sizeof(why))) {
		return options_usage(command, "%s", why);
	}
	return -1;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct roster_options roster = {.role = NULL};
	struct session session = {.driver = NULL};
	struct operands operands;
	const struct option options[] = {SESSION_OPTIONS(&roster.connection),
	    {"role", "ROLE", OPTION_TEXT, &roster.role, "invite", "player, controller, ..."},
	    {"team", "TEAM", OPTION_TEXT, &roster.team, "invite", "the player's team"},
	    {"person", "NAME", OPTION_TEXT, &roster.person, "invite",
	        "the code is this person's own"},
	    {"remove", NULL, OPTION_FLAG, &roster.remove, "revoke",
	        "remove those who joined with it, too"},
	    SESSION_JSON(&roster.connection), {.name = NULL}};
	int status = options_parse(command, options, argc, argv, &operands);
	if (status >= 0) {
		return status;
	}
	const char *verb = operands.count > 0 ? operands.values[0] : "show";
	char why[200];
	uint64_t id = 0;
	status = check_verb(command, verb, &operands, &id);
	if (status >= 0) {
		return status;
	}
	if (!options_fit(options, verb, why, sizeof(why))) {
		return options_usage(command, "%s", why);
	}
	bool plain = strcmp(verb, "show") == 0, invites = strcmp(verb, "invites") == 0;
	struct act act;
	if (!plain && !invites) {
		status = build(command, verb, id, &roster, &act);
		if (status >= 0) {
			return status;
		}
	}
	status = session_open(&session, &roster.connection, SESSION_CAUGHT_UP);
	if (status != CLI_OK) {
		return status;
	}
	if (plain) {
		show(&session, &roster);
	} else if (invites) {
		status = show_invites(&session, &roster);
	} else {
		status = carry_out(&session, &act, &roster);
	}
	session_close(&session);
	return status;
}

const struct command roster_command = {.name = "roster",
    .operands = "[show | invites | invite | rotate INVITE | revoke INVITE |\n"
                "                      remove PARTICIPANT]",
    .summary = "show who takes part; invite, revoke and remove people",
    .help = "Without an operand, or with show: everybody that you may know of, by team, with a\n"
            "star for those who are connected. invite makes a join link and prints it once;\n"
            "invites lists them with their numbers; rotate makes a new link in the place of one,\n"
            "revoke ends one, remove ends a person's access at once (not that of the link).",
    .examples = "  convene roster\n"
                "  convene roster invite --role player --team AL-NGO\n"
                "  convene roster invite --role evaluator --person \"Anna Ruiz\"\n"
                "  convene roster invites\n"
                "  convene roster rotate 17\n"
                "  convene roster revoke 17 --remove",
    .run = run};

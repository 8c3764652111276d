/* `convened invite`: join codes of an exercise: made, listed, rotated, revoked. */
#include "proto/alike.h"
#include "proto/reflect.h"
#include "proto/roles.h"
#include "server/base/random.h"
#include "server/cli/commands.h"
#include "server/cli/complain.h"
#include "server/cli/links.h"
#include "server/cli/office.h"
#include "server/cli/options.h"
#include "server/cli/people/invite_people.h"
#include "server/cli/people/roll.h"
#include "server/exercise/exercise.h"

#include <inttypes.h>

struct asked {
	const char *exercise_id;
	const char *role, *team, *person, *rotate, *revoke, *remove_participant, *address;
	struct invite_people_options people;
	bool list, remove, json;
};

static int explain(const char *text)
{
	complain("%s", text);
	return EXIT_FAILED;
}

/* The exercise knows nothing of where its numbers can be read here. */
static int explain_refusal(const struct asked *asked, const Convene__V1__Error *error)
{
	bool missing = error->code == CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND;
	if (missing && asked->remove_participant != NULL) {
		complain("%s; the participantId of each is in --list --json", error->message);
	} else if (missing && (asked->rotate != NULL || asked->revoke != NULL)) {
		complain("%s; --list shows those there are", error->message);
	} else {
		return explain(error->message);
	}
	return EXIT_FAILED;
}

static int show_link(
    const struct asked *asked, const struct office *office, const Convene__V1__AdminReply *reply)
{
	struct link_base base;
	struct err err = {0};
	struct buf link = {0};
	if (link_base_find(office->config, reply, asked->address, &base, &err) != 0) {
		return explain(err.text);
	}
	link_append(&link, &base, asked->exercise_id, reply->result->join_code);
	say(stdout, "%.*s\n", (int)link.len, (const char *)link.data);
	fflush(stdout);
	link_base_explain(office->config, asked->address);
	buf_deinit(&link);
	link_base_deinit(&base);
	return EXIT_DONE;
}

/* Fills the command in from the options. False, having said so, when they do not fit together. */
static bool fill_command(const struct asked *asked, Convene__V1__Command *command,
    Convene__V1__IssueInvite *issue, Convene__V1__RevokeInvite *revoke,
    Convene__V1__RemoveParticipant *remove)
{
	static const char invite[] = "an invite's number, as --list shows them",
	                  person[] = "a person's number, the participantId of --list --json";
	if (asked->revoke != NULL) {
		if (!options_thing("revoke", asked->revoke, invite, &revoke->invite_id)) {
			return false;
		}
		revoke->remove_participants = asked->remove;
		command->body_case = CONVENE__V1__COMMAND__BODY_REVOKE_INVITE;
		command->revoke_invite = revoke;
		return true;
	}
	if (asked->remove_participant != NULL) {
		if (!options_thing("remove-participant", asked->remove_participant, person,
		        &remove->participant_id)) {
			return false;
		}
		command->body_case = CONVENE__V1__COMMAND__BODY_REMOVE_PARTICIPANT;
		command->remove_participant = remove;
		return true;
	}
	if (asked->rotate != NULL) {
		if (!options_thing("rotate", asked->rotate, invite, &issue->replaces_invite_id)) {
			return false;
		}
	} else {
		issue->role = role_from_name(asked->role);
	}
	if (asked->team != NULL) {
		issue->team_id = (char *)(uintptr_t)asked->team;
	}
	if (asked->person != NULL) {
		issue->person_name = (char *)(uintptr_t)asked->person;
	}
	command->body_case = CONVENE__V1__COMMAND__BODY_ISSUE_INVITE;
	command->issue_invite = issue;
	return true;
}

/* False, having said so, when a role is given that is none, or lacks what belongs to it. */
static bool is_role(const struct asked *asked)
{
	Convene__V1__Role role =
	    asked->role != NULL ? role_from_name(asked->role) : CONVENE__V1__ROLE__ROLE_OBSERVER;
	char roles[80];
	if (role == CONVENE__V1__ROLE__ROLE_UNSPECIFIED) {
		complain("--role takes %s",
		    reflect_choices(&convene__v1__role__descriptor, roles, sizeof(roles)));
	} else if (role == CONVENE__V1__ROLE__ROLE_PLAYER && asked->team == NULL) {
		complain("a player belongs to a team: --team, with one of the ids that --list "
		         "shows");
	} else {
		return true;
	}
	return false;
}

/* False, having said so, when several things are asked for at once. */
static bool is_one_action(const struct asked *asked)
{
	const struct invite_people_options *people = &asked->people;
	int actions = asked->list + (people->from != NULL) + (asked->role != NULL) +
	              (asked->rotate != NULL) + (asked->revoke != NULL) +
	              (asked->remove_participant != NULL);
	if (actions > 1) {
		complain("--from, --role, --list, --rotate, --revoke and "
		         "--remove-participant are one at "
		         "a time");
	} else if (actions == 0) {
		complain("say what to do: --from, --role, --list, --rotate, --revoke or "
		         "--remove-participant");
	} else if ((people->output != NULL || people->mail != NULL) && people->from == NULL) {
		complain("-o and --mail go with --from");
	} else if ((people->template_path != NULL || people->when != NULL) &&
	           people->mail == NULL) {
		complain("--template and --when go with --mail");
	} else if (asked->json && !asked->list) {
		complain("--json goes with --list");
	} else if (asked->remove && asked->revoke == NULL) {
		complain("--remove goes with --revoke");
	} else if ((asked->team != NULL || asked->person != NULL) && asked->role == NULL &&
	           asked->rotate == NULL) {
		complain("--team and --person go with --role or --rotate");
	} else {
		return is_role(asked);
	}
	return false;
}

static int list(const struct asked *asked, const struct office *office)
{
	const Convene__V1__AdminReply *reply = office_invites(office, asked->exercise_id);
	if (reply == NULL) {
		return EXIT_FAILED;
	}
	(asked->json ? roll_json : roll_print)(stdout, reply);
	return EXIT_DONE;
}

static int invite(const struct asked *asked, const struct office *office)
{
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__AdministerInvite administer = CONVENE__V1__ADMINISTER_INVITE__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__IssueInvite issue = CONVENE__V1__ISSUE_INVITE__INIT;
	Convene__V1__RevokeInvite revoke = CONVENE__V1__REVOKE_INVITE__INIT;
	Convene__V1__RemoveParticipant remove = CONVENE__V1__REMOVE_PARTICIPANT__INIT;
	if (!fill_command(asked, &command, &issue, &revoke, &remove)) {
		return EXIT_USAGE;
	}
	uint8_t id[COMMAND_ID_SIZE];
	random_bytes(id, sizeof(id));
	command.id.data = id;
	command.id.len = sizeof(id);
	administer.exercise_id = (char *)(uintptr_t)asked->exercise_id;
	administer.command = &command;
	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_ADMINISTER_INVITE;
	request.administer_invite = &administer;
	const Convene__V1__AdminReply *reply = office_ask(office, &request);
	if (reply == NULL) {
		return EXIT_FAILED;
	}
	if (reply->result == NULL) {
		return explain("the server's answer says nothing of the invite; are both of the "
		               "same version?");
	}
	if (reply->result->error != NULL) {
		return explain_refusal(asked, reply->result->error);
	}
	if (reply->result->join_code[0] != '\0') {
		return show_link(asked, office, reply);
	}
	say(stdout, "done\n");
	return EXIT_DONE;
}

/* Two links under one name are two people whom nobody can tell apart. False, having said so; also
 * when the list cannot be had, as then a second link for somebody would go unnoticed. */
static bool is_new_person(const struct asked *asked, const struct office *office)
{
	if (asked->role == NULL || asked->person == NULL || asked->person[0] == '\0') {
		return true;
	}
	const Convene__V1__AdminReply *reply = office_invites(office, asked->exercise_id);
	const char *key = alike_key(office->arena, asked->person);
	for (size_t i = 0; reply != NULL && i < reply->n_invites; i++) {
		const Convene__V1__InviteSummary *invite = reply->invites[i];
		if (invite->revoked ||
		    strcmp(alike_key(office->arena, invite->person_name), key) != 0) {
			continue;
		}
		complain("\"%s\" is invited already, as %s%s%s (invite %" PRIu64
		         "); --rotate %" PRIu64 " makes a "
		         "new link instead. Somebody else needs another name",
		    invite->person_name, role_name(invite->role), invite->team_id[0] ? " of " : "",
		    invite->team_id, invite->invite_id, invite->invite_id);
		return false;
	}
	return reply != NULL;
}

/* Most data folders have one exercise, and it need not be named; NULL: it has to be, which was
 * said.
 */
static const char *only_exercise(const struct office *office)
{
	const Convene__V1__AdminReply *reply = office_exercises(office);
	if (reply == NULL) {
		return NULL;
	}
	if (reply->n_exercises == 1) {
		return reply->exercises[0]->exercise_id;
	}
	if (reply->n_exercises == 0) {
		complain("there are no exercises; make one with `convened create SCENARIO`");
	} else {
		complain("there are %zu exercises; say last which one, as `convened list` names it",
		    reply->n_exercises);
	}
	return NULL;
}

static int invite_with(struct asked *asked, const struct office *office)
{
	if (asked->exercise_id == NULL) {
		asked->exercise_id = only_exercise(office);
	}
	if (asked->exercise_id == NULL || !is_new_person(asked, office)) {
		return EXIT_FAILED;
	}
	asked->people.exercise_id = asked->exercise_id;
	asked->people.address = asked->address;
	if (asked->people.from != NULL) {
		return invite_people(&asked->people, office);
	}
	return asked->list ? list(asked, office) : invite(asked, office);
}

static const char invite_help[] =
    "Makes join links, for a group or for persons, or lists, rotates and revokes\n"
    "invites. With or without a running server. Where there is one exercise only, it\n"
    "need not be named. A link is a secret: it is known when it is made, and kept as\n"
    "a hash only.\n\n"
    "The list of --from is comma-separated values (or ; or tabs) in UTF-8. Its first\n"
    "line names the columns: name, role, and team; email and language may be there,\n"
    "others are not used.\n"
    "    name,role,team,email\n"
    "    Ana Lindqvist,player,AL-NGO,ana@opengate.example\n"
    "    Lena Kort,controller,,lena@centre.example\n"
    "All mistakes are listed before anybody is invited; all are invited, or nobody.\n"
    "Who has a link already is left out and named, so that a longer list can be\n"
    "given again. Without -o and --mail the list with the links is shown.\n\n"
    "A letter of --template may have {{name}}, {{role}}, {{team}}, {{team_name}},\n"
    "{{part}}, {{link}}, {{exercise}}, {{organisation}}, {{by}}, {{when}},\n"
    "{{duration}} and {{content_note}}. Beside mail.txt, mail.fr.txt is for those\n"
    "with language fr.";

int command_invite(int argc, char **argv)
{
	struct asked asked = {0};
	const struct option_row rows[] = {
	    PLACE_OPTIONS(&asked.people.place),
	    {"from", "FILE", "a link for each person of a list (above)", &asked.people.from, NULL},
	    {"o", "FILE", "with --from: the list with the links, a new file", &asked.people.output,
	        NULL},
	    {"mail", "FOLDER", "with --from: a letter with the link for each, in a new folder",
	        &asked.people.mail, NULL},
	    {"template", "FILE", "with --mail: your own letter (above)",
	        &asked.people.template_path, NULL},
	    {"when", "TEXT", "with --mail: when the exercise is, in words", &asked.people.when,
	        NULL},
	    {"role", "ROLE", "make a code for this role", &asked.role, NULL},
	    {"team", "TEAM", "the player's team", &asked.team, NULL},
	    {"person", "NAME", "the code is this person's own", &asked.person, NULL},
	    {"list", NULL, "the invites: who has come, who is missing", NULL, &asked.list},
	    {"json", NULL, "with --list: one JSON object a line", NULL, &asked.json},
	    {"rotate", "INVITE", "revoke an invite, make a new code instead", &asked.rotate, NULL},
	    {"revoke", "INVITE", "nobody can join with this invite any more", &asked.revoke, NULL},
	    {"remove", NULL, "with --revoke: remove those who joined, too", NULL, &asked.remove},
	    {"remove-participant", "ID", "end one person's access (--list --json has the id)",
	        &asked.remove_participant, NULL},
	    {"address", "HOST[:PORT]", "what the join link names", &asked.address, NULL},
	    {0},
	};
	const struct usage usage = {
	    "convened invite [OPTION]... [EXERCISE]", invite_help, rows, 0, 1};
	struct office office;
	char **arguments;
	size_t count;
	int status = options_parse(argc, argv, &usage, &arguments, &count);
	if (status < 0 && !is_one_action(&asked)) {
		status = EXIT_USAGE;
	}
	if (status < 0) {
		asked.exercise_id = count > 0 ? arguments[0] : NULL;
		status = office_open(&office, &asked.people.place) ? invite_with(&asked, &office)
		                                                   : EXIT_FAILED;
		office_close(&office);
	}
	return status;
}

#include "server/cli/people/roll.h"

#include "proto/json.h"
#include "proto/printable.h"
#include "proto/say.h"
#include "server/cli/links.h"

#include <string.h>

/* Columns of the last one on a line of 100. */
#define LAST_COLUMNS 46

static size_t count_connected(const Convene__V1__InviteSummary *invite)
{
	size_t count = 0;

	for (size_t i = 0; i < invite->n_joined; i++)
		count += invite->joined[i]->connected ? 1 : 0;
	return count;
}

static size_t count_there(const Convene__V1__InviteSummary *invite)
{
	size_t count = 0;

	for (size_t i = 0; i < invite->n_joined; i++)
		count += invite->joined[i]->removed ? 0 : 1;
	return count;
}

static void print_line(FILE *out, const char *text, size_t columns)
{
	struct buf line = {0};

	printable_line_cut(&line, text, strlen(text), columns);
	say(out, "%.*s", (int)line.len, line.len > 0 ? (const char *)line.data : "");
	buf_deinit(&line);
}

/* Who came with it; a person's own invite has said so already, unless another name came. */
static void print_joined(FILE *out, const Convene__V1__InviteSummary *invite)
{
	if (invite->n_joined == 0 || invite->person_name[0] != '\0')
		return;
	say(out, "%45s", "");
	for (size_t i = 0; i < invite->n_joined; i++) {
		const Convene__V1__InvitePerson *person = invite->joined[i];

		say(out, "%s", i > 0 ? ", " : "");
		print_line(out, person->name, LAST_COLUMNS);
		say(out, "%s", person->removed ? " (removed)" : person->connected ? " (here)" : "");
	}
	say(out, "\n");
}

static void print_invite(FILE *out, const Convene__V1__InviteSummary *invite)
{
	const char *last = invite->person_name[0] != '\0' ? invite->person_name : invite->team_name;

	say(out, "%-7llu %-11s %-9s %-8s %5zu %3zu  ", (unsigned long long)invite->invite_id,
	    role_name(invite->role), invite->team_id[0] ? invite->team_id : "-",
	    invite->revoked ? "revoked" : "valid", count_there(invite), count_connected(invite));
	print_line(out, last, LAST_COLUMNS);
	say(out, "\n");
	print_joined(out, invite);
}

/* Somebody who was invited by name and has not come. */
static bool is_missing(const Convene__V1__InviteSummary *invite)
{
	return !invite->revoked && invite->person_name[0] != '\0' && invite->n_joined == 0;
}

static void print_missing(FILE *out, const Convene__V1__AdminReply *reply)
{
	size_t named = 0, missing = 0;

	for (size_t i = 0; i < reply->n_invites; i++) {
		const Convene__V1__InviteSummary *invite = reply->invites[i];

		named += !invite->revoked && invite->person_name[0] != '\0';
		missing += is_missing(invite);
	}
	if (missing == 0) {
		if (named > 0)
			say(out, "\nAll %zu who were invited by name have come.\n", named);
		return;
	}
	say(out, "\nNot come yet, %zu of %zu who were invited by name: ", missing, named);
	for (size_t i = 0, told = 0; i < reply->n_invites; i++) {
		const Convene__V1__InviteSummary *invite = reply->invites[i];

		if (!is_missing(invite))
			continue;
		say(out, "%s", told++ > 0 ? ", " : "");
		print_line(out, invite->person_name, LAST_COLUMNS);
		if (invite->team_id[0] != '\0')
			say(out, " (%s)", invite->team_id);
	}
	say(out, "\n");
}

static bool has_player(const Convene__V1__AdminReply *reply, const char *team_id)
{
	for (size_t i = 0; i < reply->n_invites; i++) {
		if (strcmp(reply->invites[i]->team_id, team_id) == 0 &&
		    count_there(reply->invites[i]) > 0)
			return true;
	}
	return false;
}

static void print_empty_teams(FILE *out, const Convene__V1__AdminReply *reply)
{
	size_t told = 0;

	for (size_t i = 0; reply->exercise != NULL && i < reply->exercise->n_teams; i++) {
		const Convene__V1__TeamCard *team = reply->exercise->teams[i];

		if (!has_player(reply, team->id))
			say(out, "%s%s",
			    told++ > 0 ? ", " : "\nTeams that nobody has joined yet: ", team->id);
	}
	if (told > 0)
		say(out, ". Until somebody does, the SimCell answers in their names.\n");
}

void roll_print(FILE *out, const Convene__V1__AdminReply *reply)
{
	say(out, "%-7s %-11s %-9s %-8s %5s %3s  %s\n", "INVITE", "ROLE", "TEAM", "STATE", "CAME",
	    "NOW", "PERSON, OR THE TEAM'S NAME");
	for (size_t i = 0; i < reply->n_invites; i++)
		print_invite(out, reply->invites[i]);
	print_missing(out, reply);
	print_empty_teams(out, reply);
	say(out, "\nA link is known when it is made, and kept nowhere. A lost one: --rotate INVITE "
	         "makes a "
	         "new one.\n");
}

void roll_json(FILE *out, const Convene__V1__AdminReply *reply)
{
	for (size_t i = 0; i < reply->n_invites; i++) {
		struct buf line = {0};

		json_write(&line, &reply->invites[i]->base, JSON_COMPACT);
		say(out, "%.*s\n", (int)line.len, (const char *)line.data);
		buf_deinit(&line);
	}
}

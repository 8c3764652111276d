/* A table of 80 columns, and below it what an organiser looks for: who has not come, and teams
 * without anybody. Those who are missing stand together by team, or by role where there is none, in
 * the order in which they were invited. */
#include "server/cli/people/roll.h"

#include "proto/printable.h"
#include "proto/roles.h"
#include "proto/say.h"
#include "server/cli/print.h"

#include <inttypes.h>
#include <string.h>

#define COLUMNS      80
/* Where the last one begins, and how wide it is. */
#define LAST_COLUMN  47
#define LAST_COLUMNS (COLUMNS - LAST_COLUMN)
/* Where names begin in the list of who is missing. */
#define NAMES_COLUMN 13

/* Of those who came with it: who are connected, or all who were not removed. */
static size_t count_joined(const Convene__V1__InviteSummary *invite, bool connected)
{
	size_t count = 0;
	for (size_t i = 0; i < invite->n_joined; i++) {
		if (connected ? invite->joined[i]->connected : !invite->joined[i]->removed) {
			count++;
		}
	}
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
	struct buf names = {0};
	if (invite->n_joined == 0 || invite->person_name[0] != '\0') {
		return;
	}
	for (size_t i = 0; i < invite->n_joined; i++) {
		const Convene__V1__InvitePerson *person = invite->joined[i];
		buf_printf(&names, "%s%s%s", i > 0 ? "; " : "", person->name,
		    person->removed     ? " (removed)"
		    : person->connected ? " (here)"
		                        : "");
	}
	say(out, "%*s", LAST_COLUMN, "");
	print_wrapped(out, &names, LAST_COLUMN);
}

static void print_invite(FILE *out, const Convene__V1__InviteSummary *invite)
{
	const char *last = invite->person_name[0] != '\0' ? invite->person_name : invite->team_name;
	say(out, "%-6" PRIu64 " %-10s %-10s %-7s %4zu %3zu  ", invite->invite_id,
	    role_name(invite->role), invite->team_id[0] ? invite->team_id : "-",
	    invite->revoked ? "revoked" : "valid", count_joined(invite, false),
	    count_joined(invite, true));
	print_line(out, last, LAST_COLUMNS);
	say(out, "\n");
	print_joined(out, invite);
}

/* Somebody who was invited by name and has not come. */
static bool is_missing(const Convene__V1__InviteSummary *invite)
{
	return !invite->revoked && invite->person_name[0] != '\0' && invite->n_joined == 0;
}

static const char *group_of(const Convene__V1__InviteSummary *invite)
{
	return invite->team_id[0] != '\0' ? invite->team_id : role_name(invite->role);
}

/* Those of the group of the `first`th invite, on one line and as many more as it takes. */
static void print_group(FILE *out, const Convene__V1__AdminReply *reply, size_t first)
{
	const char *group = group_of(reply->invites[first]), *between = "";
	struct buf names = {0};
	for (size_t i = first; i < reply->n_invites; i++) {
		const Convene__V1__InviteSummary *invite = reply->invites[i];
		if (!is_missing(invite) || strcmp(group_of(invite), group) != 0) {
			continue;
		}
		buf_printf(&names, "%s%s", between, invite->person_name);
		between = "; "; /* a name may have a comma */
	}
	say(out, "  %-10s ", group);
	print_wrapped(out, &names, NAMES_COLUMN);
}

static bool is_first_of_group(const Convene__V1__AdminReply *reply, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (is_missing(reply->invites[i]) &&
		    strcmp(group_of(reply->invites[i]), group_of(reply->invites[index])) == 0) {
			return false;
		}
	}
	return true;
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
		if (named > 0) {
			say(out, "\nAll %zu who were invited by name have come.\n", named);
		}
		return;
	}
	say(out, "\nNot come yet, %zu of %zu who were invited by name:\n", missing, named);
	for (size_t i = 0; i < reply->n_invites; i++) {
		if (is_missing(reply->invites[i]) && is_first_of_group(reply, i)) {
			print_group(out, reply, i);
		}
	}
}

static bool has_player(const Convene__V1__AdminReply *reply, const char *team_id)
{
	for (size_t i = 0; i < reply->n_invites; i++) {
		if (strcmp(reply->invites[i]->team_id, team_id) == 0 &&
		    count_joined(reply->invites[i], false) > 0) {
			return true;
		}
	}
	return false;
}

static void print_empty_teams(FILE *out, const Convene__V1__AdminReply *reply)
{
	struct buf text = {0};
	const char *between = "Teams that nobody has joined yet: ";
	for (size_t i = 0; reply->exercise != NULL && i < reply->exercise->n_teams; i++) {
		const Convene__V1__TeamCard *team = reply->exercise->teams[i];
		if (has_player(reply, team->id)) {
			continue;
		}
		buf_printf(&text, "%s%s", between, team->id);
		between = ", ";
	}
	if (text.len > 0) {
		buf_append_text(
		    &text, ". Until somebody does, the SimCell answers in their names.");
		say(out, "\n");
		print_wrapped(out, &text, 0);
	}
}

void roll_print(FILE *out, const Convene__V1__AdminReply *reply)
{
	say(out, "%-6s %-10s %-10s %-7s %4s %3s  %s\n", "INVITE", "ROLE", "TEAM", "STATE", "CAME",
	    "NOW", "PERSON, OR TEAM'S NAME");
	for (size_t i = 0; i < reply->n_invites; i++) {
		print_invite(out, reply->invites[i]);
	}
	print_missing(out, reply);
	print_empty_teams(out, reply);
	say(out, "\nA link is known when it is made, and kept nowhere.\n"
	         "A lost one: --rotate INVITE makes a new one.\n");
}

void roll_json(FILE *out, const Convene__V1__AdminReply *reply)
{
	for (size_t i = 0; i < reply->n_invites; i++) {
		print_json(out, &reply->invites[i]->base);
	}
}

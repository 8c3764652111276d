/* `convene roster`: who takes part, who is here; invitations. */
#include "client/cli/show/roster.h"

#include "client/cli/show/readiness.h"
#include "client/cli/text/wrap.h"
#include "proto/reflect.h"

#include <inttypes.h>
#include <string.h>

/* Players and observers are told of their own team only (PresenceUpdate). */
static const char *presence(const struct view *view, const struct view_person *person)
{
	if (!view->presence_known) {
		return " ";
	}
	if (person->connected) {
		return "*";
	}
	if (!person->presence_told) {
		return "?";
	}
	return view_is_staff(view) ||
	               (view->team_id[0] != '\0' && strcmp(view->team_id, person->team_id) == 0)
	           ? " "
	           : "?";
}

static void person_line(struct buf *out, const struct view *view, const struct view_person *person)
{
	buf_printf(out, "  %s %-6" PRIu64 " %-10s ", presence(view, person), person->id,
	    REFLECT_WORD(role, person->role));
	char name[32];
	wrap_append_line(out, view_name(view, person->id, name));
	if (person->removed) {
		buf_append_text(out, " (removed)");
	}
	buf_append_byte(out, '\n');
}

/* Every team stands there, also one that nobody has joined yet. */
static void group(struct buf *out, const struct view *view, const char *team_id, const char *title)
{
	size_t connected, count = readiness_people(
	                      view, team_id, CONVENE__V1__ROLE__ROLE_UNSPECIFIED, &connected);
	wrap_append_line(out, title);
	if (count == 0) {
		buf_append_text(out, "  NOBODY");
	} else if (view_is_staff(view) && view->presence_known) {
		buf_printf(out, "  %zu, %zu connected", count, connected);
	} else {
		buf_printf(out, "  %zu", count);
	}
	buf_append_byte(out, '\n');
	for (size_t i = 0; i < view->person_count; i++) {
		const struct view_person *person = &view->people[i];
		if (person->role == CONVENE__V1__ROLE__ROLE_UNSPECIFIED ||
		    strcmp(person->team_id, team_id) != 0) {
			continue;
		}
		person_line(out, view, person);
	}
}

void roster_print(struct buf *out, const struct view *view, size_t width)
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
	if (view_is_staff(view) && view->clock.phase != VIEW_ENDED) {
		buf_append_byte(out, '\n');
		if (readiness_lines(out, view, width) == 0) {
			buf_append_text(out, "Everybody is there.\n");
		}
	}
	if (!view->presence_known) {
		buf_append_text(out, "(who is connected is not known here)\n");
	} else if (view_is_staff(view)) {
		buf_append_text(out, "(* connected)\n");
	} else {
		buf_append_text(
		    out, "(* connected; ? of others than your team you are not told)\n");
	}
}

void roster_invites(struct buf *out, const struct view *view)
{
	if (view->invite_count == 0) {
		buf_append_text(out, "no invites: only organisers and controllers see them\n");
		return;
	}
	buf_printf(out, "%-8s %-11s %-10s %-9s %s\n", "INVITE", "ROLE", "TEAM", "STATE", "JOINED");
	for (size_t i = 0; i < view->invite_count; i++) {
		const struct view_invite *invite = &view->invites[i];
		buf_printf(out, "%-8" PRIu64 " %-11s %-10s %-9s %" PRIu64 "%s\n", invite->id,
		    REFLECT_WORD(role, invite->role),
		    invite->team_id[0] != '\0' ? invite->team_id : "-",
		    invite->revoked ? "revoked" : "valid", invite->joined,
		    invite->personal ? " (one person's own)" : "");
	}
}

void roster_warn(struct buf *out, const struct view *view, uint64_t participant_id)
{
	const struct view_person *person = view_person(view, participant_id);
	const struct view_invite *invite =
	    person != NULL ? view_invite(view, person->invite_id) : NULL;
	if (invite == NULL || invite->revoked) {
		return;
	}
	buf_printf(out,
	    "The link with which they joined still works%s: %s`rotate %" PRIu64
	    "` makes a new one in its place.\n",
	    invite->team_id[0] != '\0' ? ", it is their team's" : "",
	    view->role == CONVENE__V1__ROLE__ROLE_ORGANISER ? "" : "an organiser's ", invite->id);
}

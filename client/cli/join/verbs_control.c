/* Verbs of those who run the exercise: the MSEL, people (the clock: verbs_time.c). */
#include "client/cli/act/announce.h"
#include "client/cli/act/inject_file.h"
#include "client/cli/join/desk.h"
#include "client/cli/join/edit_inject.h"
#include "client/cli/join/saying.h"
#include "client/cli/join/verbs.h"
#include "client/cli/show/msel.h"
#include "client/cli/show/roster.h"
#include "client/cli/terminal/terminal.h"
#include "proto/new_file.h"
#include "proto/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void verb_msel(struct join *join, char *rest)
{
	struct msel_filter filter;
	struct buf out = {0};
	if (!msel_filter_parse(rest, &filter)) {
		join_refuse(join, "`msel` alone, or with due, held or a number.");
		return;
	}
	msel_list(&out, join->session.view, &filter, false);
	join_page(join, &out);
}

#define WORDS_MAX 64

void verb_inject(struct join *join, char *rest)
{
	const char *id = verbs_word(&rest);
	char *values[WORDS_MAX];
	size_t count = 0;
	while (*rest != '\0' && count < WORDS_MAX) {
		values[count++] = verbs_word(&rest);
	}
	struct act act;
	char why[ACT_WHY_SIZE];
	if (*rest != '\0') {
		join_refuse(join, "That is more than %d words behind the inject.", WORDS_MAX);
	} else if (id[0] == '\0') {
		join_refuse(join, "Which inject? `msel` lists them.");
	} else if (!join_has_inject(join, id)) {
		return;
	} else if (act_inject(&act, join->session.view, session_exercise_ms(&join->session),
	               join->verb->name, id, values, count, 0, why, sizeof(why))) {
		join_act(join, &act);
	} else {
		join_refuse(join, "%s.", why);
	}
}

void verb_records(struct join *join, char *rest)
{
	char *teams[WORDS_MAX];
	size_t count = 0;
	while (*rest != '\0' && count < WORDS_MAX) {
		teams[count++] = verbs_word(&rest);
	}
	struct act act;
	char why[ACT_WHY_SIZE];
	if (*rest != '\0') {
		join_refuse(join, "That is more than %d teams.", WORDS_MAX);
	} else if (act_records(&act, join->session.view, teams, count, why, sizeof(why))) {
		join_act(join, &act);
	} else {
		join_refuse(join, "%s.", why);
	}
}

/* The inject in a file; documents that it names must be attached with `convene inject`. */
static void from_file(struct join *join, const char *path, bool edit, bool now)
{
	struct arena *arena = arena_new((size_t)64 * 1024 * 1024);
	struct inject_file file = {.inject = NULL};
	const struct inject_file_use use = {.view = join->session.view,
	    .now_ms = session_exercise_ms(&join->session),
	    .adding = !edit,
	    .now = now};
	Convene__V1__Inject *inject =
	    inject_file_load(path, &use, arena, &file) ? file.inject : NULL;
	struct act act;
	const struct view_inject *known =
	    inject != NULL ? view_inject(join->session.view, inject->id) : NULL;
	char note[320];
	if (inject == NULL) {
		join_refuse(join, "Nothing was sent.");
	} else if (inject_file_wants_upload(inject)) {
		join_refuse(join, "It has attachments: use `convene inject %s %s`.",
		    edit ? "edit" : "add", path);
	} else if (edit && known == NULL) {
		join_refuse(join, "There is no inject \"%s\" to edit.", inject->id);
	} else {
		act_file(&act, &file, edit ? known : NULL, 0, now, note, sizeof(note));
		if (note[0] != '\0') {
			join_say(join, "Note: %s.", note);
		}
		join_send(join, &act.command, act.done);
	}
	arena_free(arena);
}

/* To a file that is not there yet: nobody's work is overwritten. */
void verb_export(struct join *join, char *rest)
{
	const char *id = verbs_word(&rest);
	const struct view_inject *inject = view_inject(join->session.view, id);
	struct buf out = {0};
	char why[600], *path = NULL;
	if (inject == NULL || inject->plan == NULL) {
		join_refuse(join, "Which inject? `msel` lists them.");
		return;
	}
	if (rest[0] == '\0' && asprintf(&path, "%s.yaml", inject->id) < 0) {
		abort();
	}
	if (rest[0] != '\0') {
		path = xstrdup(rest);
	}
	inject_file_export(&out, inject);
	if (new_file_write(path, NEW_FILE_SHARED, out.data, out.len, why, sizeof(why))) {
		join_say(join, "%s, revision %u, is in %s; when you have changed it: edit %s",
		    inject->id, inject->revision, path, path);
	} else {
		join_refuse(join, "%s.", why);
	}
	buf_deinit(&out);
	free(path);
}

void verb_edit(struct join *join, char *rest)
{
	const char *what = verbs_word(&rest);
	const struct view_inject *known = view_inject(join->session.view, what);
	char meant[80];
	if (rest[0] != '\0') {
		join_refuse(join, "`edit ID` or `edit FILE`, and no more: \"%s\"?", rest);
	} else if (known != NULL && known->plan != NULL) {
		edit_inject(join, known);
	} else if (strpbrk(what, "./") == NULL) {
		join_refuse(join, "There is neither a file nor an inject \"%s\"%s", what,
		    join_meant_inject(join, what, meant, sizeof(meant)));
	} else {
		from_file(join, what, true, false);
	}
}

void verb_new(struct join *join, char *rest)
{
	if (strcmp(rest, "inject") == 0 || rest[0] == '\0') {
		edit_inject(join, NULL);
	} else {
		join_refuse(join, "`new inject` opens your editor; `case open` opens a case.");
	}
}

void verb_add(struct join *join, char *rest)
{
	const char *path = verbs_word(&rest);
	bool now = strcasecmp(rest, "now") == 0;
	if (rest[0] != '\0' && !now) {
		join_refuse(join, "`add FILE`, or `add FILE now`: \"%s\"?", rest);
	} else {
		from_file(join, path, false, now);
	}
}

void verb_announce(struct join *join, char *rest)
{
	struct announce announce;
	char why[ACT_WHY_SIZE];
	announce_init(&announce);
	if (!announce_take(&announce, join->session.view, &rest, why, sizeof(why))) {
		join_refuse(join, "%s.", why);
	} else if (rest[0] == '\0') {
		join_refuse(join, "Announce what?");
	} else {
		join_send(join, &announce.command, NULL);
	}
}

/* A team that is given for somebody who has none is a mistake, not a name. */
static bool first_is_team(const struct view *view, const char *rest)
{
	char word[80];
	snprintf(word, sizeof(word), "%.*s", (int)strcspn(rest, " "), rest);
	return view_team(view, word) != NULL;
}

void verb_invite(struct join *join, char *rest)
{
	const char *role = verbs_word(&rest), *team = NULL;
	if (strcmp(role, "player") == 0 || first_is_team(join->session.view, rest)) {
		team = verbs_word(&rest);
	}
	struct act act;
	char why[160];
	if (act_invite(&act, role, team, rest[0] != '\0' ? rest : NULL, why, sizeof(why))) {
		join_act(join, &act);
	} else {
		join_refuse(join, "%s", why);
	}
}

void verb_invites(struct join *join, char *rest)
{
	struct buf out = {0};
	(void)rest;
	roster_invites(&out, join->session.view);
	join_show(join, &out);
}

void verb_rotate(struct join *join, char *rest)
{
	uint64_t id;
	if (!options_number(rest, &id)) {
		join_refuse(join, "Which invite? Its number from `invites` is wanted.");
		return;
	}
	struct act act;
	act_rotate(&act, id);
	join_act(join, &act);
}

static void revoke_confirmed(struct join *join, char *about, char *line)
{
	const char *number = verbs_word(&about);
	uint64_t id;
	if (!join_is_yes(join, line) || !options_number(number, &id)) {
		return;
	}
	struct act act;
	act_revoke(&act, id, strcmp(about, "remove") == 0);
	join_act(join, &act);
}

void verb_revoke(struct join *join, char *rest)
{
	char about[64];
	const char *number = verbs_word(&rest);
	snprintf(about, sizeof(about), "%.30s %.8s", number, rest);
	uint64_t id;
	if (!options_number(number, &id) || (rest[0] != '\0' && strcmp(rest, "remove") != 0)) {
		join_refuse(join, "Which invitation? Its number from `invites` is wanted.");
		return;
	}
	join_ask(join,
	    rest[0] != '\0' ? "This ends the link, and removes all who came with it. Type yes: "
	                    : "This ends the link for good. Type yes: ",
	    "yes", about, revoke_confirmed);
}

static void remove_confirmed(struct join *join, char *about, char *line)
{
	struct buf out = {0};
	uint64_t id;
	if (!join_is_yes(join, line) || !options_number(about, &id)) {
		return;
	}
	struct act act;
	act_remove(&act, id);
	join_act(join, &act);
	roster_warn(&out, join->session.view, id);
	join_show(join, &out);
}

void verb_remove(struct join *join, char *rest)
{
	uint64_t id;
	if (!options_number(rest, &id)) {
		join_refuse(join, "Whom? The number from `roster` is wanted.");
		return;
	}
	char name[32];
	if (terminal_has_person(join->terminal)) {
		join_say(join, "%s loses access at once.", view_name(join->session.view, id, name));
	}
	join_ask(join, "Remove them? Type yes: ", "yes", rest, remove_confirmed);
}

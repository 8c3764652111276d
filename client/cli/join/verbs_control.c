/* Verbs of those who run the exercise: the clock, the MSEL, people. */
#include "client/cli/inject_file.h"
#include "client/cli/join/join.h"
#include "client/cli/msel.h"

#include <stdio.h>
#include <string.h>

static void clock_verb(struct join *join, const char *verb, const char *value, const char *note)
{
	struct act act;
	char why[160];

	if (act_clock(&act, join->session.view, verb, value, note, NULL, why, sizeof(why)))
		join_act(join, &act);
	else
		join_say(join, "%s", why);
}

static void verb_start(struct join *join, char *rest)
{
	clock_verb(join, "start", rest[0] != '\0' ? rest : NULL, NULL);
}

static void verb_pause(struct join *join, char *rest)
{
	clock_verb(join, "pause", NULL, rest);
}

static void verb_resume(struct join *join, char *rest)
{
	(void)rest;
	clock_verb(join, "resume", NULL, NULL);
}

static void verb_rate(struct join *join, char *rest)
{
	clock_verb(join, "rate", rest, NULL);
}

static void verb_jump(struct join *join, char *rest)
{
	const char *to = verbs_word(&rest);

	clock_verb(join, "jump", to, rest);
}

static void verb_end(struct join *join, char *rest)
{
	clock_verb(join, "end", NULL, rest);
}

static void verb_msel(struct join *join, char *rest)
{
	struct buf out = {0};

	(void)rest;
	msel_list(&out, join->session.view, false);
	join_show(join, &out);
}

#define WORDS_MAX 64

static void inject_verb(struct join *join, const char *verb, char *rest)
{
	const char *id = verbs_word(&rest);
	char *values[WORDS_MAX];
	size_t count = 0;
	struct act act;
	char why[160];

	while (*rest != '\0' && count < WORDS_MAX)
		values[count++] = verbs_word(&rest);
	if (id[0] == '\0')
		join_say(join, "Which inject? `msel` lists them.");
	else if (act_inject(&act, join->session.view, verb, id, values, count, 0, why, sizeof(why)))
		join_act(join, &act);
	else
		join_say(join, "%s", why);
}

static void verb_release(struct join *join, char *rest)
{
	inject_verb(join, "release", rest);
}

static void verb_hold(struct join *join, char *rest)
{
	inject_verb(join, "hold", rest);
}

static void verb_skip(struct join *join, char *rest)
{
	inject_verb(join, "skip", rest);
}

static void verb_reschedule(struct join *join, char *rest)
{
	inject_verb(join, "reschedule", rest);
}

static void verb_retarget(struct join *join, char *rest)
{
	inject_verb(join, "retarget", rest);
}

/* The inject in a file; documents that it names must be attached with `convene inject`. */
static void from_file(struct join *join, const char *path, bool edit, bool now)
{
	struct arena *arena = arena_new((size_t)64 * 1024 * 1024);
	Convene__V1__Inject *inject = inject_file_read(path, arena);
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__EditInject change = CONVENE__V1__EDIT_INJECT__INIT;
	Convene__V1__AddInject add = CONVENE__V1__ADD_INJECT__INIT;
	const struct view_inject *known =
	    inject != NULL ? view_inject(join->session.view, inject->id) : NULL;

	if (inject == NULL) {
		join_say(join, "Nothing was sent.");
	} else if (inject->n_attachments > 0) {
		join_say(join, "It has attachments: use `convene inject %s %s`.",
		    edit ? "edit" : "add", path);
	} else if (edit && known == NULL) {
		join_say(join, "There is no inject \"%s\" to edit.", inject->id);
	} else if (edit) {
		change.inject = inject;
		change.revision = known->revision;
		command.body_case = CONVENE__V1__COMMAND__BODY_EDIT_INJECT;
		command.edit_inject = &change;
		join_send(join, &command, "edited");
	} else {
		add.inject = inject;
		add.release_now = now;
		command.body_case = CONVENE__V1__COMMAND__BODY_ADD_INJECT;
		command.add_inject = &add;
		join_send(join, &command, "added");
	}
	arena_free(arena);
}

static void verb_edit(struct join *join, char *rest)
{
	from_file(join, verbs_word(&rest), true, false);
}

static void verb_add(struct join *join, char *rest)
{
	const char *path = verbs_word(&rest);

	from_file(join, path, false, strcmp(rest, "now") == 0);
}

static void verb_announce(struct join *join, char *rest)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__Announce announce = CONVENE__V1__ANNOUNCE__INIT;

	if (rest[0] == '\0') {
		join_say(join, "Announce what?");
		return;
	}
	announce.text = rest;
	command.body_case = CONVENE__V1__COMMAND__BODY_ANNOUNCE;
	command.announce = &announce;
	join_send(join, &command, NULL);
}

/* --- people --- */

static void verb_invite(struct join *join, char *rest)
{
	const char *role = verbs_word(&rest), *team = NULL;
	struct act act;
	char why[160];

	if (strcmp(role, "player") == 0)
		team = verbs_word(&rest);
	if (act_invite(&act, role, team, rest[0] != '\0' ? rest : NULL, why, sizeof(why)))
		join_act(join, &act);
	else
		join_say(join, "%s", why);
}

static void verb_revoke(struct join *join, char *rest)
{
	const char *number = verbs_word(&rest);
	struct act act;
	uint64_t id;

	if (!options_number(number, &id)) {
		join_say(join, "Which invitation? Its number is wanted.");
		return;
	}
	act_revoke(&act, id, strcmp(rest, "remove") == 0);
	join_act(join, &act);
}

static void verb_remove(struct join *join, char *rest)
{
	struct act act;
	uint64_t id;

	if (!options_number(rest, &id)) {
		join_say(join, "Whom? The number from `roster` is wanted.");
		return;
	}
	act_remove(&act, id);
	join_act(join, &act);
}

const struct verb verbs_control[] = {{"start", "[RATE]", "STARTEX", CONTROLLERS, -1, verb_start},
    {"pause", "[NOTE]", "stop the clock", CONTROLLERS, -1, verb_pause},
    {"resume", "", "let the clock run on", CONTROLLERS, -1, verb_resume},
    {"rate", "FACTOR", "1 is real time", CONTROLLERS, -1, verb_rate},
    {"jump", "TIME [NOTE]", "forward to an exercise time", CONTROLLERS, -1, verb_jump},
    {"end", "[NOTE]", "ENDEX", CONTROLLERS, -1, verb_end},
    {"msel", "", "all injects by time", STAFF, -1, verb_msel},
    {"release", "INJECT", "deliver it now", CONTROLLERS, -1, verb_release},
    {"hold", "INJECT", "do not deliver it", CONTROLLERS, -1, verb_hold},
    {"skip", "INJECT", "leave it out", CONTROLLERS, -1, verb_skip},
    {"reschedule", "INJECT TIME", "give it another time", CONTROLLERS, -1, verb_reschedule},
    {"retarget", "INJECT TEAM...", "give it other recipients", CONTROLLERS, -1, verb_retarget},
    {"edit", "FILE", "replace it by the one in a YAML file", CONTROLLERS, -1, verb_edit},
    {"add", "FILE [now]", "add the one in a YAML file", CONTROLLERS, -1, verb_add},
    {"announce", "TEXT", "say something to everybody", CONTROLLERS, 0, verb_announce},
    {"invite", "ROLE [TEAM] [NAME]", "make a join code", ORGANISERS, -1, verb_invite},
    {"revoke", "INVITE [remove]", "end a join code", ORGANISERS, -1, verb_revoke},
    {"remove", "PERSON", "end somebody's access", ORGANISERS | CONTROLLERS, -1, verb_remove},
    {.name = NULL}};

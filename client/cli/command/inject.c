/*
 * `convene inject`: the MSEL, shown and steered. What is wrong with the line, or with a file that
 * it names, is said before there is a connection; times in a file, which may count from now, are
 * read once more when there is one.
 */
#include "client/cli/act/inject_file.h"
#include "client/cli/command/confirm.h"
#include "client/cli/command/inject_editing.h"
#include "client/cli/session/attach.h"
#include "client/cli/session/output.h"
#include "client/cli/show/document.h"
#include "client/cli/show/msel.h"
#include "client/cli/text/choices.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* More than the largest inject with all of its languages. */
#define ARENA_BYTES ((size_t)64 * 1024 * 1024)

struct inject_run;

/* What may be done; a row each in `verbs`. */
struct inject_verb {
	const char *name;
	int (*run)(struct inject_run *inject);
	int least, most; /* words behind it; most -1: any number, and act_inject() looks at them */
	const char *wants;
};

struct inject_run {
	struct session_options connection;
	uint64_t revision;
	bool now, anyway, yes, due_now;

	const struct command *command;  /* borrowed: outlives it */
	const struct inject_verb *verb; /* borrowed: what the first operand names, else `list` */
	const char *id;                 /* borrowed: the second, also a path; NULL: there is none */
	char **rest;                    /* borrowed: what stands behind it, `rest_count` */
	int rest_count;
	struct session session;
	struct arena *arena;     /* owned */
	struct inject_file file; /* in the arena; empty where the verb reads none */
};

static bool is_verb(const struct inject_run *inject, const char *verb)
{
	return strcmp(inject->verb->name, verb) == 0;
}

static int no_inject(const struct view *view, const char *id)
{
	struct nearest nearest;
	char meant[80];
	nearest_init(&nearest, id);
	nearest_offer_injects(&nearest, view);
	cli_complain(
	    "there is no inject \"%s\"%s", id, nearest_question(&nearest, meant, sizeof(meant)));
	return CLI_REFUSED;
}

static int show(struct inject_run *inject)
{
	const struct view *view = inject->session.view;
	const struct view_inject *known = view_inject(view, inject->id);
	struct style style = output_style();
	struct buf out = {0};
	if (known == NULL) {
		return no_inject(view, inject->id);
	}
	if (inject->connection.json) {
		msel_json(&out, view, known);
	} else if (known->plan != NULL) {
		show_inject_plan(&out, view, known, &style);
	} else {
		show_inject(&out, view, known, &style);
	}
	output_end(&out);
	return CLI_OK;
}

static int list(struct inject_run *inject)
{
	struct msel_filter filter;
	struct buf out = {0};
	msel_filter_parse(inject->id != NULL ? inject->id : "", &filter);
	msel_list(&out, inject->session.view, &filter, inject->connection.json);
	output_end(&out);
	return CLI_OK;
}

static int export(struct inject_run *inject)
{
	const struct view_inject *known = view_inject(inject->session.view, inject->id);
	struct buf out = {0};
	if (known == NULL) {
		return no_inject(inject->session.view, inject->id);
	}
	if (known->plan == NULL) {
		cli_complain("only staff can export an inject (\"%s\")", inject->id);
		return CLI_REFUSED;
	}
	inject_file_export(&out, known);
	return output_end(&out) ? CLI_OK : CLI_LOCAL;
}

static int send_it(struct inject_run *inject, struct act *act)
{
	return output_command(&inject->session, &act->command, &inject->connection, act->done);
}

/* False: the file makes no sense, which was said. */
static bool load(struct inject_run *inject)
{
	const struct view *view = inject->session.view;
	const struct inject_file_use use = {.view = view,
	    .now_ms = view != NULL ? session_exercise_ms(&inject->session) : 0,
	    .adding = is_verb(inject, "add"),
	    .now = inject->now};
	return inject_file_load(inject->id, &use, inject->arena, &inject->file);
}

static int write_file(struct inject_run *inject)
{
	bool adding = is_verb(inject, "add");
	if (!load(inject)) {
		return CLI_LOCAL;
	}
	const char *id = inject->file.inject->id;
	if (!adding && view_inject(inject->session.view, id) == NULL) {
		return no_inject(inject->session.view, id);
	}
	int status =
	    attach_inject(&inject->session, inject->id, inject->file.inject, inject->arena);
	if (status != CLI_OK) {
		return status;
	}
	/* looked up now: the exercise has gone on meanwhile */
	const struct view_inject *known = view_inject(inject->session.view, id);
	struct act act;
	char note[320];
	act_file(&act, &inject->file, adding ? NULL : known, (uint32_t)inject->revision,
	    inject->now, note, sizeof(note));
	if (note[0] != '\0') {
		cli_complain("note: %s", note);
	}
	return send_it(inject, &act);
}

static int answer(struct inject_run *inject)
{
	const struct operands words = {.values = inject->rest, .count = inject->rest_count};
	char *text, why[160];
	int status = output_text(inject->command, &words, &text);
	if (status != CLI_OK) {
		return status;
	}
	struct act act;
	if (act_answer(&act, inject->session.view, inject->id, text, why, sizeof(why))) {
		status = send_it(inject, &act);
	} else {
		cli_complain("%s", why);
		status = CLI_REFUSED;
	}
	free(text);
	return status;
}

/* Without a view only the form is looked at. */
static bool build(struct inject_run *inject, struct act *act, char why[ACT_WHY_SIZE])
{
	const struct view *view = inject->session.view;
	if (is_verb(inject, "shift")) {
		return act_shift(act, view, inject->id, inject->due_now, why, ACT_WHY_SIZE);
	}
	return act_inject(act, view, view != NULL ? session_exercise_ms(&inject->session) : 0,
	    inject->verb->name, inject->id, inject->rest, (size_t)inject->rest_count,
	    (uint32_t)inject->revision, why, ACT_WHY_SIZE);
}

static int act_on(struct inject_run *inject)
{
	struct act act;
	char why[ACT_WHY_SIZE];
	if (!build(inject, &act, why)) {
		cli_complain("%s", why);
		return CLI_REFUSED;
	}
	int status =
	    confirm_act(&inject->session, &act, &(struct confirm_said){.yes = inject->yes});
	if (status != CLI_OK) {
		return status;
	}
	if (act.command.body_case == CONVENE__V1__COMMAND__BODY_RELEASE_INJECT) {
		act.release.anyway = inject->anyway;
	}
	return send_it(inject, &act);
}

/* `new`, and `edit ID`: what has neither a dot nor a slash in it is no file. */
static bool wants_editor(const struct inject_run *inject)
{
	return is_verb(inject, "new") ||
	       (is_verb(inject, "edit") && strpbrk(inject->id, "./") == NULL &&
	           access(inject->id, F_OK) != 0);
}

static bool wants_file(const struct inject_run *inject)
{
	return is_verb(inject, "add") || (is_verb(inject, "edit") && !wants_editor(inject));
}

static int write_inject(struct inject_run *inject)
{
	return inject->file.inject != NULL
	           ? write_file(inject)
	           : inject_editing(&inject->session, inject->id, inject->now);
}

static const struct inject_verb verbs[] = {
    {"list", list, 0, 1, "takes due, held or a number at most"},
    {"show", show, 1, 1, "wants one inject"}, {"export", export, 1, 1, "wants one inject"},
    {"edit", write_inject, 1, 1, "wants one inject, or a file"},
    {"new", write_inject, 0, 0, "stands alone: your editor opens"},
    {"add", write_inject, 1, 1, "wants one file"},
    {"answer", answer, 1, -1, "wants an inject, and a text"},
    {"release", act_on, 1, -1, "wants an inject"}, {"hold", act_on, 1, -1, "wants an inject"},
    {"skip", act_on, 1, -1, "wants an inject"},
    {"reschedule", act_on, 1, -1, "wants an inject and a time"},
    {"retarget", act_on, 1, -1, "wants an inject and teams"},
    {"withdraw", act_on, 1, -1, "wants an inject, and why"},
    {"restore", act_on, 1, -1, "wants an inject"},
    {"shift", act_on, 1, 1, "wants a time: +20m or -10m"}, {.name = NULL}};

/* The verb of that name. NULL: there is none, which was said. */
static const struct inject_verb *find_verb(const struct command *command, const char *name)
{
	struct choices choices;
	choices_init(&choices, name);
	const struct inject_verb *verb = verbs;
	for (; verb->name != NULL && strcmp(verb->name, name) != 0; verb++) {
		choices_offer(&choices, verb->name);
	}
	if (verb->name == NULL) {
		options_usage(command, "there is no \"inject %s\"%s", name,
		    choices_end(&choices, "; there are: "));
	}
	choices_deinit(&choices);
	return verb->name != NULL ? verb : NULL;
}

/* What can be said of the command line before there is a connection. -1: go on. */
static int check(struct inject_run *inject)
{
	const struct command *command = inject->command;
	const struct inject_verb *verb = inject->verb;
	int count = (inject->id != NULL) + inject->rest_count;
	struct msel_filter filter;
	if (inject->revision > UINT32_MAX) {
		return options_usage(command, "--revision wants the number that export writes");
	}
	if (count < verb->least || (verb->most >= 0 && count > verb->most) ||
	    (verb->run == list && count == 1 && !msel_filter_parse(inject->id, &filter))) {
		return options_usage(command, "%s %s", verb->name, verb->wants);
	}
	if (verb->run != act_on) {
		return -1;
	}
	struct act act;
	char why[ACT_WHY_SIZE];
	return build(inject, &act, why) ? -1 : options_usage(command, "%s", why);
}

static int run_checked(struct inject_run *inject)
{
	int status = CLI_OK;
	inject->arena = arena_new(ARENA_BYTES);
	if (wants_file(inject) && !load(inject)) {
		status = CLI_LOCAL;
	}
	if (status == CLI_OK) {
		status = session_open(&inject->session, &inject->connection, SESSION_CAUGHT_UP);
	}
	if (status == CLI_OK) {
		status = inject->verb->run(inject);
		session_close(&inject->session);
	}
	arena_free(inject->arena);
	return status;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct inject_run inject = {.command = command};
	struct operands operands;
	const struct option options[] = {SESSION_OPTIONS(&inject.connection),
	    {"revision", "NUMBER", OPTION_NUMBER, &inject.revision,
	        "release, hold, skip, reschedule, retarget, edit, withdraw, restore",
	        "refuse if it has changed since this revision"},
	    {"now", NULL, OPTION_FLAG, &inject.now, "add, new", "deliver it at once"},
	    {"anyway", NULL, OPTION_FLAG, &inject.anyway, "release",
	        "also to teams that got another alternative"},
	    {"due-now", NULL, OPTION_FLAG, &inject.due_now, "shift",
	        "what would be due before now is due at once"},
	    {"yes", NULL, OPTION_FLAG, &inject.yes, "reschedule, shift",
	        "do it, however late: nobody is asked"},
	    SESSION_JSON(&inject.connection), {.name = NULL}};
	int status = options_parse(command, options, argc, argv, &operands);
	if (status >= 0) {
		return status;
	}
	inject.verb = find_verb(command, operands.count > 0 ? operands.values[0] : verbs->name);
	if (inject.verb == NULL) {
		return CLI_USAGE;
	}
	inject.id = operands.count > 1 ? operands.values[1] : NULL;
	inject.rest_count = operands.count > 2 ? operands.count - 2 : 0;
	inject.rest = operands.values + operands.count - inject.rest_count;
	char why[200];
	if (!options_fit(options, inject.verb->name, why, sizeof(why))) {
		return options_usage(command, "%s", why);
	}
	status = check(&inject);
	return status >= 0 ? status : run_checked(&inject);
}

const struct command inject_command = {.name = "inject",
    .operands = "[list [due | held | N] | show ID | release ID | hold ID |\n"
                "    skip ID | reschedule ID TIME | export ID |\n"
                "    edit ID | edit FILE | new | add FILE | retarget ID TEAM... |\n"
                "    answer ID TEXT | withdraw ID REASON | restore ID |\n"
                "    shift TIME]",
    .summary = "list, show, answer and (controllers) steer injects",
    .help = "Without an operand, or with list: all injects that you may know of, by time; due are\n"
            "those that wait for a controller, N the next ones that are not delivered.\n"
            "answer is for players, the rest but show for controllers. export writes an inject\n"
            "in YAML, as in a scenario file, edit and add read one. edit changes what the file\n"
            "has and leaves the rest; an inject that another controller changed since the export\n"
            "is left alone (exit code 1). edit ID and new open your editor ($VISUAL, $EDITOR), "
            "show what\n"
            "is wrong with lines and, where another controller was quicker, both changes.\n"
            "\n"
            "TIME, and planned_ms in a file, is T+1:30:00, 1:30 (hours and minutes) or 90m of the\n"
            "exercise, +10m from now, or a time of the story: next morning 08:00, today 18:00,\n"
            "day 3 14:00, 2031-08-28 09:00. A time beyond the planned end is asked about; in a\n"
            "script it wants --yes (else exit code 6).\n"
            "\n"
            "withdraw takes back what went out by mistake: it stays readable, marked with the\n"
            "reason, and is not answered any more. restore puts a held or skipped inject back to\n"
            "waiting for its condition. shift moves all injects that are still to come: +20m is\n"
            "later, -10m earlier.",
    .examples = "  convene inject list\n"
                "  convene inject release w1-calls\n"
                "  convene inject reschedule clinic-writes T+0:45:00\n"
                "  convene inject reschedule clinic-writes next morning 08:00\n"
                "  convene inject retarget removal-van AL-POL AL-MIG\n"
                "  convene inject withdraw press-call \"It was meant for another team.\"\n"
                "  convene inject shift +20m\n"
                "  convene inject edit removal-van\n"
                "  convene inject new\n"
                "  convene inject add surprise.yaml --now\n"
                "  convene inject answer w1-calls \"We call back with an interpreter.\"",
    .run = run};

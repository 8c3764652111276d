/* `convene inject`: the MSEL. */
#include "client/cli/act/inject_file.h"
#include "client/cli/command/confirm.h"
#include "client/cli/command/inject_editing.h"
#include "client/cli/session/attach.h"
#include "client/cli/session/output.h"
#include "client/cli/show/document.h"
#include "client/cli/show/msel.h"
#include "client/cli/text/wrap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct inject_options {
	struct session_options connection;
	uint64_t revision;
	bool now, anyway, yes;
};

static int show(struct session *session, const char *id, const struct inject_options *options)
{
	const struct view_inject *inject = view_inject(session->view, id);
	struct style style = {
	    .width = wrap_terminal_width(STDOUT_FILENO), .colours = cli_colours(STDOUT_FILENO)};
	struct buf out = {0};

	if (inject == NULL) {
		cli_complain("there is no inject \"%s\"", id);
		return CLI_REFUSED;
	}
	if (options->connection.json)
		msel_json(&out, session->view, inject);
	else if (inject->plan != NULL)
		show_inject_plan(&out, session->view, inject, &style);
	else
		show_inject(&out, session->view, inject, &style);
	output_flush(&out);
	buf_deinit(&out);
	return CLI_OK;
}

static int export(struct session *session, const char *id)
{
	const struct view_inject *inject = view_inject(session->view, id);
	struct buf out = {0};
	bool written;

	if (inject == NULL || inject->plan == NULL) {
		cli_complain(inject == NULL ? "there is no inject \"%s\""
		                            : "only staff can export an inject (\"%s\")",
		    id);
		return CLI_REFUSED;
	}
	inject_file_export(&out, inject);
	written = output_flush(&out);
	buf_deinit(&out);
	return written ? CLI_OK : CLI_LOCAL;
}

/* edit FILE, add FILE */
static int write_inject(struct session *session, const char *verb, const char *path,
    struct inject_file *file, struct arena *arena, const struct inject_options *options)
{
	Convene__V1__Inject *inject;
	struct act act;
	const struct view_inject *known;
	bool adding = strcmp(verb, "add") == 0;
	const struct inject_file_use use = {.view = session->view,
	    .now_ms = session_exercise_ms(session),
	    .adding = adding,
	    .now = options->now};
	char note[320];
	int status;

	/* once more, now that the exercise's times are known */
	if (!inject_file_load(path, &use, arena, file))
		return CLI_LOCAL;
	inject = file->inject;
	known = view_inject(session->view, inject->id);
	if (!adding && known == NULL) {
		cli_complain("there is no inject \"%s\" to edit", inject->id);
		return CLI_REFUSED;
	}
	status = attach_inject(session, path, inject, arena);
	if (status != CLI_OK)
		return status;
	act_file(
	    &act, file, adding ? NULL : known, options->revision, options->now, note, sizeof(note));
	if (note[0] != '\0')
		cli_complain("note: %s", note);
	return output_command(session, &act.command, &options->connection, act.done);
}

static int answer(const struct command *command, struct session *session,
    const struct operands *operands, const struct inject_options *options)
{
	struct operands text_operands = {
	    .values = operands->values + 2, .count = operands->count - 2};
	struct act act;
	char *text, why[160];
	int status = output_text(command, &text_operands, &text);

	if (status != CLI_OK)
		return status;
	if (act_answer(&act, session->view, operands->values[1], text, why, sizeof(why))) {
		status = output_command(session, &act.command, &options->connection, act.done);
	} else {
		cli_complain("%s", why);
		status = CLI_REFUSED;
	}
	free(text);
	return status;
}

static int act_on(
    struct session *session, const struct operands *operands, const struct inject_options *options)
{
	struct act act;
	char why[ACT_WHY_SIZE];
	int status;

	if (!act_inject(&act, session->view, session_exercise_ms(session), operands->values[0],
	        operands->values[1], operands->values + 2, (size_t)operands->count - 2,
	        options->revision, why, sizeof(why))) {
		cli_complain("%s", why);
		return CLI_REFUSED;
	}
	status = confirm_act(session, &act, &(struct confirm_said){.yes = options->yes});
	if (status != CLI_OK)
		return status;
	if (act.command.body_case == CONVENE__V1__COMMAND__BODY_RELEASE_INJECT)
		act.release.anyway = options->anyway;
	return output_command(session, &act.command, &options->connection, act.done);
}

/* `new`, and `edit ID`: what has neither a dot nor a slash in it is no file. */
static bool wants_editor(const struct operands *operands)
{
	const char *verb = operands->values[0];

	return strcmp(verb, "new") == 0 ||
	       (strcmp(verb, "edit") == 0 && strpbrk(operands->values[1], "./") == NULL &&
	           access(operands->values[1], F_OK) != 0);
}

static int dispatch(const struct command *command, struct session *session,
    const struct operands *operands, const struct inject_options *options, struct inject_file *file,
    struct arena *arena)
{
	const char *verb = operands->values[0];
	struct msel_filter filter;
	struct buf out = {0};

	if (strcmp(verb, "list") == 0) {
		msel_filter_parse(operands->count > 1 ? operands->values[1] : "", &filter);
		msel_list(&out, session->view, &filter, options->connection.json);
		output_flush(&out);
		buf_deinit(&out);
		return CLI_OK;
	}
	if (strcmp(verb, "show") == 0)
		return show(session, operands->values[1], options);
	if (strcmp(verb, "export") == 0)
		return export(session, operands->values[1]);
	if (wants_editor(operands))
		return inject_editing(session,
		    operands->count > 1 && strcmp(verb, "edit") == 0 ? operands->values[1] : NULL,
		    options->now);
	if (file->inject != NULL)
		return write_inject(session, verb, operands->values[1], file, arena, options);
	if (strcmp(verb, "answer") == 0)
		return answer(command, session, operands, options);
	return act_on(session, operands, options);
}

/* What can be said of the command line before there is a connection. -1: go on. */
static int check(const struct command *command, const struct operands *operands,
    const struct inject_options *options)
{
	const char *verb = operands->values[0];
	struct msel_filter filter;
	struct act act;
	char why[ACT_WHY_SIZE];

	if (strcmp(verb, "list") == 0)
		return operands->count == 1 || (operands->count == 2 &&
		                                   msel_filter_parse(operands->values[1], &filter))
		           ? -1
		           : options_usage(command, "list takes due, held or a number at most");
	if (options->anyway && strcmp(verb, "release") != 0)
		return options_usage(command, "--anyway goes with release");
	if (strcmp(verb, "new") == 0)
		return operands->count == 1 ? -1 : options_usage(command, "new stands alone");
	if (operands->count < 2)
		return options_usage(command, "say which inject");
	if (strcmp(verb, "answer") == 0)
		return -1;
	if (strcmp(verb, "show") == 0 || strcmp(verb, "edit") == 0 || strcmp(verb, "add") == 0 ||
	    strcmp(verb, "export") == 0)
		return operands->count == 2 ? -1 : options_usage(command, "one at a time");
	if (!act_inject(&act, NULL, 0, verb, operands->values[1], operands->values + 2,
	        (size_t)operands->count - 2, options->revision, why, sizeof(why)))
		return options_usage(command, "%s", why);
	return -1;
}

static int run_checked(const struct command *command, const struct operands *operands,
    const struct inject_options *options)
{
	const char *verb = operands->values[0];
	struct session session = {.driver = NULL};
	struct arena *arena = arena_new((size_t)64 * 1024 * 1024);
	struct inject_file file = {.inject = NULL};
	const struct inject_file_use use = {
	    .adding = strcmp(verb, "add") == 0, .now = options->now};
	int status = CLI_OK;

	if ((use.adding || strcmp(verb, "edit") == 0) && !wants_editor(operands) &&
	    !inject_file_load(operands->values[1], &use, arena, &file))
		status = CLI_LOCAL;
	if (status == CLI_OK)
		status = session_open(&session, &options->connection, SESSION_WITH_EVENTS);
	if (status == CLI_OK) {
		status = session_catch_up(&session);
		if (status == CLI_OK)
			status = dispatch(command, &session, operands, options, &file, arena);
		session_close(&session);
	}
	arena_free(arena);
	return status;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct inject_options inject = {.revision = 0};
	struct operands operands;
	const struct option options[] = {SESSION_OPTIONS(&inject.connection),
	    {"revision", "NUMBER", OPTION_NUMBER, &inject.revision,
	        "refuse if it has changed since this revision"},
	    {"now", NULL, OPTION_FLAG, &inject.now, "with add, new: deliver it at once"},
	    {"anyway", NULL, OPTION_FLAG, &inject.anyway,
	        "with release: also to teams that got another alternative"},
	    {"yes", NULL, OPTION_FLAG, &inject.yes,
	        "with reschedule: do it, however late: nobody is asked"},
	    SESSION_JSON(&inject.connection), {.name = NULL}};
	char list[] = "list";
	char *only_list[] = {list};
	int status = options_parse(command, options, argc, argv, &operands);

	if (status >= 0)
		return status;
	if (operands.count == 0)
		operands = (struct operands){.values = only_list, .count = 1};
	status = check(command, &operands, &inject);
	return status >= 0 ? status : run_checked(command, &operands, &inject);
}

const struct command inject_command = {.name = "inject",
    .operands = "[list [due | held | N] | show ID | release ID | hold ID |\n"
                "    skip ID | reschedule ID TIME | export ID |\n"
                "    edit ID | edit FILE | new | add FILE | retarget ID TEAM... |\n"
                "    answer ID TEXT]",
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
            "script it wants --yes (else exit code 6).",
    .examples = "  convene inject list\n"
                "  convene inject release W1-calls\n"
                "  convene inject reschedule clinic-mail T+0:45:00\n"
                "  convene inject reschedule clinic-mail next morning 08:00\n"
                "  convene inject retarget van AL-POL AL-MIG\n"
                "  convene inject edit van\n"
                "  convene inject new\n"
                "  convene inject add surprise.yaml --now\n"
                "  convene inject answer W1-calls \"We call back with an interpreter.\"",
    .run = run};

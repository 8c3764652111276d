/* `convene inject`: the MSEL. */
#include "client/cli/cli.h"

#include "client/cli/act.h"
#include "client/cli/inject_file.h"
#include "client/cli/msel.h"
#include "client/cli/output.h"
#include "client/cli/timeline.h"
#include "client/cli/wrap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct inject_options {
	struct session_options connection;
	uint64_t revision;
	bool now;
};

static int show(struct session *session, const char *id, const struct inject_options *options)
{
	const struct view_inject *inject = view_inject(session->view, id);
	struct timeline_style style = {
	    .width = wrap_terminal_width(STDOUT_FILENO), .colours = cli_colours(STDOUT_FILENO)};
	struct buf out = {0};

	if (inject == NULL) {
		cli_complain("there is no inject \"%s\"", id);
		return CLI_REFUSED;
	}
	if (options->connection.json)
		msel_json(&out, session->view, inject);
	else if (inject->plan != NULL)
		timeline_inject_plan(&out, session->view, inject, &style);
	else
		timeline_inject(&out, session->view, inject, &style);
	output_flush(&out);
	buf_deinit(&out);
	return CLI_OK;
}

/* edit FILE, add FILE */
static int write_inject(struct session *session, const char *verb, const char *path,
    Convene__V1__Inject *inject, struct arena *arena, const struct inject_options *options)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__EditInject edit = CONVENE__V1__EDIT_INJECT__INIT;
	Convene__V1__AddInject add = CONVENE__V1__ADD_INJECT__INIT;
	const struct view_inject *known = view_inject(session->view, inject->id);
	int status = inject_file_attach(session, path, inject, arena);

	if (status != CLI_OK)
		return status;
	if (strcmp(verb, "add") == 0) {
		add.inject = inject;
		add.release_now = options->now;
		command.body_case = CONVENE__V1__COMMAND__BODY_ADD_INJECT;
		command.add_inject = &add;
		return output_command(session, &command, &options->connection, "added");
	}
	if (known == NULL) {
		cli_complain("there is no inject \"%s\" to edit", inject->id);
		return CLI_REFUSED;
	}
	edit.inject = inject;
	edit.revision = options->revision != 0 ? (uint32_t)options->revision : known->revision;
	command.body_case = CONVENE__V1__COMMAND__BODY_EDIT_INJECT;
	command.edit_inject = &edit;
	return output_command(session, &command, &options->connection, "edited");
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
	char why[160];

	if (!act_inject(&act, session->view, operands->values[0], operands->values[1],
	        operands->values + 2, (size_t)operands->count - 2, options->revision, why,
	        sizeof(why))) {
		cli_complain("%s", why);
		return CLI_REFUSED;
	}
	return output_command(session, &act.command, &options->connection, act.done);
}

static int dispatch(const struct command *command, struct session *session,
    const struct operands *operands, const struct inject_options *options,
    Convene__V1__Inject *inject, struct arena *arena)
{
	const char *verb = operands->values[0];
	struct buf out = {0};

	if (strcmp(verb, "list") == 0) {
		msel_list(&out, session->view, options->connection.json);
		output_flush(&out);
		buf_deinit(&out);
		return CLI_OK;
	}
	if (strcmp(verb, "show") == 0)
		return show(session, operands->values[1], options);
	if (inject != NULL)
		return write_inject(session, verb, operands->values[1], inject, arena, options);
	if (strcmp(verb, "answer") == 0)
		return answer(command, session, operands, options);
	return act_on(session, operands, options);
}

/* What can be said of the command line before there is a connection. -1: go on. */
static int check(const struct command *command, const struct operands *operands,
    const struct inject_options *options)
{
	const char *verb = operands->values[0];
	struct act act;
	char why[160];

	if (strcmp(verb, "list") == 0)
		return operands->count == 1 ? -1 : options_usage(command, "list takes nothing");
	if (operands->count < 2)
		return options_usage(command, "say which inject");
	if (strcmp(verb, "answer") == 0)
		return -1;
	if (strcmp(verb, "show") == 0 || strcmp(verb, "edit") == 0 || strcmp(verb, "add") == 0)
		return operands->count == 2 ? -1 : options_usage(command, "one at a time");
	if (!act_inject(&act, NULL, verb, operands->values[1], operands->values + 2,
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
	Convene__V1__Inject *inject = NULL;
	int status = CLI_OK;

	if (strcmp(verb, "edit") == 0 || strcmp(verb, "add") == 0) {
		inject = inject_file_read(operands->values[1], arena);
		status = inject != NULL ? CLI_OK : CLI_LOCAL;
	}
	if (status == CLI_OK)
		status = session_open(&session, &options->connection, SESSION_WITH_EVENTS);
	if (status == CLI_OK) {
		status = session_catch_up(&session);
		if (status == CLI_OK)
			status = dispatch(command, &session, operands, options, inject, arena);
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
	    {"now", NULL, OPTION_FLAG, &inject.now, "with add: deliver it at once"},
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
    .operands =
        "[list | show ID | release ID | hold ID | skip ID | reschedule ID TIME |\n"
        "                      edit FILE | retarget ID TEAM... | add FILE | answer ID TEXT]",
    .summary = "list, show, answer and (controllers) steer injects",
    .help = "Without an operand, or with list: all injects that you may know of, by time.\n"
            "answer is for players, the rest but show for controllers. edit and add read an\n"
            "inject in YAML, as in a scenario file. An inject that another controller changed\n"
            "meanwhile is left alone (exit code 1).",
    .examples = "  convene inject list\n"
                "  convene inject release W1-calls\n"
                "  convene inject reschedule clinic-mail T+0:45:00\n"
                "  convene inject retarget van AL-POL AL-MIG\n"
                "  convene inject add surprise.yaml --now\n"
                "  convene inject answer W1-calls \"We call back with an interpreter.\"",
    .run = run};

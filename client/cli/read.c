/* `convene read`: the inbox, an inject, a thread. */
#include "client/cli/cli.h"

#include "client/cli/inbox.h"
#include "client/cli/output.h"
#include "client/cli/session.h"
#include "client/cli/timeline.h"
#include "client/cli/wrap.h"
#include "proto/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

struct read_options {
	struct session_options connection;
	uint64_t thread;
	bool unread, briefing, keep;
};

static int mark(struct session *session, struct inbox_mark *marked)
{
	if (marked->read.n_inject_ids + marked->read.n_message_ids == 0)
		return CLI_OK;
	return session_command(session, &marked->command);
}

static int show_thread(struct session *session, const struct read_options *options, struct buf *out,
    const struct timeline_style *style)
{
	const struct view_thread *thread = view_thread(session->view, options->thread);
	struct inbox_mark marked;

	if (thread == NULL) {
		cli_complain("there is no thread %" PRIu64, options->thread);
		return CLI_REFUSED;
	}
	timeline_thread(out, session->view, thread, style);
	output_flush(out);
	inbox_mark_thread(&marked, session->view, thread->id);
	return options->keep ? CLI_OK : mark(session, &marked);
}

static int show_inject(struct session *session, const char *id, const struct read_options *options,
    struct buf *out, const struct timeline_style *style)
{
	const struct view_inject *inject = view_inject(session->view, id);
	struct inbox_mark marked;

	if (inject == NULL || inject->delivered == NULL) {
		cli_complain("no inject \"%s\" has been delivered", id);
		return CLI_REFUSED;
	}
	if (options->connection.json) {
		json_write(out, &inject->delivered->base, JSON_COMPACT);
		buf_append_byte(out, '\n');
	} else {
		timeline_inject(out, session->view, inject, style);
	}
	output_flush(out);
	inbox_mark_inject(&marked, session->view, inject);
	return options->keep ? CLI_OK : mark(session, &marked);
}

static int show(
    struct session *session, const struct operands *operands, const struct read_options *options)
{
	struct timeline_style style = {
	    .width = wrap_terminal_width(STDOUT_FILENO), .colours = cli_colours(STDOUT_FILENO)};
	struct buf out = {0};
	int status = session_catch_up(session);

	if (status == CLI_OK && options->thread != 0) {
		status = show_thread(session, options, &out, &style);
	} else if (status == CLI_OK && operands->count == 1) {
		status = show_inject(session, operands->values[0], options, &out, &style);
	} else if (status == CLI_OK) {
		if (options->briefing)
			inbox_briefing(&out, session->view, &style);
		else
			inbox_list(&out, session->view, options->unread);
		output_flush(&out);
	}
	buf_deinit(&out);
	return status;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct read_options read = {.thread = 0};
	struct session session = {.driver = NULL};
	struct operands operands;
	const struct option options[] = {SESSION_OPTIONS(&read.connection),
	    {"thread", "NUMBER", OPTION_NUMBER, &read.thread, "read this thread"},
	    {"unread", NULL, OPTION_FLAG, &read.unread, "list only what was not read yet"},
	    {"briefing", NULL, OPTION_FLAG, &read.briefing,
	        "read the briefings for everybody and for your team"},
	    {"keep-unread", NULL, OPTION_FLAG, &read.keep, "do not tell that it was read"},
	    SESSION_JSON(&read.connection), {.name = NULL}};
	int status = options_parse(command, options, argc, argv, &operands);

	if (status >= 0)
		return status;
	if (operands.count > 1 || (operands.count == 1 && read.thread != 0))
		return options_usage(command, "one inject or one thread at a time");
	status = session_open(&session, &read.connection, SESSION_WITH_EVENTS);
	if (status != CLI_OK)
		return status;
	status = show(&session, &operands, &read);
	session_close(&session);
	return status;
}

const struct command read_command = {.name = "read",
    .operands = "[INJECT]",
    .summary = "list what has come in, or read an inject or a thread",
    .help = "Without an operand: everything that has come in for you, the newest last, with a\n"
            "mark where it was not read yet. Reading an inject or a thread tells your team and\n"
            "the controllers that you have read it.",
    .examples = "  convene read\n"
                "  convene read --unread\n"
                "  convene read W1-calls\n"
                "  convene read --thread 214",
    .run = run};

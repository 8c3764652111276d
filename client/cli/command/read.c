/* `convene read`: the inbox, an inject, a thread. */
#include "client/cli/act/mark.h"
#include "client/cli/session/output.h"
#include "client/cli/show/cards.h"
#include "client/cli/show/document.h"
#include "client/cli/show/inbox.h"
#include "client/cli/text/nearest.h"
#include "client/cli/text/planned.h"
#include "proto/json.h"

#include <inttypes.h>
#include <string.h>

struct read_options {
	struct session_options connection;
	uint64_t thread;
	bool unread, briefing, keep;
};

static int mark(struct session *session, struct mark *marked)
{
	if (mark_is_empty(marked)) {
		return CLI_OK;
	}
	return session_command(session, &marked->command);
}

static int read_thread(struct session *session, const struct read_options *options, struct buf *out,
    const struct style *style)
{
	const struct view_thread *thread = view_thread(session->view, options->thread);
	if (thread == NULL) {
		cli_complain("there is no thread %" PRIu64, options->thread);
		return CLI_REFUSED;
	}
	show_thread(out, session->view, thread, style);
	output_flush(out);
	struct mark marked;
	mark_thread(&marked, session->view, thread->id);
	return options->keep ? CLI_OK : mark(session, &marked);
}

static int read_inject(struct session *session, const char *id, const struct read_options *options,
    struct buf *out, const struct style *style)
{
	const struct view_inject *inject = view_inject(session->view, id);
	if (inject == NULL || inject->delivered == NULL) {
		struct nearest nearest;
		char meant[80];
		nearest_init(&nearest, id);
		nearest_offer_injects(&nearest, session->view);
		cli_complain("no inject \"%s\" has been delivered%s", id,
		    inject == NULL ? nearest_question(&nearest, meant, sizeof(meant)) : "");
		return CLI_REFUSED;
	}
	if (options->connection.json) {
		json_write(out, &inject->delivered->base, JSON_COMPACT);
		buf_append_byte(out, '\n');
	} else {
		show_inject(out, session->view, inject, style);
	}
	output_flush(out);
	struct mark marked;
	mark_inject(&marked, session->view, inject);
	return options->keep ? CLI_OK : mark(session, &marked);
}

static int show_card(
    struct session *session, const char *id, struct buf *out, const struct style *style)
{
	bool found = true;
	if (id == NULL) {
		cards_list(out, session->view);
	} else {
		found = cards_show(out, session->view, id, style);
	}
	output_flush_to(out, found ? stdout : stderr);
	return found ? CLI_OK : CLI_REFUSED;
}

/* What has come in, for scripts: an inject or a thread a line. */
static void inbox_json(struct buf *out, const struct view *view, bool unread_only)
{
	for (size_t i = 0; i < view->inject_count; i++) {
		const struct view_inject *inject = &view->injects[i];
		if (unread_only ? !inbox_is_new(inject) : inject->delivered == NULL) {
			continue;
		}
		buf_append_byte(out, '{');
		json_member_message(out, "inject", &inject->delivered->base);
		json_member_unsigned(out, "deliveredNumber", inject->delivered_mark);
		planned_json(out, inject);
		json_member_bool(out, "read", inject->read_by_me);
		json_member_bool(out, "answered", inject->answer_count > 0);
		buf_append_text(out, "}\n");
	}
	for (size_t i = 0; i < view->thread_count; i++) {
		const struct view_thread *thread = &view->threads[i];
		size_t unread = inbox_unread(view, thread->id);
		if (unread_only && unread == 0) {
			continue;
		}
		buf_append_byte(out, '{');
		json_member_message(out, "thread", &thread->opened->base);
		json_member_unsigned(out, "messages", thread->message_count);
		json_member_unsigned(out, "unread", unread);
		buf_append_text(out, "}\n");
	}
}

static bool is_card(const struct operands *operands)
{
	return operands->count > 0 && (strcmp(operands->values[0], "card") == 0 ||
	                                  strcmp(operands->values[0], "cards") == 0);
}

static int show(
    struct session *session, const struct operands *operands, const struct read_options *options)
{
	struct style style = output_style();
	struct buf out = {0};
	int status = CLI_OK;
	if (options->thread != 0) {
		status = read_thread(session, options, &out, &style);
	} else if (is_card(operands)) {
		status = show_card(
		    session, operands->count > 1 ? operands->values[1] : NULL, &out, &style);
	} else if (operands->count == 1) {
		status = read_inject(session, operands->values[0], options, &out, &style);
	} else if (options->briefing) {
		cards_briefing(&out, session->view, &style);
	} else if (options->connection.json) {
		inbox_json(&out, session->view, options->unread);
	} else {
		inbox_list(&out, session->view, session_exercise_ms(session), options->unread);
	}
	output_end(&out);
	return status;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct read_options read = {.thread = 0};
	struct session session = {.driver = NULL};
	struct operands operands;
	const struct option options[] = {SESSION_OPTIONS(&read.connection),
	    {"thread", "NUMBER", OPTION_NUMBER, &read.thread, NULL, "read this thread"},
	    {"unread", NULL, OPTION_FLAG, &read.unread, NULL, "list only what was not read yet"},
	    {"briefing", NULL, OPTION_FLAG, &read.briefing, NULL,
	        "read the briefings for everybody and for your team"},
	    {"keep-unread", NULL, OPTION_FLAG, &read.keep, NULL, "do not tell that it was read"},
	    SESSION_JSON(&read.connection), {.name = NULL}};
	int status = options_parse(command, options, argc, argv, &operands);
	if (status >= 0) {
		return status;
	}
	if (operands.count > (is_card(&operands) ? 2 : 1) ||
	    (operands.count > 0 && read.thread != 0)) {
		return options_usage(command, "one inject or one thread at a time");
	}
	status = session_open(&session, &read.connection, SESSION_CAUGHT_UP);
	if (status != CLI_OK) {
		return status;
	}
	status = show(&session, &operands, &read);
	session_close(&session);
	return status;
}

const struct command read_command = {.name = "read",
    .operands = "[INJECT | cards | card COUNTRY]",
    .summary = "list what has come in, or read an inject or a thread",
    .help = "Without an operand: everything that has come in for you, the newest last, with a\n"
            "mark where it was not read yet. Reading an inject or a thread tells your team and\n"
            "the controllers that you have read it. cards lists the country cards, card shows\n"
            "one: who may do what there.",
    .examples = "  convene read\n"
                "  convene read --unread\n"
                "  convene read --briefing\n"
                "  convene read card AL\n"
                "  convene read w1-calls\n"
                "  convene read --thread 214350",
    .run = run};

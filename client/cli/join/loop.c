/*
 * `convene join`: the interactive mode, from the command line to what the shell is told. What a
 * line is depends on what was before it; a call for help (calls.h) and a join link are taken out
 * first, wherever they are typed:
 *
 *               a verb without its text
 *     prompt ----------------------------> collecting --- "." ---> the verb
 *      |  ^                                    |
 * verb |  | answered, Ctrl-C                   | Ctrl-C, Ctrl-D
 *      v  |                                    v
 *     question (join_ask)                    prompt
 */
#include "client/cli/join/calls.h"
#include "client/cli/join/complete.h"
#include "client/cli/join/documents.h"
#include "client/cli/join/edit_inject.h"
#include "client/cli/join/noun.h"
#include "client/cli/join/saying.h"
#include "client/cli/join/status.h"
#include "client/cli/join/synonyms.h"
#include "client/cli/join/talk.h"
#include "client/cli/join/told.h"
#include "client/cli/join/verbs.h"
#include "client/cli/session/output.h"
#include "client/cli/terminal/terminal.h"
#include "client/cli/text/link_text.h"
#include "client/cli/text/wrap.h"
#include "proto/xalloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void run_verb(struct join *join, const struct verb *verb, char *rest)
{
	size_t len = strlen(rest);
	while (len > 0 && isspace((unsigned char)rest[len - 1])) {
		rest[--len] = '\0';
	}
	verbs_run(verb, join, rest);
}

/* Whether `rest` has nothing where the verb's text should be. */
static bool lacks_text(const struct verb *verb, const char *rest)
{
	int words = 0;
	while (*rest != '\0') {
		rest += strspn(rest, " ");
		if (*rest == '\0') {
			break;
		}
		words++;
		rest += strcspn(rest, " ");
	}
	return verb->words_before_text >= 0 && words == verb->words_before_text;
}

/* The next text begins with nothing of this one. */
static void collect_drop(struct join *join)
{
	join->collecting = NULL;
	join->collect_head.len = 0;
	join->collected.len = 0;
}

static void collect(struct join *join, const char *line)
{
	const struct verb *verb = join->collecting;
	struct buf whole = {0};
	if (strcmp(line, ".") != 0) {
		buf_append_text(&join->collected, line);
		buf_append_byte(&join->collected, '\n');
		return;
	}
	buf_append(&whole, join->collect_head.data, join->collect_head.len);
	buf_append_byte(&whole, ' ');
	buf_append(&whole, join->collected.data, join->collected.len);
	collect_drop(join);
	char *text = buf_take_text(&whole);
	run_verb(join, verb, text + strspn(text, " "));
	free(text);
}

/* Only texts may have several lines. */
static void one_line(char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\n') {
			*text = ' ';
		}
	}
}

static void refuse_link(struct join *join)
{
	join_refuse(join,
	    "That is a join link, and you have joined: nothing was done with it and it "
	    "is not kept. `quit`, then `convene join --new`, takes you elsewhere.");
}

static void answer_question(struct join *join, char *line)
{
	void (*answer)(struct join *join, char *about, char *line) = join->answer;
	char *about = join->about;
	join->answer = NULL;
	one_line(line);
	join->about = NULL;
	answer(join, about, verbs_trim(line));
	free(about);
}

/* Whether a text of several lines follows. To a person it is said at once that what stands before
 * it is nobody: a text that has been written would be lost. A script's lines are its text, not the
 * next commands. A questionnaire takes no text: it asks. */
static bool begins_text(struct join *join, const struct verb *verb, const char *rest)
{
	bool say = strcmp(verb->name, "say") == 0;
	if (say && talk_lacks_text(join, rest)) {
		return true;
	}
	bool asks = strcmp(verb->name, "answer") == 0 && join_conduct_answers(join, rest);
	if (asks || !lacks_text(verb, rest)) {
		return false;
	}
	return !terminal_has_person(join->terminal) ||
	       (!say && talk_can_begin(join, verb->name, rest));
}

static void on_verb(struct join *join, char *line)
{
	char *rest = line;
	const char *name = line[0] == '/' ? "/" : verbs_word(&rest);
	if (line[0] == '/') {
		rest = line + 1;
	}
	const struct verb *verb = verbs_find(join->session.view->role, name);
	if (name[0] == '\0') {
		status_hurry(join);
		return;
	}
	if (verb == NULL) {
		join_no_verb(join, name);
		return;
	}
	if (verb->words_before_text < 0) {
		one_line(rest);
	}
	if (begins_text(join, verb, rest)) {
		collect_drop(join);
		join->collecting = verb;
		buf_append_text(&join->collect_head, rest);
	} else {
		run_verb(join, verb, rest);
	}
}

static void on_command(struct join *join, char *line)
{
	struct buf meant = {0};
	if (synonyms_apply(join->session.view->role, line, &meant)) {
		on_verb(join, (char *)meant.data);
	} else {
		on_verb(join, line);
	}
	buf_deinit(&meant);
}

/* How long a line waits for those before it; the network is given up sooner than that
 * (client/lib/alive.c). */
#define WAIT_SAID_MS 1500
#define WAIT_MOST_MS 10000

/* Whether what was typed before is done, or will not be soon. */
static bool is_settled(void *context)
{
	const struct join *join = context;
	bool waits = join->unsent.count > 0 || join_conduct_waits(join);
	return !waits || join->offline || join->session.ended;
}

static void wait_for_those_before(struct join *join)
{
	struct driver *driver = join->session.driver;
	if (!driver_wait(driver, is_settled, join, WAIT_SAID_MS)) {
		join_say(join, "What you typed before is not answered yet; this waits for it.");
		driver_wait(driver, is_settled, join, WAIT_MOST_MS);
	}
	if (join->answer != NULL) {
		terminal_mark(join->terminal);
	}
}

/*
 * A line that was typed ahead may be about what those before it make: it waits for their
 * acknowledgement, which is there before somebody who looks has typed it. What they ask is answered
 * neither by it nor by others that were typed by then, a "yes" least of all: false.
 */
static bool waits_for_turn(struct join *join, const char *line)
{
	if (join->answer == NULL && join->collecting == NULL && !is_settled(join)) {
		wait_for_those_before(join);
	}
	if (join->answer == NULL || !terminal_is_before_mark(join->terminal)) {
		return true;
	}
	if (line[0] != '\0') {
		join_say(join, "Not carried out, since a question comes first: %s", line);
	}
	return false;
}

static void on_line(struct join *join, const char *line)
{
	if (calls_take(join, line)) {
		return;
	}
	if (link_text_is_link(line)) {
		refuse_link(join);
		return;
	}
	if (!waits_for_turn(join, line)) {
		return;
	}
	if (join->answer == NULL && join->collecting == NULL) {
		unsent_line(join->typed, "%s", line);
	}
	if (join->collecting != NULL) {
		collect(join, line);
		return;
	}
	char *copy = xstrdup(line);
	if (join->answer != NULL) {
		answer_question(join, copy);
	} else {
		on_command(join, copy);
	}
	free(copy);
}

static bool refuses(void *context, const char *text, bool too_long)
{
	struct join *join = context;
	if (too_long) {
		join_refuse(join, "That is too long to paste: attach it as a file.");
	} else if (link_text_is_link(text)) {
		refuse_link(join);
	} else {
		return false;
	}
	return true;
}

static void resized(void *context)
{
	struct join *join = context;
	join->style.width = wrap_terminal_width(STDOUT_FILENO);
}

static bool all_answered(void *context)
{
	const struct join *join = context;
	const struct outbox *outbox = &join->outbox;
	bool sending = outbox->waiting_count > 0 || (outbox->is_coming && !outbox->is_dropped);
	return join->session.ended ||
	       (convene_unanswered(driver_peek(join->session.client)) == 0 && !sending &&
	           join->save_count == 0 && !join_conduct_waits(join));
}

/* As long as a file makes progress there is no hurry. */
static void wait_for_answers(struct join *join, int64_t timeout_ms)
{
	size_t before;
	do {
		before = documents_sent(join);
		if (driver_wait(join->session.driver, all_answered, join, timeout_ms)) {
			return;
		}
	} while (join->outbox.is_coming && documents_sent(join) != before);
}

static void throw_away(struct join *join)
{
	if (join->collecting != NULL || join->answer != NULL) {
		join_say(join, "Thrown away.");
	}
	collect_drop(join);
	join->answer = NULL;
	edit_inject_dropped(join);
}

/* A text without its full stop is not sent, since more of it may have been meant; nor is it lost.
 */
static void hand_text_back(struct join *join)
{
	const struct verb *verb = join->collecting;
	struct buf text = {0};
	if (verb == NULL) {
		return;
	}
	join_refuse(join,
	    "Not sent, since the line with only a full stop did not come: the text of `%s`.",
	    verb->name);
	buf_append(&text, join->collected.data, join->collected.len);
	join_show(join, &text);
	collect_drop(join);
}

/* Ctrl-D is `quit`, and asks as that does; a second one in a row, or a terminal that is gone, does
 * not wait for the answer. Within a text it throws that away, so that none is lost unseen. */
static bool ends(struct join *join, bool again)
{
	if (again || !terminal_has_person(join->terminal)) {
		return true;
	}
	if (join->collecting != NULL) {
		throw_away(join);
		return false;
	}
	join->answer = NULL;
	edit_inject_dropped(join);
	verbs_quit(join);
	return join->quit;
}

/* A script's lines are, and those of a terminal that can do nothing. */
static void one_after_the_other(struct join *join)
{
	bool asked = join->answer != NULL;
	wait_for_answers(join, join->session.timeout_ms);
	if (!asked && join->answer != NULL) {
		terminal_mark(join->terminal);
	}
}

static void converse(struct join *join)
{
	bool ended = false;
	const char *line;
	while (!join->quit && !join->session.ended) {
		enum terminal_input input = terminal_read(join->terminal, &line);
		if (input == TERMINAL_END) {
			bool collected = join->collecting != NULL;
			if (ends(join, ended)) {
				break;
			}
			ended = !collected;
			continue;
		}
		ended = false;
		if (input == TERMINAL_CANCEL) {
			throw_away(join);
			continue;
		}
		on_line(join, line);
		if (!terminal_is_interactive(join->terminal)) {
			one_after_the_other(join);
		}
	}
	hand_text_back(join);
	wait_for_answers(join, 3000);
	documents_hand_back(join, "The exercise is left.");
}

/* What was given and never acknowledged is not passed over. */
static int tell_unsent(const struct join *join)
{
	const struct unsent *unsent = &join->unsent;
	if (unsent->count == 0) {
		return CLI_OK;
	}
	for (size_t i = 0; i < unsent->count; i++) {
		cli_complain("%s: %s", unsent->list[i].marked ? "Not sent" : "No answer came to",
		    unsent->list[i].line);
	}
	return CLI_UNREACHABLE;
}

/* From the terminal's start to its end. What a script's lines come to: CLI_OK or CLI_REFUSED. */
static int take_part(struct join *join, bool scroll)
{
	struct terminal_callbacks callbacks = {.prompt = status_prompt,
	    .banner = status_banner,
	    .complete = join_complete,
	    .refuses = refuses,
	    .insists = calls_begins,
	    .resized = resized,
	    .context = join};
	struct buf head = {0};
	int fault = CLI_OK;
	join->terminal = terminal_new(join->session.driver, &callbacks, !scroll);
	if (scroll || !terminal_is_interactive(join->terminal)) {
		status_banner(join, SIZE_MAX, &head);
		buf_append_byte(&head, '\n');
		join_show(join, &head);
	}
	status_start(join);
	told_caught_up(join);
	converse(join);
	if (join->fault && !terminal_has_person(join->terminal)) {
		fault = CLI_REFUSED;
	}
	ending_stop(&join->ending);
	status_stop(join);
	terminal_free(join->terminal);
	join->terminal = NULL;
	return tell_unsent(join) != CLI_OK ? CLI_UNREACHABLE : fault;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct join join = {.style = output_style()};
	struct session_options connection = {.link = NULL};
	bool scroll = false;
	const struct option options[] = {SESSION_OPTIONS(&connection),
	    {"scroll", NULL, OPTION_FLAG, &scroll, NULL,
	        "banner as an ordinary line, once: for terminals that cannot keep it"},
	    {"new", NULL, OPTION_FLAG, &connection.fresh, NULL,
	        "ask for a link, also after a first login"},
	    {.name = NULL}};
	int status = session_parse_link(command, options, argc, argv, &connection);
	if (status >= 0) {
		return status;
	}
	if (!cli_is_utf8()) {
		cli_complain("this system has no locale with UTF-8, so that what you type would be "
		             "damaged: set LC_ALL to one (`locale -a` lists them)");
		return CLI_LOCAL;
	}
	connection.greets = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	join.session.observe = told_observe;
	join.session.context = &join;
	status = session_open(&join.session, &connection, SESSION_CAUGHT_UP);
	if (status == CLI_OK) {
		int fault = take_part(&join, scroll);
		status = session_outcome(&join.session, true);
		if (status == CLI_OK) {
			status = fault;
		}
	}
	join_conduct_deinit(&join);
	edit_inject_deinit(&join);
	session_close(&join.session);
	documents_deinit(&join);
	unsent_deinit(&join.unsent);
	past_deinit(&join.past);
	buf_deinit(&join.collect_head);
	buf_deinit(&join.collected);
	convene__v1__command__free_unpacked(join.proposed, NULL);
	free(join.asked);
	free(join.about);
	return status;
}

const struct command join_command = {.name = "join",
    .operands = "[LINK]",
    .summary = "take part, interactively",
    .help = "Joins the exercise and stays: what happens appears as it happens, and what you type\n"
            "below it is carried out. `help` there lists what your role can do. The session is\n"
            "remembered: next time, and for all other commands, no link is needed. When the\n"
            "connection is lost, it is opened again; nothing is lost and nothing is sent twice.\n"
            "With a script on standard input, its lines are carried out one after the other, and\n"
            "the exit status is 1 if one was refused or made no sense. Text that is pasted goes\n"
            "into the line that is being typed; nothing of it is carried out before Enter.",
    .examples = "  convene join\n"
                "  CONVENE_CODE=7KQ2-M4XW-9DHT-2PQA CONVENE_NAME=\"Anna Ruiz\" \\\n"
                "      convene join convene://exercise.example:8443/long-harvest",
    .run = run};

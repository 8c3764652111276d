/* `convene join`: the interactive mode. */
#include "client/cli/join/join.h"

#include "client/cli/inbox.h"
#include "client/cli/wrap.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is kept of the timeline for `log`. */
#define LOG_MOST ((size_t)512 * 1024)

/* Lines of what has been, shown when somebody joins. */
#define CATCH_UP_LINES 12

void join_show(struct join *join, struct buf *text)
{
	terminal_print(join->terminal, text);
	buf_deinit(text);
}

void join_say(struct join *join, const char *format, ...)
{
	struct buf text = {0}, clean = {0};
	char line[1500];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	wrap_append(&clean, line, join->style.width, 0, 0);
	timeline_colour(&text, &join->style, TIMELINE_DIM);
	buf_append(&text, clean.data, clean.len);
	timeline_plain(&text, &join->style);
	buf_deinit(&clean);
	join_show(join, &text);
}

void join_send(struct join *join, Convene__V1__Command *command, const char *done)
{
	/* the address of a literal says what to say when it is done */
	int error = convene_send(
	    driver_convene(join->session.client), command, (uint64_t)(uintptr_t)done, NULL);

	if (error != 0)
		join_say(join, "%s.", convene_error_text(error));
}

void join_act(struct join *join, struct act *act)
{
	join_send(join, &act->command, act->done);
}

/* --- what comes in --- */

static void on_result(struct join *join, const struct convene_result *answer)
{
	const char *done = (const char *)(uintptr_t)answer->tag;
	const Convene__V1__Error *error = answer->result->error;

	if (done == documents_stored_tag) {
		documents_stored(join, error);
		return;
	}
	if (error != NULL)
		join_say(join, "Refused: %s", error->message);
	else if (done != NULL)
		join_say(join, "%s", done);
	if (error == NULL && answer->result->join_code[0] != '\0')
		join_say(join, "Join code, shown only now: %s", answer->result->join_code);
}

static void on_entry(struct join *join, const Convene__V1__Event *event)
{
	struct buf text = {0};

	timeline_event(&text, join->session.view, event, &join->style);
	if (text.len == 0)
		return;
	if (join->log.len > LOG_MOST)
		buf_consume(&join->log, join->log.len / 2);
	buf_append(&join->log, text.data, text.len);
	if (join->live)
		join_show(join, &text);
	else
		buf_deinit(&text);
}

/* Everything that has been is known: its end is shown, and what is new. */
static void on_caught_up(struct join *join)
{
	const struct view *view = join->session.view;
	size_t at = join->log.len, lines = CATCH_UP_LINES, unread = view_unread(view);
	struct buf text = {0};

	if (join->live)
		return;
	join->live = true;
	while (at > 0 && lines > 0) {
		at--;
		if (at > 0 && join->log.data[at - 1] == '\n')
			lines--;
	}
	buf_append(&text, join->log.data + at, join->log.len - at);
	join_show(join, &text);
	if (unread > 0 && view->role == CONVENE__V1__ROLE__ROLE_PLAYER)
		join_say(join, "%zu not read yet: `inbox new` lists them.", unread);
	join_say(join, "`help` says what you can do; `briefing` is what to read first.");
}

static void observe(void *context, const struct convene_event *event)
{
	struct join *join = context;

	if (join->terminal == NULL && event->kind != CONVENE_ENTRY)
		return;
	switch (event->kind) {
	case CONVENE_ENTRY:
		on_entry(join, event->entry.event);
		break;
	case CONVENE_CAUGHT_UP:
		on_caught_up(join);
		break;
	case CONVENE_RESULT:
		on_result(join, &event->result);
		break;
	case CONVENE_UPLOADED:
		documents_uploaded(join, &event->transfer);
		break;
	case CONVENE_DOWNLOADED:
		documents_downloaded(join, &event->transfer);
		break;
	case CONVENE_NOTICE:
		join_say(join, "The server says: %s", event->notice->message);
		break;
	case CONVENE_OFFLINE:
		join_say(join, "Offline: %s. Trying again in %.1f s; what you send waits.",
		    event->loss.text, (double)event->loss.retry_in_ms / 1000.0);
		break;
	case CONVENE_WELCOME:
		if (join->live)
			join_say(join, "Online again.");
		break;
	case CONVENE_STOPPED:
		terminal_stop(join->terminal);
		break;
	default:
		break;
	}
}

/* --- what is typed --- */

static void run_verb(struct join *join, const struct verb *verb, char *rest)
{
	size_t len = strlen(rest);

	while (len > 0 && isspace((unsigned char)rest[len - 1]))
		rest[--len] = '\0';
	verb->run(join, rest);
}

/* Whether `rest` has nothing where the verb's text should be. */
static bool lacks_text(const struct verb *verb, const char *rest)
{
	int words = 0;

	while (*rest != '\0') {
		rest += strspn(rest, " ");
		if (*rest == '\0')
			break;
		words++;
		rest += strcspn(rest, " ");
	}
	return verb->words_before_text >= 0 && words == verb->words_before_text;
}

static void collect(struct join *join, const char *line)
{
	const struct verb *verb = join->collecting;
	struct buf whole = {0};
	char *text;

	if (strcmp(line, ".") != 0) {
		buf_append_text(&join->collected, line);
		buf_append_byte(&join->collected, '\n');
		return;
	}
	join->collecting = NULL;
	buf_printf(&whole, "%s ", join->collect_head);
	buf_append(&whole, join->collected.data, join->collected.len);
	join->collected.len = 0;
	text = buf_take_text(&whole);
	run_verb(join, verb, text + strspn(text, " "));
	free(text);
}

static void on_line(struct join *join, const char *line)
{
	const struct verb *verb;
	char *copy, *rest, *name;

	if (join->collecting != NULL) {
		collect(join, line);
		return;
	}
	copy = strdup(line);
	if (copy == NULL)
		return;
	rest = copy;
	name = verbs_word(&rest);
	verb = verbs_find(join->session.view->role, name);
	if (name[0] == '\0') {
		/* an empty line does nothing */
	} else if (verb == NULL) {
		join_say(join, "There is no \"%s\"; `help` lists what there is.", name);
	} else if (lacks_text(verb, rest)) {
		join->collecting = verb;
		snprintf(join->collect_head, sizeof(join->collect_head), "%s", rest);
	} else {
		run_verb(join, verb, rest);
	}
	free(copy);
}

static const char *prompt(void *context)
{
	struct join *join = context;
	const struct view *view = join->session.view;
	size_t unread = view->role == CONVENE__V1__ROLE__ROLE_PLAYER ? view_unread(view) : 0;

	if (join->collecting != NULL) {
		snprintf(
		    join->prompt, sizeof(join->prompt), "%s (. ends)> ", join->collecting->name);
		return join->prompt;
	}
	snprintf(join->prompt, sizeof(join->prompt), "%.60s",
	    view->team_id[0] != '\0' ? view->team_id : timeline_role(view->role));
	if (unread > 0)
		snprintf(join->prompt + strlen(join->prompt),
		    sizeof(join->prompt) - strlen(join->prompt), " (%zu new)", unread);
	snprintf(
	    join->prompt + strlen(join->prompt), sizeof(join->prompt) - strlen(join->prompt), "> ");
	return join->prompt;
}

static void banner(void *context, struct buf *out)
{
	struct join *join = context;

	timeline_banner(out, join->session.view,
	    convene_server_ms(
	        driver_peek(join->session.client), driver_now_ms(join->session.driver)));
}

static void add_word(struct buf *words, const char *word)
{
	buf_append(words, word, strlen(word) + 1);
}

static void add_verb(void *context, const struct verb *verb)
{
	add_word(context, verb->name);
}

/* Whether the line's verb is one of these, which stand between spaces. */
static bool verb_in(const char *line, const char *verbs)
{
	char padded[64];

	line += strspn(line, " ");
	snprintf(padded, sizeof(padded), " %.*s ", (int)strcspn(line, " "), line);
	return strstr(verbs, padded) != NULL;
}

static void complete(void *context, const char *line, struct buf *words)
{
	struct join *join = context;
	const struct view *view = join->session.view;

	if (line[strspn(line, " ")] == '\0') {
		verbs_each(view->role, add_verb, words);
		return;
	}
	if (!verb_in(line, " say as brief canned "))
		for (size_t i = 0; i < view->inject_count; i++)
			add_word(words, view->injects[i].id);
	if (verb_in(line, " read answer save release hold skip reschedule "))
		return;
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_teams; i++)
		add_word(words, view->exercise->teams[i]->id);
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_entities; i++)
		add_word(words, view->exercise->entities[i]->id);
}

/* --- the whole --- */

static bool all_answered(void *context)
{
	const struct join *join = context;

	return join->session.ended || (convene_unanswered(driver_peek(join->session.client)) == 0 &&
	                                  join->upload == NULL && join->saves == NULL);
}

static void converse(struct join *join)
{
	const char *line;

	while (!join->quit && !join->session.ended) {
		enum terminal_input input = terminal_read(join->terminal, &line);

		if (input == TERMINAL_END)
			break;
		if (input == TERMINAL_CANCEL) {
			if (join->collecting != NULL)
				join_say(join, "Thrown away.");
			join->collecting = NULL;
			join->collected.len = 0;
			continue;
		}
		on_line(join, line);
		/* a script's lines are carried out one after the other */
		if (!terminal_is_interactive(join->terminal))
			driver_wait(
			    join->session.driver, all_answered, join, join->session.timeout_ms);
	}
	driver_wait(join->session.driver, all_answered, join, 3000);
}

static int run(const struct command *command, int argc, char **argv)
{
	struct join join = {.live = false};
	struct session_options connection = {.link = NULL};
	bool scroll = false;
	struct operands operands;
	const struct option options[] = {SESSION_OPTIONS(&connection),
	    {"scroll", NULL, OPTION_FLAG, &scroll,
	        "banner as an ordinary line: keeps the terminal's scrollback"},
	    {.name = NULL}};
	struct terminal_callbacks callbacks = {
	    .prompt = prompt, .banner = banner, .complete = complete, .context = &join};
	struct buf head = {0};
	int status = options_parse(command, options, argc, argv, &operands);

	if (status >= 0)
		return status;
	if (operands.count > 1)
		return options_usage(command, "one join link is enough");
	if (operands.count == 1)
		connection.link = operands.values[0];
	join.style.colours = cli_colours(STDOUT_FILENO);
	join.style.width = wrap_terminal_width(STDOUT_FILENO);
	join.session.observe = observe;
	join.session.context = &join;
	status = session_open(&join.session, &connection, SESSION_WITH_EVENTS);
	if (status == CLI_OK)
		status = session_catch_up(&join.session);
	if (status == CLI_OK) {
		join.terminal = terminal_new(join.session.driver, &callbacks, !scroll);
		if (scroll || !terminal_is_interactive(join.terminal)) {
			banner(&join, &head);
			buf_append_byte(&head, '\n');
			join_show(&join, &head);
		}
		on_caught_up(&join);
		converse(&join);
		terminal_free(join.terminal);
		join.terminal = NULL;
		status = session_outcome(&join.session, true);
	}
	session_close(&join.session);
	documents_deinit(&join);
	buf_deinit(&join.log);
	buf_deinit(&join.collected);
	return status;
}

const struct command join_command = {.name = "join",
    .operands = "[LINK]",
    .summary = "take part, interactively",
    .help = "Joins the exercise and stays: what happens appears as it happens, and what you type\n"
            "below it is carried out. `help` there lists what your role can do. The session is\n"
            "remembered: next time, and for all other commands, no link is needed. When the\n"
            "connection is lost, it is opened again; nothing is lost and nothing is sent twice.\n"
            "With a script on standard input, its lines are carried out one after the other.",
    .examples = "  convene join\n"
                "  CONVENE_CODE=7KQ2-M4XW-9DHT-2PQA CONVENE_NAME=\"Anna Ruiz\" \\\n"
                "      convene join convene://exercise.example:8443/long-harvest",
    .run = run};

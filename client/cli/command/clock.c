/*
 * `convene clock`: shows and changes the exercise's clock. A change is built twice: the words are
 * checked before there is a connection, times and the clock's revision come from the view.
 */
#include "client/cli/act/consequence.h"
#include "client/cli/command/confirm.h"
#include "client/cli/session/output.h"
#include "client/cli/text/choices.h"
#include "client/cli/text/words.h"
#include "proto/json.h"
#include "proto/say.h"

#include <string.h>

struct clock {
	struct session_options connection;
	const char *note, *rate, *overdue, *factor;
	struct confirm_said said;

	const struct command *command; /* borrowed: outlives it */
	const char *verb;              /* borrowed: the first operand, else "show" */
	struct buf value;              /* owned: those behind it, with a NUL; empty: none */
	struct session session;
};

static void show_json(const struct view *view, int64_t exercise_ms)
{
	int64_t end_ms = view->exercise != NULL ? view->exercise->duration_ms : 0;
	struct buf out = {0};
	char story[32];
	view_story_text(view, exercise_ms, story, sizeof(story));
	buf_append_byte(&out, '{');
	json_member_text(&out, "phase", words_phase(view->clock.phase));
	json_member_signed(&out, "exerciseMs", exercise_ms);
	json_member_unsigned(&out, "ratePermille", view->clock.rate_permille);
	json_member_unsigned(&out, "clockRevision", view->clock.revision);
	json_member_text(&out, "story", story);
	if (end_ms > 0) {
		json_member_signed(&out, "plannedEndMs", end_ms);
	}
	if (end_ms > 0) {
		json_member_bool(&out, "over", exercise_ms >= end_ms);
	}
	buf_append_text(&out, "}\n");
	output_end(&out);
}

static void show(const struct session *session, bool json)
{
	const struct view *view = session->view;
	int64_t exercise_ms = session_exercise_ms(session);
	char time[24], story[32], over[WHEN_SIZE];
	if (json) {
		show_json(view, exercise_ms);
		return;
	}
	view_story_text(view, exercise_ms, story, sizeof(story));
	when_over(view, exercise_ms, over);
	say(stdout, "%s %s%s%s, rate %g%s%s%s%s\n", when_time(exercise_ms, time),
	    words_phase(view->clock.phase), over[0] != '\0' ? ", " : "", over,
	    view->clock.rate_permille / 1000.0, story[0] != '\0' ? ", story " : "", story,
	    view->clock.note[0] != '\0' ? ": " : "", view->clock.note);
}

/* The command for the verb; -1 or an exit code. Before there is a connection it is the words that
 * are wrong; afterwards, they do not fit the exercise. */
static int build(struct clock *clock, struct act *act)
{
	const struct view *view = clock->session.view;
	bool story = strcmp(clock->verb, "story") == 0;
	const char *value = clock->value.len > 0 ? (const char *)clock->value.data : NULL;
	char why[ACT_WHY_SIZE];
	if (act_clock(act, view, view != NULL ? session_exercise_ms(&clock->session) : 0,
	        clock->verb, value != NULL || story ? value : clock->rate, clock->note,
	        story ? clock->factor : clock->overdue, why, sizeof(why))) {
		return -1;
	}
	if (view == NULL) {
		return options_usage(clock->command, "%s", why);
	}
	cli_complain("%s", why);
	return CLI_REFUSED;
}

/* Says what the verb would do, and does it. */
static int change(struct clock *clock, struct act *act)
{
	int status = build(clock, act);
	if (status < 0) {
		status = confirm_act(&clock->session, act, &clock->said);
	}
	if (status != CLI_OK) {
		return status;
	}
	return output_command(&clock->session, &act->command, &clock->connection, act->done);
}

/* What there is, and how many words stand behind it; -1: a time, of as many as it has. */
static const struct {
	const char *name;
	int most;
} verbs[] = {{"show", 0}, {"start", 1}, {"pause", 0}, {"resume", 0}, {"rate", 1}, {"jump", -1},
    {"story", -1}, {"end", 0}, {"close", 0}};

#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

/* -1: go on. */
static int check_verb(const struct clock *clock, int count)
{
	struct choices choices;
	size_t i = 0;
	int status = -1;
	choices_init(&choices, clock->verb);
	for (; i < VERBS && strcmp(verbs[i].name, clock->verb) != 0; i++) {
		choices_offer(&choices, verbs[i].name);
	}
	if (i == VERBS) {
		status = options_usage(clock->command, "there is no \"clock %s\"%s", clock->verb,
		    choices_end(&choices, "; there are: "));
	} else if (verbs[i].most >= 0 && count > verbs[i].most) {
		status = options_usage(clock->command,
		    verbs[i].most == 0 ? "%s stands alone" : "%s takes one factor", clock->verb);
	}
	choices_deinit(&choices);
	return status;
}

static int carry_out(struct clock *clock)
{
	bool shows = strcmp(clock->verb, "show") == 0;
	struct act act;
	/* the form is checked before anything is sent, the revision filled in afterwards */
	int status = shows ? -1 : build(clock, &act);
	if (status >= 0) {
		return status;
	}
	status = session_open(&clock->session, &clock->connection, SESSION_CAUGHT_UP);
	if (status != CLI_OK) {
		return status;
	}
	if (shows) {
		show(&clock->session, clock->connection.json);
	} else {
		status = change(clock, &act);
	}
	session_close(&clock->session);
	return status;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct clock clock = {.command = command};
	const struct option options[] = {SESSION_OPTIONS(&clock.connection),
	    {"note", "TEXT", OPTION_TEXT, &clock.note, "pause, jump, story, end, close",
	        "said to everybody"},
	    {"rate", "FACTOR", OPTION_TEXT, &clock.rate, "start", "1 is real time"},
	    {"factor", "NUMBER", OPTION_TEXT, &clock.factor, "story",
	        "how much faster than the clock from here on"},
	    {"overdue", "RULE", OPTION_TEXT, &clock.overdue, "jump",
	        "ask, fire or stagger; else the scenario's rule"},
	    {"answer", "TEXT", OPTION_TEXT, &clock.said.answer, "start, resume, end, close",
	        "what was done for who called for welfare"},
	    {"yes", NULL, OPTION_FLAG, &clock.said.yes, NULL,
	        "do it, whatever it passes over: nobody is asked"},
	    SESSION_JSON(&clock.connection), {.name = NULL}};
	struct operands operands;
	int status = options_parse(command, options, argc, argv, &operands);
	if (status >= 0) {
		return status;
	}
	clock.verb = operands.count > 0 ? operands.values[0] : "show";
	status = check_verb(&clock, operands.count - 1);
	if (status >= 0) {
		return status;
	}
	char why[200];
	if (!options_fit(options, clock.verb, why, sizeof(why))) {
		return options_usage(command, "%s", why);
	}
	for (int i = 1; i < operands.count; i++) {
		buf_printf(&clock.value, "%s%s", i > 1 ? " " : "", operands.values[i]);
	}
	if (operands.count > 1) {
		buf_append_byte(&clock.value, '\0');
	}
	status = carry_out(&clock);
	buf_deinit(&clock.value);
	return status;
}

const struct command clock_command = {.name = "clock",
    .operands = "[show | start | pause | resume | rate FACTOR |\n"
                "    jump TIME | story TIME | end | close]",
    .summary = "show or change the exercise's clock",
    .help =
        "Without an operand, or with show: exercise time, state, rate and story time.\n"
        "The rest is for controllers: start is STARTEX, end is ENDEX; close, when the hot wash\n"
        "is over, leaves the exercise to be read only (organisers, too); jump goes forward to\n"
        "an exercise time, or to where the story is that far; story moves the story on while\n"
        "the clock stays (\"ten days later\"), or with --factor changes its pace. If another\n"
        "controller changes the clock at the same moment, the command is refused (exit\n"
        "code 1); look again, then decide.\n"
        "\n"
        "TIME is T+1:30:00, 1:30 (hours and minutes) or 90m of the exercise, +10m from now, or\n"
        "a time of the story: next morning 08:00, today 18:00, day 3 14:00, 2031-08-28 09:00,\n"
        "story 18:00 (the next one). For story, 18:00 and +10d are the story's. Hours and\n"
        "minutes that have passed, or lie beyond the planned end, are not guessed at: both\n"
        "times are named, and how to say either.\n"
        "\n"
        "What a jump passes over, what lies beyond the planned end, and which injects an end\n"
        "leaves undelivered is said first, and asked; in a script it is done with --yes only\n"
        "(else exit code 6). So are calls for welfare that are open, before start, resume, end\n"
        "and close: what was done for each is asked, and sent to who called; in a script\n"
        "--answer TEXT says it to all of them.",
    .examples = "  convene clock\n"
                "  convene clock start --rate 4\n"
                "  convene clock pause --note \"Lunch until 13:30\"\n"
                "  convene clock resume --answer \"Clara is with you.\"\n"
                "  convene clock jump T+1:30:00 --overdue ask --note \"Next morning\"\n"
                "  convene clock jump next morning 08:00 --yes\n"
                "  convene clock jump +10m\n"
                "  convene clock story +10d --note \"Ten days later\"",
    .run = run};

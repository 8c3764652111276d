/* `convene watch`: everything that happens, a line each. */
#include "client/cli/session/ending.h"
#include "client/cli/session/output.h"
#include "client/cli/text/wrap.h"
#include "client/cli/timeline/filter.h"
#include "client/cli/timeline/timeline.h"
#include "client/lib/driver.h"
#include "proto/json.h"
#include "proto/list.h"
#include "proto/model/waiting.h"

/* filter_options, in their order. */
enum { WANTED_TEAM, WANTED_KIND, WANTED_SINCE, WANTED_FIND, WANTED_MAX };

/* A line that waits until it is known from when on lines are wanted. */
struct waiting_line {
	size_t end; /* in `line` */
	int64_t exercise_ms;
};

struct watch {
	struct session session;
	struct style style;
	bool json;
	bool until_now;                 /* end when caught up */
	bool failed;                    /* standard output is gone */
	const char *wanted[WANTED_MAX]; /* as given; borrowed: argv */
	struct filter filter;
	bool filter_read;
	bool since_waits; /* when "-10m" or "today 09:00" is, is known once all else is */
	int wrong;        /* the filter makes no sense: what to end with; else 0 */
	struct buf line;  /* owned */
	struct waiting_line *waiting; /* owned */
	size_t waiting_count, waiting_cap;
	struct ending ending;
};

static void flush_lines(struct watch *watch)
{
	if (!output_flush(&watch->line)) {
		watch->failed = true;
		driver_stop(watch->session.driver);
	}
}

/* The line is whole: it goes out, or waits. */
static void end_line(struct watch *watch, const Convene__V1__Event *event)
{
	if (!watch->since_waits) {
		flush_lines(watch);
		return;
	}
	*LIST_ADD(watch->waiting, watch->waiting_count, watch->waiting_cap) =
	    (struct waiting_line){.end = watch->line.len, .exercise_ms = event->exercise_ms};
}

/* {"number":12,"event":{...}} and, for those who are sent it, "envelope". */
static void json_line(struct watch *watch, const struct convene_entry *entry)
{
	buf_append_byte(&watch->line, '{');
	json_member_unsigned(&watch->line, "number", entry->mark);
	json_member_message(&watch->line, "event", &entry->event->base);
	if (entry->envelope != NULL) {
		json_member_message(&watch->line, "envelope", &entry->envelope->base);
	}
	buf_append_text(&watch->line, "}\n");
	end_line(watch, entry->event);
}

/* Beside the events, so that whoever only watches notices it too. */
static void on_ending(void *context, const char *line)
{
	struct watch *watch = context;
	wrap_append(&watch->line, line, watch->style.width, 0, 0);
	flush_lines(watch);
}

static void read_option(struct watch *watch, size_t i)
{
	char why[FILTER_WHY_SIZE];
	if (watch->wanted[i] == NULL || watch->wrong != 0 ||
	    filter_set(&watch->filter, watch->session.view, session_exercise_ms(&watch->session),
	        filter_options[i], watch->wanted[i], why, sizeof(why))) {
		return;
	}
	cli_complain("%s", why);
	watch->wrong = CLI_USAGE;
	driver_stop(watch->session.driver);
}

/* Once the teams are known: they come with the first event. */
static void read_filter(struct watch *watch)
{
	watch->filter_read = true;
	for (size_t i = 0; i < WANTED_MAX; i++) {
		if (i != WANTED_SINCE) {
			read_option(watch, i);
		}
	}
}

/* All that has happened is known, and so is the time: which of the lines that wait are wanted. */
static void read_since(struct watch *watch)
{
	struct buf all = watch->line;
	size_t begin = 0;
	watch->since_waits = false;
	watch->line = (struct buf){.cap = 0};
	read_option(watch, WANTED_SINCE);
	for (size_t i = 0; i < watch->waiting_count && watch->wrong == 0; i++) {
		const struct waiting_line *line = &watch->waiting[i];
		if (line->exercise_ms >= watch->filter.since_ms) {
			buf_append(&watch->line, all.data + begin, line->end - begin);
		}
		begin = line->end;
	}
	buf_deinit(&all);
	flush_lines(watch);
}

/* What the word was found in, if the line does not show it, is put behind it. */
static bool is_wanted(struct watch *watch, const Convene__V1__Event *event, struct buf *text)
{
	struct filter_item item = {.kind = filter_kind(event), .exercise_ms = event->exercise_ms};
	struct buf teams = {0}, shown = {0}, more = {0};
	buf_append(&shown, text->data, text->len);
	colour_resolve(&shown);
	item.text = (const char *)shown.data;
	item.len = shown.len;
	filter_teams(&teams, watch->session.view, event);
	buf_append_byte(&teams, '\0');
	item.teams = (const char *)teams.data;
	filter_texts(&more, watch->session.view, event);
	buf_append_byte(&more, '\0');
	item.more = (const char *)more.data;
	item.more_len = more.len - 1;
	bool wanted = filter_matches(&watch->filter, &item);
	if (wanted) {
		filter_excerpt(text, &watch->filter.find, &item);
	}
	buf_deinit(&more);
	buf_deinit(&teams);
	buf_deinit(&shown);
	return wanted;
}

static void on_entry(struct watch *watch, const struct convene_entry *entry)
{
	struct buf text = {0};
	if (!watch->filter_read) {
		read_filter(watch);
	}
	if (watch->wrong != 0) {
		return;
	}
	timeline_event(&text, watch->session.view, &(struct view_marked){entry->mark, entry->event},
	    &watch->style);
	/* what is no line cannot be one that is wanted */
	bool shown = watch->json || text.len > 0;
	if (!shown ||
	    (!filter_is_empty(&watch->filter) && !is_wanted(watch, entry->event, &text))) {
		buf_deinit(&text);
		return;
	}
	if (watch->json) {
		json_line(watch, entry);
	} else if (text.len > 0) {
		buf_append(&watch->line, text.data, text.len);
		end_line(watch, entry->event);
	}
	buf_deinit(&text);
}

/* Names that had been waited for. */
static void on_people(struct watch *watch)
{
	Convene__V1__ParticipantJoined joined;
	Convene__V1__Event event;
	uint64_t mark;
	size_t at = 0;
	while (
	    !watch->json && view_next_late_join(watch->session.view, &at, &mark, &event, &joined)) {
		on_entry(watch, &(struct convene_entry){.event = &event, .mark = mark});
	}
}

static void observe(void *context, const struct convene_event *event)
{
	struct watch *watch = context;
	switch (event->kind) {
	case CONVENE_ENTRY:
		on_entry(watch, &event->entry);
		break;
	case CONVENE_PEOPLE:
		on_people(watch);
		break;
	case CONVENE_CAUGHT_UP:
		if (watch->since_waits) {
			read_since(watch);
		}
		if (watch->until_now) {
			driver_stop(watch->session.driver);
		} else if (!watch->json && watch->ending.timer == NULL) {
			ending_start(&watch->ending, &watch->session, on_ending, watch);
		}
		break;
	case CONVENE_OFFLINE:
		/* what keeps the first connection from coming the session tells */
		if (watch->session.welcomed || !watch->session.tells) {
			cli_complain("%s; trying again in %.1f s", event->loss.text,
			    (double)event->loss.retry_in_ms / 1000.0);
		}
		break;
	case CONVENE_STOPPED:
		driver_stop(watch->session.driver);
		break;
	default:
		break;
	}
}

static int run(const struct command *command, int argc, char **argv)
{
	struct watch watch = {.style = output_style()};
	struct session_options connection = {.link = NULL};
	const struct option options[] = {SESSION_OPTIONS(&connection),
	    {"json", NULL, OPTION_FLAG, &watch.json, NULL,
	        "one JSON object a line: {\"number\":...,\"event\":...,\"envelope\":...}"},
	    {"receipts", NULL, OPTION_FLAG, &watch.style.receipts, NULL,
	        "also who received and read what"},
	    {"team", "TEAM", OPTION_TEXT, &watch.wanted[WANTED_TEAM], NULL,
	        "only what concerns this team"},
	    {"kind", "KIND", OPTION_TEXT, &watch.wanted[WANTED_KIND], NULL,
	        "only this: message, inject, answer, decision, case, request, clock, ..."},
	    {"since", "TIME", OPTION_TEXT, &watch.wanted[WANTED_SINCE], NULL,
	        "only from then on: T+1:30:00, -10m (ten minutes ago), \"today 09:00\" of the "
	        "story"},
	    {"find", "WORD", OPTION_TEXT, &watch.wanted[WANTED_FIND], NULL,
	        "only what has this word in it"},
	    {"until-now", NULL, OPTION_FLAG, &watch.until_now, NULL,
	        "end when everything that has happened was shown"},
	    {.name = NULL}};
	char why[FILTER_WHY_SIZE];
	int status = session_parse_link(command, options, argc, argv, &connection);
	if (status >= 0) {
		return status;
	}
	watch.since_waits = watch.wanted[WANTED_SINCE] != NULL;
	if (watch.since_waits && !when_read(NULL, watch.wanted[WANTED_SINCE], WHEN_WAS, 0,
	                             &watch.filter.since_ms, why, sizeof(why))) {
		return options_usage(command, "--since: %s", why);
	}
	watch.session.observe = observe;
	watch.session.context = &watch;
	status = session_open(&watch.session, &connection, SESSION_WITH_EVENTS);
	if (status != CLI_OK) {
		return status;
	}
	if (!watch.session.ended && !(watch.until_now && watch.session.caught_up) &&
	    !watch.failed && watch.wrong == 0) {
		driver_run(watch.session.driver);
	}
	ending_stop(&watch.ending);
	if (watch.wrong != 0) {
		status = watch.wrong;
	} else {
		status = watch.failed ? CLI_LOCAL : session_outcome(&watch.session, true);
	}
	filter_deinit(&watch.filter);
	session_close(&watch.session);
	buf_deinit(&watch.line);
	free(watch.waiting);
	return status;
}

const struct command watch_command = {.name = "watch",
    .operands = "[LINK]",
    .summary = "show everything that happens, a line each",
    .help = "Shows every event that you may see, from the first, and goes on until it is\n"
            "interrupted. Connects again by itself when the connection is lost; no event is\n"
            "shown twice. With --json each line is an object with the event, its number (of\n"
            "those that you see; for staff, its position in the log), and its envelope (audience\n"
            "and actor) for controllers, simulators, evaluators and organisers.",
    .examples = "  convene watch\n"
                "  convene watch --until-now --team AL-POL --kind message --since T+1:00:00\n"
                "  CONVENE_LINK=... convene watch --json | jq -c .event.injectDelivered",
    .run = run};

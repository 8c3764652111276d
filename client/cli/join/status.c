/*
 * The prompt and the banner count the same things and must not contradict each other, so both are
 * made from one count. The banner is made longest first and loses one thing at a time until it
 * fits.
 */
#include "client/cli/join/status.h"

#include "client/cli/join/documents.h"
#include "client/cli/join/saying.h"
#include "client/cli/show/clock.h"
#include "client/cli/text/words.h"
#include "client/lib/driver.h"
#include "proto/model/waiting.h"
#include "proto/printable.h"
#include "proto/reflect.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* From this width on the banner has the mark whole, whatever else has to go. */
#define MARK_COLUMNS 60

/* What another window has looked at: files tell nobody that they have changed. */
#define AGAIN_MS INT64_C(1000)

/* What stands behind a name or in the banner, each a count and what it counts. */
struct count {
	size_t count;
	const char *what; /* borrowed: a literal */
};

#define COUNTS 5

static void count_all(const struct join *join, struct count counts[COUNTS])
{
	const struct view *view = join->session.view;
	bool player = view->role == CONVENE__V1__ROLE__ROLE_PLAYER;
	int64_t now_ms = driver_now_ms(join->session.driver), next_ms;
	size_t calls = waiting_calls(view);
	counts[0] = (struct count){calls, "for WELFARE"};
	counts[1] = (struct count){player ? view_unread(view) : 0, "new"};
	counts[2] = (struct count){waiting_count(view), "waiting"};
	counts[3] = (struct count){unsent_marked(&join->unsent), "not sent yet"};
	counts[4] =
	    (struct count){unsent_late(&join->unsent, now_ms, &next_ms), "not acknowledged yet"};
}

const char *status_prompt(void *context)
{
	struct join *join = context;
	const struct view *view = join->session.view;
	struct buf out = {0};
	if (join->answer != NULL) {
		return join->question;
	}
	if (join->collecting != NULL) {
		snprintf(
		    join->prompt, sizeof(join->prompt), "%s (. ends)> ", join->collecting->name);
		return join->prompt;
	}
	struct count counts[COUNTS];
	count_all(join, counts);
	outbox_shown(&join->outbox, documents_sent(join), &out);
	buf_append_text(
	    &out, view->team_id[0] != '\0' ? view->team_id : REFLECT_WORD(role, view->role));
	for (size_t i = 0; i < COUNTS; i++) {
		if (counts[i].count > 0) {
			buf_printf(&out, " (%zu %s)", counts[i].count, counts[i].what);
		}
	}
	if (join->offline) {
		buf_append_text(&out, " OFFLINE");
	}
	buf_append_text(&out, "> ");
	buf_append_byte(&out, '\0');
	printable_line_in(join->prompt, sizeof(join->prompt), (const char *)out.data);
	buf_deinit(&out);
	return join->prompt;
}

/* What the banner has, one thing less at each step. What the prompt says as well goes early; while
 * there is no connection the clock here is a guess, and goes before what is known of that. */
enum shorter {
	WHOLE,
	NO_TITLE,
	NO_STORY,
	NO_ROLE,
	CALLS_ONLY,
	NO_CLOCK_OFFLINE,
	NO_RETRY,
	NO_SINCE,
	NO_CLOCK_WIDE,
	MARK_TWICE,
	MARK_ONCE,
	NO_CLOCK,
	MARK_ALONE
};

static void apart(struct buf *out)
{
	if (out->len > 0) {
		buf_append_text(out, "  ");
	}
}

static void connection(const struct join *join, enum shorter shorter, struct buf *out)
{
	int64_t left_ms = join->retry_ms - driver_now_ms(join->session.driver);
	if (!join->offline) {
		buf_append_text(out, shorter < NO_RETRY ? "Online" : "");
		return;
	}
	buf_append_text(out, "OFFLINE");
	if (shorter < NO_SINCE) {
		buf_printf(out, " since %s", join->offline_since);
	}
	if (shorter < NO_RETRY && left_ms > 0) {
		buf_printf(out, ", trying again in %d s", (int)((left_ms + 999) / 1000));
	} else if (shorter < NO_RETRY) {
		buf_append_text(out, ", connecting");
	}
}

static void mark(enum shorter shorter, bool wide, struct buf *out)
{
	const char *mark = EXERCISE_MARK;
	if (!wide && shorter >= MARK_TWICE) {
		mark += strlen("EXERCISE ");
	}
	if (!wide && shorter >= MARK_ONCE) {
		mark += strlen("EXERCISE ");
	}
	apart(out);
	buf_append_text(out, mark);
}

static bool has_clock(const struct join *join, enum shorter shorter, bool wide)
{
	if (join->offline && shorter >= NO_CLOCK_OFFLINE) {
		return false;
	}
	return shorter < (wide ? NO_CLOCK_WIDE : NO_CLOCK);
}

static void compose(const struct join *join, enum shorter shorter, bool wide, struct buf *out)
{
	const struct view *view = join->session.view;
	int64_t exercise_ms = session_exercise_ms(&join->session);
	struct count counts[COUNTS];
	count_all(join, counts);
	if (shorter < MARK_ALONE) {
		connection(join, shorter, out);
	}
	for (size_t i = 0; shorter < MARK_ALONE && i < (shorter < CALLS_ONLY ? COUNTS : 1); i++) {
		if (counts[i].count > 0) {
			buf_printf(out, "%s%zu %s", out->len > 0 ? ", " : "", counts[i].count,
			    counts[i].what);
		}
	}
	mark(shorter, wide, out);
	if (shorter < NO_ROLE) {
		buf_printf(out, "  %s",
		    view->team_id[0] != '\0' ? view->team_id : REFLECT_WORD(role, view->role));
	}
	if (has_clock(join, shorter, wide)) {
		apart(out);
		show_clock(out, view, exercise_ms);
	}
	char story[32];
	view_story_text(view, exercise_ms, story, sizeof(story));
	if (shorter < NO_STORY && story[0] != '\0') {
		buf_printf(out, "  %s", story);
	}
	if (shorter < NO_TITLE && view->exercise != NULL) {
		buf_printf(out, "  %s", view_text(view, view->exercise->title));
	}
}

void status_banner(void *context, size_t columns, struct buf *out)
{
	const struct join *join = context;
	size_t before = out->len;
	for (int shorter = WHOLE; shorter <= MARK_ALONE; shorter++) {
		struct buf whole = {0};
		out->len = before;
		compose(join, (enum shorter)shorter, columns >= MARK_COLUMNS, &whole);
		printable_line(out, (const char *)whole.data, whole.len);
		buf_deinit(&whole);
		if (printable_columns((const char *)out->data + before, out->len - before) <
		    columns) {
			return;
		}
	}
}

/* Each reason is said once; the attempts that follow are seen in the banner. */
void status_offline(struct join *join, const struct convene_loss *loss)
{
	time_t now = time(NULL);
	join->retry_ms = driver_now_ms(join->session.driver) + loss->retry_in_ms;
	if (join->offline && strcmp(join->loss, loss->text) == 0) {
		return;
	}
	struct tm local;
	if (!join->offline && localtime_r(&now, &local) != NULL) {
		strftime(join->offline_since, sizeof(join->offline_since), "%H:%M:%S", &local);
	}
	snprintf(join->loss, sizeof(join->loss), "%s", loss->text);
	if (join->offline) {
		join_say(join, "Still offline: %s.", loss->text);
	} else {
		join_say(join,
		    "Offline: %s. It is tried again by itself, and at once if you press Enter. "
		    "What you type waits and is sent once.",
		    loss->text);
	}
	join->offline = true;
	size_t count = unsent_mark(&join->unsent);
	if (count > 0) {
		join_say(join,
		    "%zu not acknowledged before that: sent again when there is a connection.",
		    count);
	}
}

void status_online(struct join *join)
{
	if (join->offline) {
		join_say(join, "Online again.");
	}
	join->offline = false;
	join->loss[0] = '\0';
}

static void on_late(void *context)
{
	struct join *join = context;
	/* that the driver's step ends suffices: prompt and banner are drawn anew then */
	join->late = NULL;
	status_sent(join);
}

void status_sent(struct join *join)
{
	int64_t now_ms = driver_now_ms(join->session.driver), next_ms;
	unsent_late(&join->unsent, now_ms, &next_ms);
	if (join->late == NULL && next_ms != INT64_MAX) {
		join->late = driver_after(join->session.driver, next_ms - now_ms, on_late, join);
	}
}

/* What another window has looked at waits here no more. */
static void on_again(void *context)
{
	struct join *join = context;
	session_look_again(&join->session);
	join->again = driver_after(join->session.driver, AGAIN_MS, on_again, join);
}

void status_start(struct join *join)
{
	join->again = driver_after(join->session.driver, AGAIN_MS, on_again, join);
}

void status_stop(struct join *join)
{
	if (join->late != NULL) {
		driver_cancel(join->late);
	}
	if (join->again != NULL) {
		driver_cancel(join->again);
	}
	join->late = join->again = NULL;
}

void status_hurry(struct join *join)
{
	if (!join->offline) {
		return;
	}
	convene_hurry(driver_convene(join->session.client), driver_now_ms(join->session.driver));
	join->retry_ms = driver_now_ms(join->session.driver);
}

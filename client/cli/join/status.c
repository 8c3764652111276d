#include "client/cli/join/status.h"

#include "client/lib/waiting.h"
#include "proto/printable.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Where there is no room for all, the exercise's mark stands there once instead of three times. */
#define MARK_AGAIN "EXERCISE EXERCISE "

/* What stands behind a name or in the banner, each a count and what it counts. */
struct count {
	size_t count;
	const char *what; /* borrowed: a literal */
};

#define COUNTS 4

static void count_all(const struct join *join, struct count counts[COUNTS])
{
	const struct view *view = join->session.view;
	bool player = view->role == CONVENE__V1__ROLE__ROLE_PLAYER;

	size_t calls = waiting_calls(view);

	counts[0] = (struct count){calls, "for WELFARE"};
	counts[1] = (struct count){player ? view_unread(view) : 0, "new"};
	counts[2] = (struct count){waiting_count(view), "waiting"};
	counts[3] = (struct count){unsent_marked(&join->unsent), "not sent yet"};
}

const char *status_prompt(void *context)
{
	struct join *join = context;
	const struct view *view = join->session.view;
	struct count counts[COUNTS];
	struct buf out = {0};
	char attached[120];

	if (join->answer != NULL)
		return join->question;
	if (join->collecting != NULL) {
		snprintf(
		    join->prompt, sizeof(join->prompt), "%s (. ends)> ", join->collecting->name);
		return join->prompt;
	}
	count_all(join, counts);
	outbox_shown(&join->outbox, documents_sent(join), attached, sizeof(attached));
	buf_append_text(&out, attached);
	buf_append_text(&out, view->team_id[0] != '\0' ? view->team_id : timeline_role(view->role));
	for (size_t i = 0; i < COUNTS; i++)
		if (counts[i].count > 0)
			buf_printf(&out, " (%zu %s)", counts[i].count, counts[i].what);
	if (join->offline)
		buf_append_text(&out, " OFFLINE");
	buf_append_text(&out, "> ");
	buf_append_byte(&out, '\0');
	printable_line_in(join->prompt, sizeof(join->prompt), (const char *)out.data);
	buf_deinit(&out);
	return join->prompt;
}

static void connection(const struct join *join, struct buf *out)
{
	int64_t left_ms = join->retry_ms - driver_now_ms(join->session.driver);

	if (!join->offline) {
		buf_append_text(out, "Online");
		return;
	}
	buf_printf(out, "OFFLINE since %s, ", join->offline_since);
	if (left_ms > 0)
		buf_printf(out, "trying again in %d s", (int)((left_ms + 999) / 1000));
	else
		buf_append_text(out, "connecting");
}

/* Half a date says nothing: what stands between two blanks goes as a whole, the last first. */
static void drop_what_is_too_wide(struct buf *out, size_t columns)
{
	while (printable_columns((const char *)out->data, out->len) >= columns) {
		size_t at = out->len;

		while (at > 1 && memcmp(out->data + at - 2, "  ", 2) != 0)
			at--;
		if (at < 3)
			return;
		out->len = at - 2;
	}
}

void status_banner(void *context, size_t columns, struct buf *out)
{
	const struct join *join = context;
	struct count counts[COUNTS];
	struct buf exercise = {0}, whole = {0};
	size_t skip = 0;

	connection(join, &whole);
	count_all(join, counts);
	for (size_t i = 0; i < COUNTS; i++)
		if (counts[i].count > 0)
			buf_printf(&whole, ", %zu %s", counts[i].count, counts[i].what);
	buf_append_text(&whole, "  ");
	timeline_banner(&exercise, join->session.view,
	    convene_server_ms(
	        driver_peek(join->session.client), driver_now_ms(join->session.driver)));
	if (printable_columns((const char *)whole.data, whole.len) +
	        printable_columns((const char *)exercise.data, exercise.len) >=
	    columns)
		skip = strlen(MARK_AGAIN);
	if (exercise.len > skip)
		buf_append(&whole, exercise.data + skip, exercise.len - skip);
	printable_line(out, (const char *)whole.data, whole.len);
	buf_deinit(&exercise);
	buf_deinit(&whole);
	drop_what_is_too_wide(out, columns);
}

/* Each reason is said once; the attempts that follow are seen in the banner. */
void status_offline(struct join *join, const struct convene_loss *loss)
{
	time_t now = time(NULL);
	struct tm local;
	size_t count;

	join->retry_ms = driver_now_ms(join->session.driver) + loss->retry_in_ms;
	if (join->offline && strcmp(join->loss, loss->text) == 0)
		return;
	if (!join->offline && localtime_r(&now, &local) != NULL)
		strftime(join->offline_since, sizeof(join->offline_since), "%H:%M:%S", &local);
	snprintf(join->loss, sizeof(join->loss), "%s", loss->text);
	if (join->offline)
		join_say(join, "Still offline: %s.", loss->text);
	else
		join_say(join,
		    "Offline: %s. It is tried again by itself, and at once if you press Enter. "
		    "What you type waits and is sent once.",
		    loss->text);
	join->offline = true;
	count = unsent_mark(&join->unsent);
	if (count > 0)
		join_say(join,
		    "%zu not acknowledged before that: sent again when there is a connection.",
		    count);
}

void status_online(struct join *join)
{
	if (join->offline)
		join_say(join, "Online again.");
	join->offline = false;
	join->loss[0] = '\0';
}

void status_hurry(struct join *join)
{
	if (!join->offline)
		return;
	convene_hurry(driver_convene(join->session.client), driver_now_ms(join->session.driver));
	join->retry_ms = driver_now_ms(join->session.driver);
}

#include "tests/fuzz/hostile/look.h"

#include "client/cli/conduct/conduct.h"
#include "client/cli/conduct/nouns.h"
#include "client/cli/conduct/words.h"
#include "client/cli/join/help.h"
#include "client/cli/join/save_name.h"
#include "client/cli/show/cards.h"
#include "client/cli/show/clock.h"
#include "client/cli/show/document.h"
#include "client/cli/show/inbox.h"
#include "client/cli/show/msel.h"
#include "client/cli/show/roster.h"
#include "client/cli/show/waiting_text.h"
#include "client/cli/show/warned.h"
#include "client/cli/text/page.h"
#include "client/cli/timeline/timeline.h"
#include "proto/json.h"
#include "proto/printable.h"
#include "tests/fuzz/replay.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

/* Any of some, so that a long list does not make a look long. */
#define SOME 8

static struct style any_style(struct mutator *mutator)
{
	static const size_t widths[] = {0, 20, 60, 80, 200};

	return (struct style){
	    .width = widths[mutator_draw(mutator, 5)], .receipts = mutator_one_in(mutator, 2)};
}

static void claim_safe(struct buf *out)
{
	struct printable_walk walk;

	printable_start(&walk, (const char *)out->data, out->len);
	while (printable_next(&walk)) {
		if (walk.code != '\n' &&
		    (walk.kind == PRINTABLE_UNSAFE || walk.kind == PRINTABLE_HIDDEN ||
		        walk.kind == PRINTABLE_BREAK)) {
			fprintf(stderr, "U+%04" PRIX32 " in: %.*s\n", walk.code, (int)out->len,
			    (const char *)out->data);
			fuzz_claim(false, "what is shown is safe to print");
		}
	}
	out->len = 0;
}

/* As it leaves the program; colours are off, so that there is no control sequence of our own. */
/* As join_print() and a page print it. */
static void claim_text(struct buf *out)
{
	struct buf shown = {0};

	colour_resolve(out);
	page_append_text(&shown, out, 0);
	claim_safe(&shown);
	buf_deinit(&shown);
	out->len = 0;
}

static void claim_json(struct buf *out)
{
	const char *at = (const char *)out->data;
	size_t left = out->len;

	/* an object a line */
	while (left > 0) {
		const char *end = memchr(at, '\n', left);
		size_t len = end != NULL ? (size_t)(end - at) : left;
		json_error_t error;
		json_t *value = json_loadb(at, len, JSON_DECODE_ANY, &error);

		if (value == NULL) {
			fprintf(stderr, "%s: \"%.*s\" of \"%.*s\"\n", error.text, (int)len, at,
			    (int)out->len, (const char *)out->data);
		}
		fuzz_claim(value != NULL, "JSON is JSON");
		json_decref(value);
		left -= end != NULL ? len + 1 : len;
		at += end != NULL ? len + 1 : len;
	}
	claim_safe(out);
}

/* --- what is typed --- */

/* Runs a noun's words, as a line in the interactive mode; what it would send is looked at, and an
 * answer to what it would ask. */
static void type(struct mutator *mutator, const struct view *view, const char *noun,
    const char *line, const Convene__V1__QueryResult *answer)
{
	struct style style = any_style(mutator);
	struct option options[CONDUCT_OPTIONS_MAX] = {{.name = NULL}};
	struct operands operands;
	struct conduct conduct;
	char copy[512], *words[64];
	enum conduct_outcome outcome = CONDUCT_USAGE;
	int count;

	snprintf(copy, sizeof(copy), "%s", line);
	count = conduct_split(copy, words, 64);
	conduct_init(&conduct, view, &style, view->last_exercise_ms);
	conduct.json = mutator_one_in(mutator, 2);
	conduct.can_ask = !conduct.json && mutator_one_in(mutator, 2);
	conduct_options(conduct_noun(noun), conduct.values, options);
	if (count >= 0 && options_read(options, count, words, &operands, conduct.why,
	                      sizeof(conduct.why)) == OPTIONS_GOOD) {
		outcome =
		    conduct_run(&conduct, conduct_noun(noun), operands.count, operands.values);
		if (outcome == CONDUCT_QUERY && answer != NULL) {
			conduct.answered(&conduct, answer);
		}
		if (outcome == CONDUCT_ASK) {
			char prompt[200];

			conduct.dialogue.question(&conduct, &conduct.out, prompt, sizeof(prompt));
			conduct.dialogue.take(&conduct, "yes");
		}
	}
	if (conduct.json && (outcome == CONDUCT_SHOWN || outcome == CONDUCT_QUERY)) {
		claim_json(&conduct.out);
	} else {
		claim_text(&conduct.out);
	}
	conduct_deinit(&conduct);
}

static void type_about(
    struct mutator *mutator, const struct view *view, const Convene__V1__QueryResult *answer)
{
	static const struct {
		const char *noun, *words; /* # is an id that exists, perhaps */
	} lines[] = {{"case", "list"}, {"case", "show #"}, {"case", "show # --track status"},
	    {"case", "move # interview"}, {"case", "form # screening"},
	    {"case", "consent # --to AL-LI"}, {"case", "share # --to AL-LI"},
	    {"case", "refer # --to AL-SOC"}, {"case", "accept #"}, {"case", "who-knows #"},
	    {"case", "who-knows # --field name"}, {"case", "match # w1"},
	    {"case", "flag # --reason x"}, {"case", "disclose # --to AL-LI --field name"},
	    {"request", "list"}, {"request", "show #"}, {"request", "acknowledge #"},
	    {"request", "draft eio --to TO-PROS"}, {"request", "send #"}, {"queue", "list"},
	    {"queue", "show #"}, {"queue", "reply # --canned x"}, {"answer", "list"},
	    {"answer", "show hot-wash"}, {"answer", "hot-wash"}, {"milestone", "list"},
	    {"milestone", "show joint-action"}, {"interpreter", "list"}, {"catalogue", ""},
	    {"catalogue", "instruments"}, {"catalogue", "forms screening"},
	    {"catalogue", "tracks status"}, {"catalogue", "people #"}, {"waiting", ""},
	    {"waiting", "clinic"}, {"welfare", ""}, {"welfare", "list"}, {"welfare", "status"},
	    {"welfare", "answer #"}, {"welfare", "answer # we come"}, {"queue", "claim #"},
	    {"queue", "dismiss # seen"}};
	size_t line = (size_t)mutator_draw(mutator, sizeof(lines) / sizeof(lines[0]));
	const char *words = lines[line].words, *hash = strchr(words, '#');
	uint64_t id = mutator_draw(mutator, 4000);
	char text[300];

	if (view->case_count > 0 && mutator_one_in(mutator, 2)) {
		id = view->cases[mutator_draw(mutator, view->case_count)].id;
	} else if (view->request_count > 0 && mutator_one_in(mutator, 2)) {
		id = view->requests[mutator_draw(mutator, view->request_count)].id;
	}
	if (hash != NULL) {
		snprintf(text, sizeof(text), "%.*s%" PRIu64 "%s", (int)(hash - words), words, id,
		    hash + 1);
	} else {
		snprintf(text, sizeof(text), "%s", words);
	}
	type(mutator, view, lines[line].noun, text, answer);
}

/* --- what is listed --- */

static void look_at_lists(struct mutator *mutator, const struct view *view, int64_t server_ms)
{
	struct style style = any_style(mutator);
	struct msel_filter filter = {
	    .kind = (unsigned)mutator_draw(mutator, 4), .count = mutator_draw(mutator, 20)};
	struct waiting_style waiting = {.style = &style,
	    .now_ms = view_exercise_ms(view, server_ms),
	    .typed = mutator_one_in(mutator, 2)};
	char when[WHEN_SIZE];
	struct buf out = {0};

	show_banner(&out, view, server_ms);
	inbox_list(&out, view, waiting.now_ms, mutator_one_in(mutator, 2));
	inbox_threads(&out, view);
	cards_briefing(&out, view, &style);
	cards_list(&out, view);
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_countries; i++) {
		cards_show(&out, view, view->exercise->countries[i]->id, &style);
	}
	roster_print(&out, view, style.width);
	roster_invites(&out, view);
	waiting_text(&out, view, &waiting);
	claim_text(&out);
	waiting.json = true;
	waiting_text(&out, view, &waiting);
	claim_json(&out);
	waiting.json = false;
	waiting_text_calls(&out, view, &waiting);
	buf_printf(&out, "%zu %zu %s\n", waiting_count(view), view_unread(view),
	    when_both(view, view_exercise_ms(view, server_ms), when));
	msel_list(&out, view, &filter, false);
	claim_text(&out);
	msel_list(&out, view, &filter, true);
	claim_json(&out);
	buf_deinit(&out);
}

static void look_at_details(struct mutator *mutator, const struct view *view)
{
	struct style style = any_style(mutator);
	struct buf out = {0};

	for (unsigned i = 0; view->inject_count > 0 && i < SOME; i++) {
		const struct view_inject *inject =
		    &view->injects[mutator_draw(mutator, view->inject_count)];

		if (inject->delivered != NULL || inject->plan != NULL) {
			show_inject(&out, view, inject, &style);
		}
		if (inject->plan != NULL) {
			show_inject_plan(&out, view, inject, &style);
		}
		claim_text(&out);
		msel_json(&out, view, inject);
		claim_json(&out);
	}
	for (unsigned i = 0; view->thread_count > 0 && i < SOME; i++) {
		show_thread(
		    &out, view, &view->threads[mutator_draw(mutator, view->thread_count)], &style);
	}
	claim_text(&out);
	buf_deinit(&out);
}

static void look_at_help(struct mutator *mutator, const struct view *view)
{
	const struct style style = any_style(mutator);
	struct buf out = {0};
	size_t entries = 0, topics = 0;

	while (help_entries[entries].verb != NULL) {
		entries++;
	}
	while (help_topics[topics].name != NULL) {
		topics++;
	}
	for (unsigned i = 0; i < SOME; i++) {
		help_text(
		    &out, view, help_entries[mutator_draw(mutator, entries)].verb, style.width);
		help_text(&out, view, help_topics[mutator_draw(mutator, topics)].name, style.width);
	}
	claim_text(&out);
	buf_deinit(&out);
}

void look_at_everything(struct mutator *mutator, const struct view *view, int64_t server_ms)
{
	look_at_lists(mutator, view, server_ms);
	look_at_details(mutator, view);
	look_at_help(mutator, view);
	for (unsigned i = 0; i < SOME; i++) {
		type_about(mutator, view, NULL);
	}
}

/* --- what is told --- */

/* Some option with a word that stands in the event, or any at all. */
static void set_filter(
    struct mutator *mutator, struct filter *filter, const struct view *view, const struct buf *text)
{
	static const char *const words[] = {"AL-NGO", "message", "inject", "T+0:10:00", "-1",
	    "9223372036854775807", "the", "", "\xff", "\u200b"};
	size_t option = (size_t)mutator_draw(mutator, 4);
	char word[24], why[300];
	struct buf out = {0};

	snprintf(word, sizeof(word), "%s",
	    words[mutator_draw(mutator, sizeof(words) / sizeof(words[0]))]);
	if (text->len > 0 && mutator_one_in(mutator, 2)) {
		size_t from = (size_t)mutator_draw(mutator, text->len);
		size_t len =
		    text->len - from < sizeof(word) - 1 ? text->len - from : sizeof(word) - 1;

		memcpy(word, text->data + from, len);
		word[len] = '\0';
	}
	if (!filter_set(filter, view, (int64_t)mutator_draw(mutator, UINT64_MAX),
	        filter_options[option], word, why, sizeof(why))) {
		buf_append_text(&out, why);
		claim_safe(&out);
	}
	buf_deinit(&out);
}

/* As `watch` and the log do. */
static void filter_event(struct mutator *mutator, const struct view *view,
    const Convene__V1__Event *event, const struct buf *line)
{
	struct filter_item item = {.kind = filter_kind(event), .exercise_ms = event->exercise_ms};
	struct filter filter = {.kind = NULL};
	struct buf teams = {0}, more = {0}, shown = {0}, out = {0};

	buf_append(&shown, line->data, line->len);
	colour_resolve(&shown);
	filter_teams(&teams, view, event);
	buf_append_byte(&teams, '\0');
	filter_texts(&more, view, event);
	buf_append_byte(&more, '\0');
	item.teams = (const char *)teams.data;
	item.text = (const char *)shown.data;
	item.len = shown.len;
	item.more = (const char *)more.data;
	item.more_len = more.len - 1;
	set_filter(mutator, &filter, view, mutator_one_in(mutator, 2) ? &shown : &more);
	if (filter_matches(&filter, &item) && filter_excerpt(&out, &filter.find, &item)) {
		claim_text(&out);
	}
	filter_deinit(&filter);
	buf_deinit(&teams);
	buf_deinit(&more);
	buf_deinit(&shown);
	buf_deinit(&out);
}

/* Whatever a document is called, it is a name of a file in the folder, and of nothing else. */
static void save_as(const char *name)
{
	char saved[SAVE_NAME_SIZE];
	struct buf out = {0};

	save_name(name, saved);
	fuzz_claim(saved[0] != '\0' && saved[0] != '.' && saved[0] != '-' &&
	               strchr(saved, '/') == NULL && strchr(saved, '\n') == NULL,
	    "a document is saved as a file of the folder");
	buf_append_text(&out, saved);
	claim_safe(&out);
	buf_deinit(&out);
}

static void save_event(const Convene__V1__Event *event)
{
	if (event->body_case == CONVENE__V1__EVENT__BODY_ATTACHMENT_STORED &&
	    event->attachment_stored->attachment != NULL) {
		save_as(event->attachment_stored->attachment->name);
	}
	if (event->body_case == CONVENE__V1__EVENT__BODY_MESSAGE_POSTED) {
		save_as(event->message_posted->text);
	}
	if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_DELIVERED &&
	    event->inject_delivered->title != NULL) {
		save_as(event->inject_delivered->title->value);
	}
}

void look_at_event(
    struct mutator *mutator, const struct view *view, const struct convene_event *event)
{
	struct style style = any_style(mutator);
	struct buf out = {0};

	switch (event->kind) {
	case CONVENE_ENTRY:
		timeline_event(&out, view,
		    &(struct view_marked){event->entry.mark, event->entry.event}, &style);
		filter_event(mutator, view, event->entry.event, &out);
		save_event(event->entry.event);
		claim_text(&out);
		json_write(&out, &event->entry.event->base, JSON_COMPACT);
		claim_json(&out);
		break;
	case CONVENE_RESULT:
		if (event->result.result->error != NULL) {
			warned_text(&out, view, event->result.result->error, &style);
		}
		claim_text(&out);
		break;
	case CONVENE_ANSWER:
		for (unsigned i = 0; i < SOME; i++) {
			type_about(mutator, view, event->answer);
		}
		break;
	default:
		break;
	}
	buf_deinit(&out);
}

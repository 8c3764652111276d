/*
 * An example is written in verbs.def with words that stand for something, and is shown with what
 * the running exercise has of that, so that it can be typed as it stands; where the exercise has
 * none, the example is left out. Works on the join.
 */
#include "client/cli/join/help.h"

#include "client/cli/conduct/conduct.h"
#include "client/cli/conduct/nouns.h"
#include "client/cli/join/saying.h"
#include "proto/reflect.h"
#include "proto/roles.h"
#include "proto/wrap.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* --- words of the running exercise --- */

/* A team that is not the viewer's: the first, or the second. */
static const char *team_of(const struct view *view, size_t skip)
{
	const Convene__V1__ExerciseCreated *exercise = view->exercise;
	for (size_t i = 0; exercise != NULL && i < exercise->n_teams; i++) {
		if (strcmp(exercise->teams[i]->id, view->team_id) != 0 && skip-- == 0) {
			return exercise->teams[i]->id;
		}
	}
	return "";
}

static const char *inject_of(const struct view *view)
{
	for (size_t i = 0; i < view->inject_count; i++) {
		const struct view_inject *inject = &view->injects[i];
		if (view_is_staff(view) ? inject->delivered == NULL : inject->delivered != NULL) {
			return inject->id;
		}
	}
	return view_is_staff(view) && view->inject_count > 0 ? view->injects[0].id : "";
}

static const char *step_of(const struct view *view)
{
	for (size_t i = 0; i < view_declared_count(view, TRACK); i++) {
		const Convene__V1__Track *track = view_declared_at(view, TRACK, Track, i);
		if (track->n_transitions > 0) {
			return track->transitions[0]->id;
		}
	}
	return "";
}

static const char *declared(const struct view *view, enum view_catalogue_kind kind)
{
	const struct view_catalogue_list *list = &view->catalogue.lists[kind];
	return list->count > 0 ? reflect_id(list->items[0]) : "";
}

/* An entity, and one of its canned replies. */
static const char *entity_of(const struct view *view, bool reply)
{
	const Convene__V1__ExerciseCreated *exercise = view->exercise;
	for (size_t i = 0; i < view->entity_count; i++) {
		if (view->entities[i]->n_canned_replies > 0) {
			return reply ? view->entities[i]->canned_replies[0]->id
			             : view->entities[i]->id;
		}
	}
	return !reply && exercise != NULL && exercise->n_entities > 0 ? exercise->entities[0]->id
	                                                              : "";
}

/* The oldest call that is open. */
static uint64_t caller_of(const struct view *view)
{
	for (size_t i = 0; i < view->welfare.call_count; i++) {
		if (view->welfare.calls[i].answered == NULL) {
			return view->welfare.calls[i].participant_id;
		}
	}
	return 0;
}

static uint64_t number_of(const struct view *view, const char *name)
{
	if (strcmp(name, "thread") == 0 && view->thread_count > 0) {
		return view->threads[view->thread_count - 1].id;
	}
	if (strcmp(name, "request") == 0 && view->request_count > 0) {
		return view->requests[view->request_count - 1].id;
	}
	if (strcmp(name, "item") == 0 && view->queue_count > 0) {
		return view->queue[0].id;
	}
	if (strcmp(name, "caller") == 0) {
		return caller_of(view) != 0 ? caller_of(view) : number_of(view, "person");
	}
	if (strcmp(name, "invite") == 0 && view->invite_count > 0) {
		return view->invites[view->invite_count - 1].id;
	}
	for (size_t i = 0; strcmp(name, "person") == 0 && i < view->person_count; i++) {
		if (view->people[i].id != view->participant_id && !view->people[i].removed) {
			return view->people[i].id;
		}
	}
	return 0;
}

static const char *case_of(const struct view *view)
{
	return view->case_count > 0 ? view->cases[0].reference : "";
}

/* "" when there is none. */
static const char *word_of(const struct view *view, const char *name)
{
	static const struct {
		const char *name;
		enum view_catalogue_kind kind;
	} kinds[] = {{"instrument", VIEW_INSTRUMENT}, {"field", VIEW_FIELD}, {"form", VIEW_FORM},
	    {"milestone", VIEW_MILESTONE}, {"switch", VIEW_SWITCH},
	    {"interpreter", VIEW_INTERPRETER}};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].name, name) == 0) {
			return declared(view, kinds[i].kind);
		}
	}
	if (strcmp(name, "team") == 0 || strcmp(name, "other") == 0) {
		return team_of(view, name[0] == 'o' ? 1 : 0);
	}
	if (strcmp(name, "entity") == 0 || strcmp(name, "reply") == 0) {
		return entity_of(view, name[0] == 'r');
	}
	if (strcmp(name, "inject") == 0) {
		return inject_of(view);
	}
	if (strcmp(name, "case") == 0) {
		return case_of(view);
	}
	if (strcmp(name, "step") == 0) {
		return step_of(view);
	}
	if (strcmp(name, "questionnaire") == 0) {
		return view->questionnaire_count > 0 ? view->questionnaires[0].id : "";
	}
	if (strcmp(name, "country") == 0) {
		return view->exercise != NULL && view->exercise->n_countries > 0
		           ? view->exercise->countries[0]->id
		           : "";
	}
	return "";
}

bool help_example(struct buf *out, const struct view *view, const char *example)
{
	bool whole = true;
	while (*example != '\0') {
		size_t len = strcspn(example, "{");
		buf_append(out, example, len);
		example += len;
		if (*example == '\0') {
			break;
		}
		len = strcspn(example, "}");
		char name[24];
		snprintf(name, sizeof(name), "%.*s", (int)len - 1, example + 1);
		const char *word = word_of(view, name);
		if (number_of(view, name) != 0) {
			buf_printf(out, "%" PRIu64, number_of(view, name));
		} else if (word[0] != '\0') {
			buf_append_text(out, word);
		} else {
			whole = false;
		}
		for (const char *at = name;
		     word[0] == '\0' && number_of(view, name) == 0 && *at != '\0'; at++) {
			buf_append_byte(out, (uint8_t)toupper((unsigned char)*at));
		}
		example += len + 1;
	}
	return whole;
}

/* --- one verb --- */

static const struct conduct_noun *noun_of(const char *verb)
{
	return conduct_noun(strcmp(verb, "questions") == 0 ? "answer" : verb);
}

/* Whether the viewer's role is offered the noun's verb that `word`, of `len` bytes, is; what is
 * none is somebody's word. */
static bool is_offered(
    const struct view *view, const struct conduct_noun *noun, const char *word, size_t len)
{
	char name[40];
	snprintf(name, sizeof(name), "%.*s", (int)len, word);
	const struct conduct_verb *verb = noun != NULL ? conduct_verb(noun, name) : NULL;
	return verb == NULL || (verb->roles & ROLE_BIT(view->role)) != 0;
}

/* "case move W1 screen" is for whoever may move cases. */
static bool may(const struct view *view, const char *example)
{
	char verb[40];
	size_t len = strcspn(example, " ");
	snprintf(verb, sizeof(verb), "%.*s", (int)len, example);
	example += len + strspn(example + len, " ");
	return strcmp(verb, "answer") == 0 ||
	       is_offered(view, noun_of(verb), example, strcspn(example, " "));
}

/* Those that this exercise has the words for; if it has for none, all. */
static void examples(struct buf *out, const struct view *view, const char *lines, bool all)
{
	size_t before = out->len;
	for (const char *at = lines; *at != '\0';) {
		size_t len = strcspn(at, "\n");
		char line[200];
		struct buf text = {0};
		snprintf(line, sizeof(line), "%.*s", (int)len, at);
		if (may(view, line) && (help_example(&text, view, line) || all)) {
			buf_append_text(out, "  ");
			buf_append(out, text.data, text.len);
			buf_append_byte(out, '\n');
		}
		buf_deinit(&text);
		at += len + (at[len] == '\n' ? 1 : 0);
	}
	if (out->len == before && !all) {
		examples(out, view, lines, true);
	}
}

/* Whether the viewer's role is offered a verb that the option goes with. */
static bool is_of_verb(
    const struct view *view, const struct conduct_noun *noun, const struct option *option)
{
	for (const struct conduct_verb *verb = noun->verbs; verb->name != NULL; verb++) {
		if ((verb->roles & ROLE_BIT(view->role)) != 0 &&
		    options_has_verb(option, verb->name, strlen(verb->name))) {
			return true;
		}
	}
	return option->verbs == NULL;
}

static void verbs_of(
    struct buf *out, const struct view *view, const struct conduct_noun *noun, size_t width)
{
	struct buf text = {0};
	buf_append_text(&text, "It knows: ");
	size_t start = text.len;
	for (const struct conduct_verb *verb = noun->verbs; verb->name != NULL; verb++) {
		if ((verb->roles & ROLE_BIT(view->role)) != 0) {
			buf_append_item(&text, start, verb->name);
		}
	}
	bool any = text.len > start;
	buf_append_byte(&text, '\0');
	if (any) {
		wrap_append(out, (const char *)text.data, width, 0, 2);
	}
	buf_deinit(&text);
}

static void options_of(
    struct buf *out, const struct view *view, const struct conduct_noun *noun, size_t width)
{
	size_t shown = 0;
	verbs_of(out, view, noun, width);
	for (const struct option *option = noun->options; option->name != NULL; option++) {
		if (!is_of_verb(view, noun, option)) {
			continue;
		}
		if (shown++ == 0) {
			buf_append_text(out, "Options:\n");
		}
		char left[64];
		snprintf(left, sizeof(left), "--%s%s%s", option->name,
		    option->value != NULL ? " " : "", option->value != NULL ? option->value : "");
		buf_printf(out, "  %-24s ", left);
		colour_hang(out);
		options_describe(out, option);
		buf_append_byte(out, '\n');
	}
}

static const struct help_entry *entry_in(const struct help_entry *entries, const char *name)
{
	for (const struct help_entry *entry = entries; entry->verb != NULL; entry++) {
		if (strcasecmp(entry->verb, name) == 0) {
			return entry;
		}
	}
	return NULL;
}

static const struct help_entry *entry_of(const struct view *view, const char *name)
{
	bool controls = (ROLE_BIT(view->role) & (ORGANISERS | CONTROLLERS)) != 0;
	const struct help_entry *entry = controls ? entry_in(help_control, name) : NULL;
	return entry != NULL ? entry : entry_in(help_entries, name);
}

/* The operands of verbs are as they are in its table; a summary may go on in a second line. */
static void usage(struct buf *out, const struct verb *verb)
{
	buf_printf(
	    out, "%s%s%s\n", verb->name, verb->operands[0] != '\0' ? " " : "", verb->operands);
}

static void one_verb(struct buf *out, const struct view *view, const struct verb *verb,
    const char *name, size_t width)
{
	const struct help_entry *entry = entry_of(view, name);
	const struct conduct_noun *noun = noun_of(verb->name);
	bool whole = strcasecmp(verb->name, name) == 0;
	if (entry == NULL) {
		entry = entry_of(view, verb->name);
	}
	if (whole || entry == NULL) {
		usage(out, verb);
	}
	wrap_append(out, entry != NULL ? entry->text : verb->summary, width, 0, 0);
	/* `answer` is of injects, here */
	if (noun != NULL && whole && strcmp(verb->name, "answer") != 0) {
		options_of(out, view, noun, width);
	}
	if (entry == NULL) {
		return;
	}
	buf_append_text(out, "For example:\n");
	examples(out, view, entry->examples, false);
}

/* --- topics --- */

static bool has(const char *verbs, const char *name)
{
	char padded[40];
	snprintf(padded, sizeof(padded), " %s ", name);
	return strstr(verbs, padded) != NULL;
}

struct listing {
	struct buf *out;                /* borrowed */
	const struct help_topic *topic; /* borrowed; NULL: those that no topic has */
	size_t count;
	bool summaries;
};

static bool belongs(const struct help_topic *topic, const char *name)
{
	if (topic != NULL) {
		return has(topic->verbs, name);
	}
	for (topic = help_topics; topic->name != NULL; topic++) {
		if (has(topic->verbs, name)) {
			return false;
		}
	}
	return true;
}

static void list_verb(void *context, const struct verb *verb)
{
	struct listing *listing = context;
	if (!belongs(listing->topic, verb->name)) {
		return;
	}
	char left[64];
	if (listing->summaries) {
		snprintf(left, sizeof(left), "%s %s", verb->name, verb->operands);
		buf_printf(listing->out, "  %-30s ", left);
		colour_hang(listing->out);
		buf_printf(listing->out, "%s\n", verb->summary);
	} else {
		buf_append_item(listing->out, 0, verb->name);
	}
	listing->count++;
}

/* Whether the role has any verb of it. */
static bool has_verbs(const struct view *view, const struct help_topic *topic)
{
	struct buf text = {0};
	struct listing listing = {.out = &text, .topic = topic};
	verbs_each(view->role, list_verb, &listing);
	buf_deinit(&text);
	return listing.count > 0;
}

static bool one_topic(
    struct buf *out, const struct view *view, const struct help_topic *topic, size_t width)
{
	struct listing listing = {.out = out, .topic = topic, .summaries = true};
	if (!has_verbs(view, topic)) {
		return false;
	}
	buf_printf(out, "%s\n", topic->title);
	if (topic->text != NULL) {
		wrap_append(out, topic->text, width, 0, 0);
	}
	verbs_each(view->role, list_verb, &listing);
	return true;
}

bool help_text(struct buf *out, const struct view *view, const char *name, size_t width)
{
	char word[40];
	snprintf(word, sizeof(word), "%.*s", (int)strcspn(name, " "), name);
	const struct verb *verb = verbs_find(view->role, word);
	if (verb != NULL) {
		one_verb(out, view, verb, name, width);
		return true;
	}
	for (const struct help_topic *topic = help_topics; topic->name != NULL; topic++) {
		if (strcasecmp(topic->name, name) == 0) {
			return one_topic(out, view, topic, width);
		}
	}
	return false;
}

/* --- what people see --- */

void help_verb(struct join *join, const char *name)
{
	struct buf out = {0};
	if (help_text(&out, join->session.view, name, join->style.width)) {
		join_page(join, &out);
	} else {
		join_no_verb(join, name);
	}
}

/* "reading, talking, ...": those that the role has verbs of. */
static void topic_names(struct buf *out, const struct view *view)
{
	buf_append_text(out, "Topics: ");
	size_t start = out->len;
	for (const struct help_topic *topic = help_topics; topic->name != NULL; topic++) {
		if (has_verbs(view, topic)) {
			buf_append_item(out, start, topic->name);
		}
	}
	buf_append(out, ".", 2);
}

static void group(
    struct join *join, struct buf *out, const struct help_topic *topic, const char *title)
{
	struct buf text = {0};
	struct listing listing = {.out = &text, .topic = topic};
	verbs_each(join->session.view->role, list_verb, &listing);
	if (listing.count > 0) {
		buf_append_byte(&text, '\0');
		style_begin(out, &join->style, COLOUR_BOLD);
		buf_printf(out, "%-26s", title);
		style_end(out, &join->style);
		wrap_append(out, (const char *)text.data, join->style.width, 26, 26);
	}
	buf_deinit(&text);
}

void help_all(struct join *join)
{
	const struct view *view = join->session.view;
	struct buf out = {0}, topics = {0};
	for (const struct help_topic *topic = help_topics; topic->name != NULL; topic++) {
		group(join, &out, topic, topic->title);
	}
	group(join, &out, NULL, "Also");
	buf_printf(&out, "More of one, with examples: help %s\n",
	    view->role == CONVENE__V1__ROLE__ROLE_PLAYER ? "say   help case consent   help cases"
	    : view_is_staff(view)                        ? "roster   help catalogue   help reading"
	                                                 : "log   help catalogue   help reading");
	topic_names(&topics, view);
	wrap_append(&out, (const char *)topics.data, join->style.width, 0, 2);
	buf_deinit(&topics);
	wrap_append(&out,
	    "Leave out a TEXT to write several lines; a line with only a full stop ends them. Tab "
	    "completes words. Ctrl-C throws a line away.",
	    join->style.width, 0, 0);
	wrap_append(&out,
	    "If you need to stop: `pause for welfare`. If something real happens: REAL WORLD and "
	    "what it is.",
	    join->style.width, 0, 0);
	join_page(join, &out);
}

/* `convene catalogue`: what the scenario declares, as far as one is told: fields, forms, tracks,
 * ... */
#include "client/cli/conduct/conduct.h"
#include "client/cli/text/nearest.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"
#include "client/cli/text/yaml_write.h"
#include "proto/json.h"
#include "proto/reflect.h"
#include "proto/roles.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* What there is, and in which of the view's lists it is. */
#define EACH_KIND(KIND)                                                                            \
	KIND("fields", "what can be noted and passed on of a person", FIELD)                       \
	KIND("forms", "screening and risk forms, with their items", FORM)                          \
	KIND("tracks", "what is done in a case, step by step", TRACK)                              \
	KIND("instruments", "formal requests: what each asks for", INSTRUMENT)                     \
	KIND("interpreters", "languages, and when they are there", INTERPRETER)                    \
	KIND("questionnaires", "what is asked of everybody", QUESTIONNAIRE)                        \
	KIND("rules", "what may go to whom", DISCLOSURE_RULE)                                      \
	KIND("flags", "what is noted when a rule is not kept", FLAG)                               \
	KIND("people", "whom cases may concern", CASE_PERSON)                                      \
	KIND("milestones", "what the scenario waits for", MILESTONE)                               \
	KIND("switches", "what a controller turns on and off", SWITCH)                             \
	KIND("alternatives", "injects of which one is chosen", ALTERNATIVES)                       \
	KIND("objectives", "what is evaluated", OBJECTIVE)

static const struct {
	const char *name, *what;
	enum view_catalogue_kind kind;
} kinds[] = {
#define KIND_ROW(name, what, LIST) {name, what, VIEW_##LIST},
    EACH_KIND(KIND_ROW)};

#define KINDS    (sizeof(kinds) / sizeof(kinds[0]))
#define CHANNELS "channels"

static size_t count_of(const struct conduct *conduct, size_t kind)
{
	return conduct->view->catalogue.lists[kinds[kind].kind].count;
}

static size_t channel_count(void)
{
	/* the first one is none */
	return convene__v1__channel__descriptor.n_values - 1;
}

static void line(struct conduct *conduct, const char *id, const char *title)
{
	struct buf text = {0};
	if (conduct->json) {
		buf_append_byte(&conduct->out, '{');
		json_member_text(&conduct->out, "id", id);
		json_member_text(&conduct->out, "title", title);
		buf_append_text(&conduct->out, "}\n");
		return;
	}
	buf_printf(&text, "  %-28s ", id);
	if (strcmp(id, title) != 0) {
		wrap_append_line(&text, title);
	}
	wrap_buf(&conduct->out, &text, conduct->style->width, 0, 31);
}

/* As they are typed: "secure-police". */
static void channels(struct conduct *conduct)
{
	const ProtobufCEnumDescriptor *descriptor = &convene__v1__channel__descriptor;
	for (unsigned i = 0; i < descriptor->n_values; i++) {
		const ProtobufCEnumValue *value = &descriptor->values[i];
		char name[REFLECT_WORD_SIZE];
		reflect_word(descriptor, value->value, '-', name);
		if (value->value != 0) {
			line(conduct, name, WORDS_CHANNEL((Convene__V1__Channel)value->value));
		}
	}
}

static enum conduct_outcome overview(struct conduct *conduct)
{
	char title[120];
	for (size_t i = 0; i < KINDS; i++) {
		if (count_of(conduct, i) == 0) {
			continue;
		}
		snprintf(title, sizeof(title), "%3zu  %s", count_of(conduct, i), kinds[i].what);
		line(conduct, kinds[i].name, title);
	}
	snprintf(title, sizeof(title), "%3zu  by which one writes", channel_count());
	line(conduct, CHANNELS, title);
	if (!conduct->json) {
		buf_append_text(&conduct->out,
		    "`catalogue KIND` lists them, `catalogue ID` shows one in full.\n");
	}
	return CONDUCT_SHOWN;
}

static enum conduct_outcome list(struct conduct *conduct, size_t kind)
{
	const struct view_catalogue_list *items = &conduct->view->catalogue.lists[kinds[kind].kind];
	for (size_t i = 0; i < items->count; i++) {
		const char *id = reflect_id(items->items[i]);
		line(conduct, id, view_title(conduct->view, kinds[kind].kind, id));
	}
	if (items->count == 0 && !conduct->json) {
		buf_printf(&conduct->out, "this scenario has no %s that you are told of\n",
		    kinds[kind].name);
	}
	return CONDUCT_SHOWN;
}

static void in_full(struct conduct *conduct, const ProtobufCMessage *item)
{
	struct buf text = {0};
	if (conduct->json) {
		json_write(&conduct->out, item, JSON_COMPACT);
		buf_append_byte(&conduct->out, '\n');
		return;
	}
	yaml_write(&text, item);
	wrap_buf(&conduct->out, &text, conduct->style->width, 0, 4);
}

static enum conduct_outcome one(struct conduct *conduct, const char *id, size_t from, size_t to)
{
	struct nearest nearest;
	nearest_init(&nearest, id);
	for (size_t i = from; i < to; i++) {
		const struct view_catalogue_list *items =
		    &conduct->view->catalogue.lists[kinds[i].kind];
		const ProtobufCMessage *item =
		    view_catalogue_item(conduct->view, kinds[i].kind, id);
		if (item != NULL) {
			in_full(conduct, item);
			return CONDUCT_SHOWN;
		}
		for (size_t j = 0; j < items->count; j++) {
			nearest_offer(&nearest, reflect_id(items->items[j]));
		}
	}
	for (size_t i = 0; i < KINDS; i++) {
		nearest_offer(&nearest, kinds[i].name);
	}
	char meant[80];
	return conduct_refuse(conduct, "the catalogue has no \"%s\"%s", id,
	    nearest.best != NULL ? nearest_question(&nearest, meant, sizeof(meant))
	                         : "; `catalogue` says what it has");
}

static enum conduct_outcome run(struct conduct *conduct)
{
	if (conduct->count == 0) {
		return overview(conduct);
	}
	if (conduct->count > 2) {
		return conduct_usage(conduct, "catalogue wants: [KIND] [ID]");
	}
	if (strcasecmp(conduct->words[0], CHANNELS) == 0) {
		channels(conduct);
		return CONDUCT_SHOWN;
	}
	for (size_t i = 0; i < KINDS; i++) {
		if (strcasecmp(kinds[i].name, conduct->words[0]) == 0) {
			return conduct->count == 1 ? list(conduct, i)
			                           : one(conduct, conduct->words[1], i, i + 1);
		}
	}
	return conduct->count == 1
	           ? one(conduct, conduct->words[0], 0, KINDS)
	           : conduct_usage(conduct, "there is no kind \"%s\": `catalogue` lists them",
	                 conduct->words[0]);
}

static const struct conduct_verb verbs[] = {
#define VERB_ROW(kind, what, LIST) {.name = kind, .roles = EVERYBODY},
    EACH_KIND(VERB_ROW){.name = CHANNELS, .roles = EVERYBODY}, {.name = NULL}};

const struct conduct_noun conduct_catalogue = {
    .name = "catalogue", .options = conduct_no_options, .run = run, .verbs = verbs};

#include "client/cli/timeline/filter.h"

#include "client/cli/text/nearest.h"
#include "proto/complaint.h"
#include "proto/reflect.h"

#include <stdio.h>
#include <string.h>

/* Messages within messages are looked through to this depth. */
#define DEPTH_MOST 4

const char *const filter_options[] = {"team", "kind", "since", "find", NULL};

/* Events by the beginning of their name in event.proto; the first that fits counts. */
static const struct {
	const char *begins, *kind;
} kinds[] = {{"exercise_created", "exercise"}, {"record_", "exercise"},
    {"exercise_closed", "exercise"}, {"exercise_", "clock"}, {"clock_", "clock"},
    {"rate_", "clock"}, {"story_", "clock"}, {"inject_answered", "answer"}, {"inject", "inject"},
    {"thread_", "message"}, {"message_", "message"}, {"announced", "announcement"},
    {"decision_", "decision"}, {"welfare_", "welfare"}, {"participant_", "people"},
    {"invite_", "people"}, {"receipt_", "receipt"}, {"case", "case"}, {"form_", "case"},
    {"field_", "case"}, {"referral_", "case"}, {"fields_", "disclosure"},
    {"consent_", "disclosure"}, {"request_", "request"}, {"milestone_", "milestone"},
    {"switch_", "milestone"}, {"item_", "queue"}, {"interpreter_", "interpreter"},
    {"questionnaire_", "questionnaire"}};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static const ProtobufCFieldDescriptor *body_field(const Convene__V1__Event *event)
{
	return protobuf_c_message_descriptor_get_field(
	    &convene__v1__event__descriptor, (unsigned)event->body_case);
}

const char *filter_kind(const Convene__V1__Event *event)
{
	const ProtobufCFieldDescriptor *field = body_field(event);
	if (field == NULL) {
		return "other";
	}
	for (size_t i = 0; i < KINDS; i++) {
		if (strncmp(field->name, kinds[i].begins, strlen(kinds[i].begins)) == 0) {
			return kinds[i].kind;
		}
	}
	return field->name;
}

const ProtobufCMessage *filter_body(const Convene__V1__Event *event)
{
	const ProtobufCFieldDescriptor *field = body_field(event);
	/* the whole scenario names everybody, and is of nobody; its texts have pages of their own
	 */
	if (field == NULL || event->body_case == CONVENE__V1__EVENT__BODY_EXERCISE_CREATED) {
		return NULL;
	}
	return *(const ProtobufCMessage *const *)reflect_member(&event->base, field);
}

/* --- teams --- */

static void add_team(struct buf *out, const char *team_id)
{
	if (team_id[0] == '\0') {
		return;
	}
	char padded[128];
	snprintf(padded, sizeof(padded), " %s ", team_id);
	buf_append_byte(out, '\0');
	out->len--;
	if (out->len == 0 || strstr((const char *)out->data, padded) == NULL) {
		buf_append_text(out, out->len == 0 ? padded : padded + 1);
	}
}

struct naming {
	struct buf *out; /* borrowed, as is the view */
	const struct view *view;
	unsigned depth;
};

static void add_named(void *context, const ProtobufCFieldDescriptor *field, const void *value)
{
	struct naming *naming = context;
	if (field->type == PROTOBUF_C_TYPE_MESSAGE && naming->depth < DEPTH_MOST) {
		naming->depth++;
		reflect_each(*(const ProtobufCMessage *const *)value, add_named, naming);
		naming->depth--;
	} else if (field->type == PROTOBUF_C_TYPE_STRING) {
		const char *text = *(const char *const *)value;
		if (text != NULL && view_team(naming->view, text) != NULL) {
			add_team(naming->out, text);
		}
	} else if (field->type == PROTOBUF_C_TYPE_UINT64 &&
	           strcmp(field->name, "participant_id") == 0) {
		const struct view_person *person =
		    view_person(naming->view, *(const uint64_t *)value);
		if (person != NULL && person->team_id != NULL) {
			add_team(naming->out, person->team_id);
		}
	}
}

void filter_teams(struct buf *out, const struct view *view, const Convene__V1__Event *event)
{
	const ProtobufCMessage *body = filter_body(event);
	const struct view_thread *thread = NULL;
	struct naming naming = {.out = out, .view = view};
	if (body == NULL) {
		return;
	}
	reflect_each(body, add_named, &naming);
	if (event->body_case == CONVENE__V1__EVENT__BODY_MESSAGE_POSTED) {
		thread = view_thread(view, event->message_posted->thread_id);
	} else if (event->body_case == CONVENE__V1__EVENT__BODY_MESSAGE_CORRECTED) {
		thread = view_thread(view, event->message_corrected->thread_id);
	}
	if (thread != NULL) {
		reflect_each(&thread->opened->base, add_named, &naming);
	}
}

/* --- what is wanted --- */

static bool set_kind(struct filter *filter, const char *value, char *why, size_t why_size)
{
	for (size_t i = 0; i < KINDS; i++) {
		if (strcmp(kinds[i].kind, value) == 0) {
			filter->kind = kinds[i].kind;
		}
	}
	if (filter->kind != NULL) {
		return true;
	}
	struct nearest nearest;
	nearest_init(&nearest, value);
	for (size_t i = 0; i < KINDS; i++) {
		nearest_offer(&nearest, kinds[i].kind);
	}
	char meant[80];
	nearest_question(&nearest, meant, sizeof(meant));
	complaint(why, why_size, "There is no kind \"%s\"%s", value, meant);
	for (size_t i = 0; i < KINDS; i++) {
		if (i == 0 || strcmp(kinds[i].kind, kinds[i - 1].kind) != 0) {
			complaint_word(why, why_size,
			    i > 0              ? ", "
			    : meant[0] != '\0' ? " There are: "
			                       : "; there are: ",
			    kinds[i].kind);
		}
	}
	return false;
}

static bool set_team(
    struct filter *filter, const struct view *view, const char *value, char *why, size_t why_size)
{
	struct nearest nearest;
	nearest_init(&nearest, value);
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_teams; i++) {
		const char *id = view->exercise->teams[i]->id;
		if (strcasecmp(id, value) == 0) {
			filter->team = id;
		}
		nearest_offer(&nearest, id);
	}
	char meant[80];
	if (filter->team == NULL) {
		complaint(why, why_size, "There is no team \"%s\"%s", value,
		    nearest_question(&nearest, meant, sizeof(meant)));
	}
	return filter->team != NULL;
}

bool filter_set(struct filter *filter, const struct view *view, int64_t now_ms, const char *option,
    const char *value, char *why, size_t why_size)
{
	if (strcmp(option, "kind") == 0) {
		return set_kind(filter, value, why, why_size);
	}
	if (strcmp(option, "team") == 0) {
		return set_team(filter, view, value, why, why_size);
	}
	if (strcmp(option, "since") == 0) {
		return filter->has_since = when_read(
		           view, value, WHEN_WAS, now_ms, &filter->since_ms, why, why_size);
	}
	search_deinit(&filter->find);
	search_init(&filter->find, value);
	if (filter->find.count == 0) {
		complaint(why, why_size, "Say what is to be found: --find passport");
	}
	return filter->find.count > 0;
}

void filter_deinit(struct filter *filter)
{
	search_deinit(&filter->find);
}

bool filter_is_empty(const struct filter *filter)
{
	return filter->kind == NULL && filter->team == NULL && !filter->has_since &&
	       filter->find.count == 0;
}

bool filter_matches(const struct filter *filter, const struct filter_item *item)
{
	size_t at, end;
	if (filter->kind != NULL && strcmp(filter->kind, item->kind) != 0) {
		return false;
	}
	if (filter->has_since && item->exercise_ms < filter->since_ms) {
		return false;
	}
	char padded[128];
	if (filter->team != NULL) {
		snprintf(padded, sizeof(padded), " %s ", filter->team);
		if (strstr(item->teams, padded) == NULL) {
			return false;
		}
	}
	return filter->find.count == 0 ||
	       search_next(&filter->find, item->text, item->len, 0, &at, &end) ||
	       search_next(&filter->find, item->more, item->more_len, 0, &at, &end);
}

void filter_words(const struct view *view, const char *option,
    void (*each)(void *context, const char *word), void *context)
{
	for (size_t i = 0; strcmp(option, "kind") == 0 && i < KINDS; i++) {
		if (i == 0 || strcmp(kinds[i].kind, kinds[i - 1].kind) != 0) {
			each(context, kinds[i].kind);
		}
	}
	for (size_t i = 0;
	     strcmp(option, "team") == 0 && view->exercise != NULL && i < view->exercise->n_teams;
	     i++) {
		each(context, view->exercise->teams[i]->id);
	}
}

/* What an event has to be read in it, besides its line: bodies, values, notes. */
#include "client/cli/timeline/filter.h"
#include "proto/model/look.h"
#include "proto/printable.h"
#include "proto/reflect.h"
#include "proto/utf8.h"

#include <string.h>

/* Messages within messages are looked through to this depth. */
#define DEPTH_MOST 6

/* Bytes of an excerpt before what was found, and behind it. */
#define EXCERPT_BEFORE 40
#define EXCERPT_BEHIND 80

static bool ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);
	return len >= end_len && strcmp(name + len - end_len, end) == 0;
}

/* Names that the program goes by are nothing that somebody reads. */
static bool is_read(const ProtobufCFieldDescriptor *field)
{
	static const char *const ids[] = {"id", "ids", "language", "media_type"};
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		if (ends_with(field->name, ids[i])) {
			return false;
		}
	}
	return field->type == PROTOBUF_C_TYPE_STRING;
}

struct reading {
	struct buf *out; /* borrowed, as is the view */
	const struct view *view;
	unsigned depth;
};

static void add_text(void *context, const ProtobufCFieldDescriptor *field, const void *value)
{
	struct reading *reading = context;
	const char *text = "";
	if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
		const ProtobufCMessage *inner = *(const ProtobufCMessage *const *)value;
		if (inner->descriptor == &convene__v1__text__descriptor) {
			text = view_text(reading->view, (const Convene__V1__Text *)inner);
		} else if (reading->depth < DEPTH_MOST) {
			reading->depth++;
			reflect_each(inner, add_text, reading);
			reading->depth--;
		}
	} else if (is_read(field)) {
		text = *(const char *const *)value;
	}
	if (text[0] == '\0') {
		return;
	}
	buf_append_text(reading->out, text);
	buf_append_byte(reading->out, '\n');
}

void filter_texts(struct buf *out, const struct view *view, const Convene__V1__Event *event)
{
	const ProtobufCMessage *body = filter_body(event);
	struct reading reading = {.out = out, .view = view};
	if (body != NULL) {
		reflect_each(body, add_text, &reading);
	}
}

bool filter_excerpt(struct buf *out, const struct search *find, const struct filter_item *item)
{
	const char *text = item->more;
	size_t at, end, first, last;
	if (search_next(find, item->text, item->len, 0, &at, &end) ||
	    !search_next(find, text, item->more_len, 0, &at, &end)) {
		return false;
	}
	for (first = at; first > 0 && text[first - 1] != '\n' && at - first < EXCERPT_BEFORE;) {
		first--;
	}
	while (first < at && ((unsigned char)text[first] & 0xc0) == 0x80) {
		first++;
	}
	for (last = end; last < item->more_len && text[last] != '\n';) {
		last++;
	}
	if (last - end > EXCERPT_BEHIND) {
		last = end + utf8_cut(text + end, last - end, EXCERPT_BEHIND);
	}
	buf_append_text(out, "    in its text: ");
	if (first > 0 && text[first - 1] != '\n') {
		buf_append_text(out, "…");
	}
	printable_line(out, text + first, last - first);
	if (last < item->more_len && text[last] != '\n') {
		buf_append_text(out, "…");
	}
	buf_append_byte(out, '\n');
	return true;
}

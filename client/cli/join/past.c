#include "client/cli/join/past.h"

#include "proto/list.h"

#include <stdlib.h>
#include <string.h>

/* Days of play of a hundred people are some tens of it; what a server gone mad sends is not kept
 * without end. */
#define BYTES_MOST ((size_t)256 * 1024 * 1024)

static void let_half_go(struct past *past)
{
	size_t half = past->count / 2, bytes = past->list[half].text;
	buf_consume(&past->bytes, bytes);
	memmove(past->list, past->list + half, (past->count - half) * sizeof(*past->list));
	past->count -= half;
	past->let_go += half;
	for (size_t i = 0; i < past->count; i++) {
		past->list[i].text -= bytes;
		past->list[i].teams -= bytes;
		past->list[i].more -= bytes;
	}
}

void past_add(struct past *past, const struct view *view, const Convene__V1__Event *event,
    const struct buf *text)
{
	struct buf teams = {0};
	if (past->bytes.len > BYTES_MOST) {
		let_half_go(past);
	}
	struct past_entry *entry = LIST_ADD(past->list, past->count, past->cap);
	*entry = (struct past_entry){.text = past->bytes.len,
	    .len = text->len,
	    .kind = filter_kind(event),
	    .exercise_ms = event->exercise_ms};
	buf_append(&past->bytes, text->data, text->len);
	entry->teams = past->bytes.len;
	filter_teams(&teams, view, event);
	if (teams.len > 0) {
		buf_append(&past->bytes, teams.data, teams.len);
	}
	buf_append_byte(&past->bytes, '\0');
	buf_deinit(&teams);
	entry->more = past->bytes.len;
	filter_texts(&past->bytes, view, event);
	entry->more_len = past->bytes.len - entry->more;
}

static struct filter_item item_of(const struct past *past, size_t index)
{
	const struct past_entry *entry = &past->list[index];
	const char *bytes = (const char *)past->bytes.data;
	return (struct filter_item){.kind = entry->kind,
	    .teams = bytes + entry->teams,
	    .exercise_ms = entry->exercise_ms,
	    .text = bytes + entry->text,
	    .len = entry->len,
	    .more = bytes + entry->more,
	    .more_len = entry->more_len};
}

static bool passes(const struct past *past, size_t index, const struct filter *filter)
{
	const struct filter_item item = item_of(past, index);
	return filter_matches(filter, &item);
}

size_t past_append(const struct past *past, struct buf *out, const struct filter *filter,
    size_t most, const struct search *find)
{
	size_t first = past->count, found = 0;
	while (first > 0 && found < most) {
		first--;
		found += passes(past, first, filter);
	}
	for (size_t i = first; i < past->count; i++) {
		const struct filter_item item = item_of(past, i);
		if (!filter_matches(filter, &item)) {
			continue;
		}
		buf_append(out, item.text, item.len);
		if (find != NULL) {
			filter_excerpt(out, find, &item);
		}
	}
	return found;
}

void past_deinit(struct past *past)
{
	free(past->list);
	buf_deinit(&past->bytes);
}

#include "client/cli/terminal/undo.h"

#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

void undo_clear(struct undo *undo)
{
	for (size_t i = 0; i < undo->count; i++) {
		free(undo->before[i]);
	}
	free(undo->now);
	*undo = (struct undo){.count = 0};
}

/* Whether one character, no blank, came to the end of `old`, or anywhere into it. */
static bool one_letter_more(const char *old, const char *text, size_t len)
{
	size_t old_len = strlen(old), same = 0;
	while (same < old_len && same < len && old[same] == text[same]) {
		same++;
	}
	if (len <= old_len || strcmp(old + same, text + same + (len - old_len)) != 0) {
		return false;
	}
	size_t size = len - old_len;
	return text[same] != ' ' && (size == 1 || (size <= 4 && (text[same] & 0x80) != 0));
}

static void push(struct undo *undo, char *line)
{
	if (undo->count == UNDO_MOST) {
		free(undo->before[0]);
		memmove(undo->before, undo->before + 1, (UNDO_MOST - 1) * sizeof(undo->before[0]));
		undo->count--;
	}
	undo->before[undo->count++] = line;
}

void undo_note(struct undo *undo, const char *text, size_t len)
{
	if (undo->now == NULL) {
		undo->now = xcalloc(1, 1);
	}
	if (strlen(undo->now) == len && memcmp(undo->now, text, len) == 0) {
		return;
	}
	char *copy = xcalloc(1, len + 1);
	memcpy(copy, text, len);
	bool letter = one_letter_more(undo->now, copy, len);
	if (letter && undo->typing) {
		free(undo->now);
	} else {
		push(undo, undo->now);
	}
	undo->now = copy;
	undo->typing = letter;
}

const char *undo_back(struct undo *undo)
{
	if (undo->count == 0) {
		return NULL;
	}
	free(undo->now);
	undo->now = undo->before[--undo->count];
	undo->typing = false;
	return undo->now;
}

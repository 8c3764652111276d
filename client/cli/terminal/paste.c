/*
 * Byte by byte, as a mark may come in two reads. The mark's first byte does not come again in it,
 * so what turns out to be none is handed on without looking at it twice.
 */
#include "client/cli/terminal/paste.h"

#include <string.h>

static const char begin_mark[] = "\033[200~", end_mark[] = "\033[201~";

#define MARK_LEN 6

static void keep(struct paste *paste, const char *bytes, size_t len)
{
	if (paste->text.len + len > PASTE_MOST) {
		paste->too_long = true;
	} else {
		buf_append(&paste->text, bytes, len);
	}
}

enum paste_kind paste_take(struct paste *paste, char byte, char keys[8], size_t *count)
{
	const char *mark = paste->inside ? end_mark : begin_mark;
	size_t matched = paste->matched;
	*count = 0;
	if (byte == mark[matched]) {
		paste->matched++;
		if (paste->matched < MARK_LEN) {
			return PASTE_NOTHING;
		}
		paste->matched = 0;
		paste->inside = !paste->inside;
		return paste->inside ? PASTE_NOTHING : PASTE_TEXT;
	}
	/* it was something else that begins alike: an arrow key */
	paste->matched = 0;
	if (paste->inside) {
		keep(paste, mark, matched);
	}
	memcpy(keys, mark, matched);
	if (byte == mark[0]) {
		paste->matched = 1;
	} else {
		if (paste->inside) {
			keep(paste, &byte, 1);
		}
		keys[matched++] = byte;
	}
	if (paste->inside || matched == 0) {
		return PASTE_NOTHING;
	}
	*count = matched;
	return PASTE_KEYS;
}

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

char *paste_shown(const struct buf *text)
{
	struct buf out = {0};
	size_t start = 0, end = text->len;
	while (end > 0 && is_blank(text->data[end - 1])) {
		end--;
	}
	while (start < end && (text->data[start] == '\r' || text->data[start] == '\n')) {
		start++;
	}
	for (size_t i = start; i < end; i++) {
		uint8_t byte = text->data[i];
		if (byte == '\r' || byte == '\n') {
			/* CR LF is one break; many terminals send CR alone */
			if (byte == '\r' && i + 1 < end && text->data[i + 1] == '\n') {
				i++;
			}
			buf_append_text(&out, PASTE_BREAK);
		} else {
			buf_append_byte(&out, byte < 0x20 || byte == 0x7f ? ' ' : byte);
		}
	}
	return buf_take_text(&out);
}

void paste_restore(struct buf *line)
{
	const size_t mark = strlen(PASTE_BREAK);
	size_t to = 0;
	for (size_t at = 0; at < line->len; to++) {
		if (line->len - at >= mark && memcmp(line->data + at, PASTE_BREAK, mark) == 0) {
			line->data[to] = '\n';
			at += mark;
		} else {
			line->data[to] = line->data[at++];
		}
	}
	line->len = to;
}

void paste_deinit(struct paste *paste)
{
	buf_deinit(&paste->text);
}

/*
 * A sentence is first written out whole and then cut, where it is too long, in the middle of what
 * was quoted. What is left is made safe once more: a byte that was harmless in its place may not be
 * where the rest is gone.
 */
#include "proto/complaint.h"

#include "proto/printable.h"

#include <stdio.h>
#include <string.h>

static const char gap[] = " \xe2\x80\xa6 "; /* an ellipsis between spaces */
static const char more[] = " \xe2\x80\xa6";

#define GAP_LEN (sizeof(gap) - 1)

/* A shorter end of `text`, at most `most` bytes, that begins with something to see. */
static const char *ending(const char *text, size_t len, size_t most)
{
	const char *from = text + len - most;
	while (((unsigned char)*from & 0xc0) == 0x80) {
		from++;
	}
	struct printable_walk walk;
	printable_start(&walk, from, (size_t)(text + len - from));
	while (printable_next(&walk)) {
		if (walk.kind == PRINTABLE_VISIBLE) {
			return walk.text;
		}
	}
	return text + len;
}

/* Appends at most `most` bytes of `text`: two thirds of its beginning, the rest of its end. What is
 * right in its place may be wrong where the rest is gone, so it is made safe anew. */
static void append_short(struct buf *out, const char *text, size_t len, size_t most)
{
	struct buf cut = {0};
	if (most < 4 * GAP_LEN) {
		buf_append(&cut, text, printable_fit_bytes(text, len, most));
	} else {
		const char *end = ending(text, len, (most - GAP_LEN) / 3);
		buf_append(&cut, text, printable_fit_bytes(text, len, (most - GAP_LEN) * 2 / 3));
		buf_append(&cut, gap, GAP_LEN);
		buf_append(&cut, end, (size_t)(text + len - end));
	}
	printable_line(out, (const char *)cut.data, cut.len);
	buf_deinit(&cut);
}

static void append(struct buf *out, size_t most, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

static void append(struct buf *out, size_t most, const char *format, va_list arguments)
{
	struct buf whole = {0}, shown = {0};
	buf_vprintf(&whole, format, arguments);
	printable_shown(&shown, (const char *)whole.data, whole.len);
	if (shown.len <= most) {
		buf_append(out, shown.data, shown.len);
	} else {
		append_short(out, (const char *)shown.data, shown.len, most);
	}
	buf_deinit(&whole);
	buf_deinit(&shown);
}

void complaint_append_list(struct buf *out, const char *format, va_list arguments)
{
	append(out, COMPLAINT_MAX, format, arguments);
}

const char *complaint_list(char *out, size_t size, const char *format, va_list arguments)
{
	struct buf text = {0};
	if (size == 0) {
		return out;
	}
	append(&text, size - 1, format, arguments);
	memcpy(out, text.len > 0 ? (const char *)text.data : "", text.len);
	out[text.len] = '\0';
	buf_deinit(&text);
	return out;
}

void complaint_word(char *out, size_t size, const char *between, const char *word)
{
	size_t len = strlen(out), end = sizeof(more) - 1;
	if (len >= end && strcmp(out + len - end, more) == 0) {
		return;
	}
	between = len > 0 ? between : "";
	/* there is always room left for the ellipsis */
	if (len + strlen(between) + strlen(word) + end < size) {
		snprintf(out + len, size - len, "%s%s", between, word);
	} else if (len + end < size) {
		memcpy(out + len, more, end + 1);
	}
}

const char *complaint(char *out, size_t size, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	complaint_list(out, size, format, arguments);
	va_end(arguments);
	return out;
}

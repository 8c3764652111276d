#include "client/cli/text/colour.h"

#include "client/cli/text/page.h"
#include "proto/printable.h"

#include <stdbool.h>
#include <string.h>

/* No byte of UTF-8, so that nobody's text can have it. */
#define MARK 0xff
#define END  '0'
#define HANG '>'

static void append_mark(struct buf *out, uint8_t what)
{
	buf_append_byte(out, MARK);
	buf_append_byte(out, what);
}

void colour_begin(struct buf *out, enum colour colour)
{
	append_mark(out, (uint8_t)('a' + colour));
}

void colour_end(struct buf *out)
{
	append_mark(out, END);
}

void colour_hang(struct buf *out)
{
	append_mark(out, HANG);
}

/* ECMA-48, SGR; "" for what is none of ours. */
static const char *sequence(uint8_t what)
{
	static const char *const sequences[] = {
	    "\033[1m", "\033[2m", "\033[31m", "\033[32m", "\033[33m", "\033[34m"};

	static const char hang[] = {PAGE_HANG, '\0'};
	if (what == END) {
		return "\033[0m";
	}
	if (what == HANG) {
		return hang;
	}
	return what >= 'a' && what <= 'a' + COLOUR_BLUE ? sequences[what - 'a'] : "";
}

void colour_resolve(struct buf *text)
{
	struct buf out = {0};
	size_t at = 0;
	while (at < text->len) {
		const uint8_t *mark = memchr(text->data + at, MARK, text->len - at);
		size_t end = mark != NULL ? (size_t)(mark - text->data) : text->len;
		printable_lines(&out, (const char *)text->data + at, end - at);
		if (mark != NULL && end + 1 < text->len) {
			buf_append_text(&out, sequence(mark[1]));
		}
		at = mark != NULL ? end + 2 : end;
	}
	buf_deinit(text);
	*text = out;
}

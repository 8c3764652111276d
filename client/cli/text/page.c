#include "client/cli/text/page.h"

#include "proto/list.h"
#include "proto/printable.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of the colour that begins here; 0: there is none. */
static size_t colour_at(const char *text, size_t len)
{
	if (len < 3 || text[0] != '\033' || text[1] != '[') {
		return 0;
	}
	const char *end = memchr(text, 'm', len);
	return end != NULL ? (size_t)(end - text) + 1 : 0;
}

/* What the breaking of a line knows. */
struct breaking {
	struct page_rows *rows;
	const char *text;
	size_t columns;
	size_t colour, colour_len; /* that holds where we are */
	size_t hang;               /* of further rows */
	bool hangs;                /* where that is has been said, or found */
	size_t column;
};

static bool ends_colours(const char *text, size_t len)
{
	return len == 4 && memcmp(text, "\033[0m", 4) == 0;
}

static struct page_row *begin_row(struct breaking *now, size_t start, size_t indent)
{
	struct page_rows *rows = now->rows;
	struct page_row *row = LIST_ADD(rows->list, rows->count, rows->cap);
	*row = (struct page_row){
	    .start = start, .indent = indent, .colour = now->colour, .colour_len = now->colour_len};
	now->column = indent;
	return row;
}

/* Where further rows begin: so far to the right that a third of the screen would be lost, they
 * begin under the time. */
static size_t bearable(size_t hang, size_t columns)
{
	size_t less = columns > 33 ? 11 : 2;
	return hang > columns / 3 ? less : hang;
}

/* The end of what goes into one row from `at` on; `*next`: where the next one begins. */
static size_t fill_row(struct breaking *now, size_t at, size_t end, size_t *next)
{
	size_t blank = SIZE_MAX, behind_blanks = 0;
	bool word = false, in_blanks = false, apart = false;
	struct printable_walk walk;
	printable_start(&walk, now->text + at, end - at);
	while (printable_next(&walk)) {
		size_t here = (size_t)(walk.text - now->text);
		size_t colour = colour_at(walk.text, end - here);
		if (colour > 0) {
			bool none = ends_colours(walk.text, colour);
			now->colour = none ? 0 : here;
			now->colour_len = none ? 0 : colour;
			printable_start(&walk, walk.text + colour, end - here - colour);
			continue;
		}
		if (walk.code == PAGE_HANG) {
			now->hang = now->column;
			now->hangs = true;
			continue;
		}
		if (walk.code == ' ' && word) {
			if (!in_blanks) {
				blank = here;
			}
			apart = in_blanks;
			in_blanks = true;
			now->column++;
			behind_blanks = here + 1;
			continue;
		}
		if (now->columns > 0 && word && now->column + walk.columns > now->columns) {
			*next = blank != SIZE_MAX ? behind_blanks : here;
			return blank != SIZE_MAX ? blank : here;
		}
		/* of a list: its further rows begin under its second column */
		if (in_blanks && apart && !now->hangs) {
			now->hang = now->column;
			now->hangs = true;
		}
		word = word || walk.code != ' ';
		in_blanks = apart = false;
		now->column += walk.columns;
	}
	*next = end;
	return in_blanks ? blank : end;
}

static void break_line(struct breaking *now, size_t at, size_t end)
{
	size_t blanks = 0, indent = 0;
	while (at + blanks < end && now->text[at + blanks] == ' ') {
		blanks++;
	}
	now->hang = blanks;
	now->hangs = false;
	if (now->columns > 0 && bearable(blanks, now->columns) < blanks) {
		indent = bearable(blanks, now->columns);
		at += blanks;
		now->hang = indent;
	}
	do {
		struct page_row *row = begin_row(now, at, indent);
		size_t next, until = fill_row(now, at, end, &next);
		row = &now->rows->list[now->rows->count - 1];
		now->hangs = true;
		row->len = until - at;
		at = next;
		indent = now->columns > 0 ? bearable(now->hang, now->columns) : now->hang;
	} while (at < end);
}

/* What ends a text's colours behind its last line is no line. */
static bool only_colours(const char *text, size_t len)
{
	size_t colour;
	while (len > 0 && (colour = colour_at(text, len)) > 0) {
		text += colour;
		len -= colour;
	}
	return len == 0;
}

void page_break(struct page_rows *rows, const char *text, size_t len, size_t columns)
{
	struct breaking now = {.rows = rows, .text = text, .columns = columns};
	size_t at = 0;
	rows->count = 0;
	while (at < len) {
		const char *newline = memchr(text + at, '\n', len - at);
		size_t end = newline != NULL ? (size_t)(newline - text) : len;
		if (newline != NULL || !only_colours(text + at, end - at)) {
			break_line(&now, at, end);
		}
		at = end + (newline != NULL ? 1 : 0);
	}
}

void page_deinit(struct page_rows *rows)
{
	free(rows->list);
	*rows = (struct page_rows){.count = 0};
}

static bool begins_by(const void *row, const void *at)
{
	return ((const struct page_row *)row)->start <= *(const size_t *)at;
}

size_t page_row_of(const struct page_rows *rows, size_t at)
{
	size_t after = list_place(rows->list, rows->count, sizeof(*rows->list), begins_by, &at);
	return after > 0 ? after - 1 : 0;
}

void page_append(
    struct buf *out, const char *text, const struct page_row *row, size_t mark, size_t mark_end)
{
	size_t end = row->start + row->len;
	bool coloured = row->colour_len > 0;
	if (coloured) {
		buf_append(out, text + row->colour, row->colour_len);
	}
	for (size_t i = 0; i < row->indent; i++) {
		buf_append_byte(out, ' ');
	}
	if (mark < row->start && mark_end > row->start) {
		buf_append_text(out, "\033[7m");
	}
	for (size_t at = row->start; at < end; at++) {
		size_t colour = colour_at(text + at, end - at);
		if (at == mark && mark_end > mark) {
			buf_append_text(out, "\033[7m");
		}
		if (at == mark_end && mark_end > mark) {
			buf_append_text(out, "\033[27m");
		}
		if (colour > 0) {
			coloured = !ends_colours(text + at, colour);
			buf_append(out, text + at, colour);
			at += colour - 1;
		} else if (text[at] != PAGE_HANG) {
			buf_append(out, text + at, 1);
		}
	}
	if (mark < end && mark_end >= end) {
		buf_append_text(out, "\033[27m");
	}
	if (coloured) {
		buf_append_text(out, "\033[0m");
	}
}

void page_append_text(struct buf *out, const struct buf *text, size_t columns)
{
	struct page_rows rows = {.count = 0};
	const char *bytes = (const char *)text->data;
	page_break(&rows, bytes, text->len, columns);
	for (size_t i = 0; i < rows.count; i++) {
		page_append(out, bytes, &rows.list[i], 0, 0);
		buf_append_byte(out, '\n');
	}
	page_deinit(&rows);
}

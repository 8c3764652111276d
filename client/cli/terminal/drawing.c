#include "client/cli/terminal/drawing.h"

#include "proto/printable.h"

#include <string.h>

/* The line broken into rows. */
struct layout {
	struct buf bytes;  /* owned */
	struct buf starts; /* owned: a size_t for each row: where it begins in `bytes` */
	size_t columns;    /* of the screen */
	size_t column;     /* where the next character goes */
	size_t rows;
	size_t cursor_row, cursor_column;
};

static void begin_row(struct layout *layout)
{
	buf_append(&layout->starts, &layout->bytes.len, sizeof(layout->bytes.len));
	layout->rows++;
	layout->column = 0;
}

static size_t row_start(const struct layout *layout, size_t row)
{
	if (row >= layout->rows) {
		return layout->bytes.len;
	}
	size_t start;
	memcpy(&start, layout->starts.data + row * sizeof(start), sizeof(start));
	return start;
}

static void note_cursor(struct layout *layout)
{
	/* behind the last column there is no place for it */
	if (layout->column >= layout->columns) {
		begin_row(layout);
	}
	layout->cursor_row = layout->rows - 1;
	layout->cursor_column = layout->column;
}

static void put(struct layout *layout, const struct printable_walk *at)
{
	const char *bytes = at->text;
	size_t size = at->size, columns = at->columns;
	if (at->kind == PRINTABLE_HIDDEN) {
		return;
	}
	if (at->kind == PRINTABLE_BREAK && at->code == '\n') {
		begin_row(layout);
		return;
	}
	if (at->kind == PRINTABLE_BREAK || at->kind == PRINTABLE_UNSAFE) {
		bytes = "\xef\xbf\xbd"; /* U+FFFD */
		size = 3;
		columns = 1;
	} else if (at->kind == PRINTABLE_BLANK && at->code == '\t') {
		bytes = " ";
		columns = 1;
	}
	if (columns > 0 && layout->column + columns > layout->columns) {
		begin_row(layout);
	}
	buf_append(&layout->bytes, bytes, size);
	layout->column += columns;
}

static void put_text(struct layout *layout, const char *text, size_t len, size_t cursor)
{
	struct printable_walk walk;
	printable_start(&walk, text, len);
	while (printable_next(&walk)) {
		if ((size_t)(walk.text - text) == cursor) {
			note_cursor(layout);
		}
		put(layout, &walk);
	}
	if (cursor == len) {
		note_cursor(layout);
	}
}

static void lay_out(struct layout *layout, const struct drawing_line *line)
{
	layout->columns = line->columns > 0 ? line->columns : 80;
	begin_row(layout);
	put_text(layout, line->prompt, strlen(line->prompt), SIZE_MAX);
	put_text(layout, line->text, line->len, line->cursor);
}

static void up(struct buf *out, size_t rows)
{
	if (rows > 0) {
		buf_printf(out, "\033[%zuA", rows);
	}
}

/* The rows from `first` on, `count` of them, as bytes that need no terminal's help with breaking.
 */
static void append_rows(struct buf *out, const struct layout *layout, size_t first, size_t count)
{
	for (size_t row = first; row < first + count; row++) {
		size_t start = row_start(layout, row), len = row_start(layout, row + 1) - start;
		const char *bytes = (const char *)layout->bytes.data + start;
		if (row > first) {
			buf_append_text(out, "\r\n");
		}
		if (len > 0) {
			buf_append(out, bytes, len);
		}
		/* in the last column, erasing to the end of the row would erase the character there
		 */
		if (len == 0 || printable_columns(bytes, len) < layout->columns) {
			buf_append_text(out, "\033[K");
		}
	}
}

void drawing_draw(struct drawing *drawing, struct buf *out, const struct drawing_line *line)
{
	struct layout layout = {.rows = 0};
	struct buf body = {0};
	size_t most = line->rows_max > 0 ? line->rows_max : 1, first = 0;
	lay_out(&layout, line);
	size_t count = layout.rows < most ? layout.rows : most;
	if (layout.cursor_row >= count) {
		first = layout.cursor_row - count + 1;
	}
	size_t row = layout.cursor_row - first;
	append_rows(&body, &layout, first, count);
	for (size_t i = count; drawing->standing && i < drawing->rows; i++) {
		buf_append_text(&body, "\r\n\033[2K");
	}
	up(&body, (drawing->standing && drawing->rows > count ? drawing->rows : count) - 1 - row);
	buf_append_byte(&body, '\r');
	if (layout.cursor_column > 0) {
		buf_printf(&body, "\033[%zuC", layout.cursor_column);
	}
	if (!drawing->standing || body.len != drawing->body.len ||
	    memcmp(body.data, drawing->body.data, body.len) != 0) {
		buf_append_byte(out, '\r');
		up(out, drawing->standing ? drawing->row : 0);
		buf_append(out, body.data, body.len);
		drawing->standing = true;
		drawing->rows = count;
		drawing->row = row;
		drawing->body.len = 0;
		buf_append(&drawing->body, body.data, body.len);
	}
	buf_deinit(&body);
	buf_deinit(&layout.bytes);
	buf_deinit(&layout.starts);
}

void drawing_clear(struct drawing *drawing, struct buf *out)
{
	if (!drawing->standing) {
		return;
	}
	buf_append_byte(out, '\r');
	if (drawing->row + 1 < drawing->rows) {
		buf_printf(out, "\033[%zuB", drawing->rows - 1 - drawing->row);
	}
	for (size_t row = 0; row < drawing->rows; row++) {
		buf_append_text(out, row == 0 ? "\033[2K" : "\033[A\033[2K");
	}
	drawing->standing = false;
}

void drawing_leave(struct drawing *drawing, struct buf *out)
{
	if (!drawing->standing) {
		return;
	}
	if (drawing->row + 1 < drawing->rows) {
		buf_printf(out, "\033[%zuB", drawing->rows - 1 - drawing->row);
	}
	buf_append_text(out, "\r\n");
	drawing->standing = false;
}

void drawing_deinit(struct drawing *drawing)
{
	buf_deinit(&drawing->body);
}

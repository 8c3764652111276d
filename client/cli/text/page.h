/*
 * A long text as rows of a screen: lines that are too wide are broken between words. A line's
 * further rows begin where its PAGE_HANG stands, else under its first word, or, of a list (two
 * blanks or more behind a word), under its second column, unless that is so far to the right that
 * little room is left. Colours (ECMA-48 SGR) take up nothing. Pure; one thread.
 */
#ifndef CONVENE_TEXT_PAGE_H
#define CONVENE_TEXT_PAGE_H

#include "proto/buf.h"

/* Stands in a line where its further rows are to begin; not shown. */
#define PAGE_HANG '\x1f'

struct page_row {
	size_t start, len;         /* bytes of the text */
	size_t indent;             /* blanks before it */
	size_t colour, colour_len; /* bytes of the text: the colour that it begins in; 0: none */
};

struct page_rows {
	struct page_row *list; /* owned */
	size_t count, cap;
};

/* Breaks `text` into rows of `columns`; what was in `rows` before is gone. */
void page_break(struct page_rows *rows, const char *text, size_t len, size_t columns);
void page_deinit(struct page_rows *rows);

/* The row in which this byte of the text stands. */
size_t page_row_of(const struct page_rows *rows, size_t at);

/* Appends a row, without a newline; its colours end with it. Bytes `mark` to `mark_end` of the text
 * are in reverse. */
void page_append(
    struct buf *out, const char *text, const struct page_row *row, size_t mark, size_t mark_end);

/* Appends the whole text, broken. `columns` 0: not broken. */
void page_append_text(struct buf *out, const struct buf *text, size_t columns);

#endif

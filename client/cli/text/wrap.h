/*
 * Text for a terminal: broken between words to its width (proto/wrap.h), or one line of it; cleaned
 * of everything that could make the terminal do something (proto/printable.h; what other people
 * wrote is printed here). Widths are columns. Pure; any thread.
 */
#ifndef CONVENE_TEXT_WRAP_H
#define CONVENE_TEXT_WRAP_H

#include "proto/buf.h"
#include "proto/wrap.h"

#include <stdarg.h>

/* Of the subject that a message gets which has none. */
#define SUBJECT_COLUMNS 60
#define SUBJECT_SIZE    300

/* As wrap_append(), of what printf() would write, however long that is. */
void wrap_vprintf(struct buf *out, size_t width, size_t column, size_t indent, const char *format,
    va_list arguments) __attribute__((format(printf, 5, 0)));

/* The same of a text in the making, which is empty afterwards. */
void wrap_buf(struct buf *out, struct buf *text, size_t width, size_t column, size_t indent);

/* Appends `text` as one line: line breaks become spaces. No newline. */
void wrap_append_line(struct buf *out, const char *text);

/* The first line of `text` that has anything to see, cut likewise and to `size` bytes with a NUL: a
 * subject, an entry of a list. Returns `out`. */
const char *wrap_beginning(char *out, size_t size, const char *text, size_t columns);

/* Columns of the terminal at `fd`, $COLUMNS where that is not known, else 80; 0 if it is no
 * terminal. */
size_t wrap_terminal_width(int fd);

#endif

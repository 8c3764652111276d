/*
 * A sentence that tells a person what is wrong, or a line of a log: it may quote what somebody
 * typed or a server sent, so all of it is shown as printable_shown() does, on one line. What is
 * quoted may be of any length and the sentence ends with what would be right, so a long one is cut
 * in its middle, with an ellipsis. Pure; any thread; nothing fails.
 */
#ifndef CONVENE_PROTO_COMPLAINT_H
#define CONVENE_PROTO_COMPLAINT_H

#include "proto/buf.h"

#include <stdarg.h>

/* Bytes of the longest one. */
#define COMPLAINT_MAX 1000

/* Appends it, at most COMPLAINT_MAX bytes. */
void complaint_append_list(struct buf *out, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* The same into an array of `size` bytes, ended by a NUL. Returns `out`. */
const char *complaint(char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
const char *complaint_list(char *out, size_t size, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/*
 * Adds a word to the list in `out`, which ends by a NUL within `size` bytes, with `between` before
 * it unless it is the first. When there is no more room the list ends in an ellipsis, and further
 * words change nothing.
 */
void complaint_word(char *out, size_t size, const char *between, const char *word);

#endif

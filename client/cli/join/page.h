/* How much of a text fits on a screen. Pure; any thread. */
#ifndef CONVENE_JOIN_PAGE_H
#define CONVENE_JOIN_PAGE_H

#include <stddef.h>

/* The bytes of `text`, whole lines, that take up at most `rows` rows of `columns` columns; at least
 * one line. Colours (ECMA-48 SGR) take up nothing. */
size_t page_cut(const char *text, size_t len, size_t rows, size_t columns);

#endif

/*
 * How text is laid out for whoever reads it: width, colours, how much of it. Pure; any thread.
 */
#ifndef CONVENE_TEXT_STYLE_H
#define CONVENE_TEXT_STYLE_H

#include "client/cli/text/colour.h"

#include <stdbool.h>

struct style {
	size_t width; /* of the terminal; 0: lines are not broken */
	bool colours;
	bool receipts; /* also who received and read what */
	bool hangs; /* lines are not broken, and say where their further rows begin (colour_hang())
	             */
};

void style_begin(struct buf *out, const struct style *style, enum colour colour);
void style_end(struct buf *out, const struct style *style);

#endif

#include "client/cli/text/style.h"

void style_begin(struct buf *out, const struct style *style, enum colour colour)
{
	if (style->colours) {
		colour_begin(out, colour);
	}
}

void style_end(struct buf *out, const struct style *style)
{
	if (style->colours) {
		colour_end(out);
	}
}

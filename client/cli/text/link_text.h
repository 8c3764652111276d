/*
 * A join link as it comes out of a mail or a chat: with blanks around it, or broken over several
 * lines. Pure; any thread. What is in the texts is a secret of the caller's.
 */
#ifndef CONVENE_TEXT_LINK_TEXT_H
#define CONVENE_TEXT_LINK_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Takes every blank and line break out: a link has none. */
void link_text_trim(char *text);

/* Whether it begins as a join link does, blanks before it aside. */
bool link_text_is_link(const char *text);

/* Whether it is the beginning of a link whose rest is missing. A link without a code is whole only
 * when it has nothing behind the exercise's name. */
bool link_text_ends_early(const char *text);

#endif

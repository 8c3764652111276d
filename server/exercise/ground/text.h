/* Texts that may be missing. Pure; any thread; owns nothing. */
#ifndef CONVENE_EXERCISE_GROUND_TEXT_H
#define CONVENE_EXERCISE_GROUND_TEXT_H

#include <stddef.h>

/* For texts of our own structs, where NULL says that there is none. In commands, queries and events
 * no text is NULL: decide.c and draft.c see to it, what is applied was decoded. */
static inline const char *text_or_empty(const char *text)
{
	return text != NULL ? text : "";
}

#endif

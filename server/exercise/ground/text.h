/* Texts of messages. Pure; any thread; owns nothing. */
#ifndef CONVENE_EXERCISE_GROUND_TEXT_H
#define CONVENE_EXERCISE_GROUND_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Fields of text may be NULL when a command was not decoded from bytes. */
const char *text_or_empty(const char *text);

bool text_among(const char *text, char *const *list, size_t count);

#endif

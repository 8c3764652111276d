/* Texts that may be missing, and lists of them. */
#include "server/exercise/ground/text.h"

#include <string.h>

const char *text_or_empty(const char *text)
{
	return text != NULL ? text : "";
}

bool text_among(const char *text, char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i], text) == 0) {
			return true;
		}
	}
	return false;
}

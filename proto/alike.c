/* Unicode's own folding, by utf8proc, and blanks joined. Where the text cannot be folded it is its
 * own key: it is then like nothing but itself. */
#include "proto/alike.h"

#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

static size_t join_blanks(char *text)
{
	size_t len = 0;
	for (const char *at = text; *at != '\0'; at++) {
		if (*at != ' ' || (len > 0 && text[len - 1] != ' ')) {
			text[len++] = *at;
		}
	}
	return len > 0 && text[len - 1] == ' ' ? len - 1 : len;
}

char *alike_fold(const char *text)
{
	utf8proc_uint8_t *folded = NULL;
	if (utf8proc_map((const utf8proc_uint8_t *)text, 0, &folded,
	        UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
	            UTF8PROC_CASEFOLD | UTF8PROC_IGNORE) < 0) {
		return xstrdup(text);
	}
	folded[join_blanks((char *)folded)] = '\0';
	return (char *)folded;
}

const char *alike_key(struct arena *arena, const char *text)
{
	char *folded = alike_fold(text);
	const char *key = arena_text(arena, folded, strlen(folded));
	free(folded);
	return key != NULL ? key : text;
}

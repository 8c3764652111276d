#include "client/cli/text/search.h"

#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* A folded character and where it came from. */
struct folded {
	int32_t code;
	size_t at, end;
};

/* Reads a text character by character, folded; one may fold to several. */
struct reader {
	const char *text; /* borrowed */
	size_t len, next;
	int32_t codes[8];
	int count, given;
	size_t at, end; /* of the character that they came from */
	bool after_blank;
};

/* Past a colour: ESC [ ... m. */
static bool skip_colour(struct reader *reader)
{
	const char *at = reader->text + reader->next;
	if (reader->len - reader->next < 2 || at[0] != '\033' || at[1] != '[') {
		return false;
	}
	const char *end = memchr(at, 'm', reader->len - reader->next);
	reader->next = end != NULL ? (size_t)(end - reader->text) + 1 : reader->len;
	return true;
}

static void fold(struct reader *reader)
{
	const utf8proc_option_t options = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
	                                  UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
	utf8proc_int32_t code;
	utf8proc_ssize_t size =
	    utf8proc_iterate((const utf8proc_uint8_t *)reader->text + reader->next,
	        (utf8proc_ssize_t)(reader->len - reader->next), &code);
	int boundary = 0;
	reader->at = reader->next;
	reader->next += size > 0 ? (size_t)size : 1;
	reader->end = reader->next;
	reader->given = reader->count = 0;
	if (size <= 0) {
		return;
	}
	if (code == '\n' || code == '\t' || code == ' ' || code == 0xa0) {
		code = ' ';
	} else if (code < 0x20) {
		return;
	}
	utf8proc_ssize_t count =
	    utf8proc_decompose_char(code, reader->codes, 8, options, &boundary);
	reader->count = count > 0 && count <= 8 ? (int)count : 0;
}

static bool read_folded(struct reader *reader, struct folded *out)
{
	for (;;) {
		while (reader->given < reader->count) {
			int32_t code = reader->codes[reader->given++];
			bool blank = code == ' ';
			if (blank && reader->after_blank) {
				continue;
			}
			reader->after_blank = blank;
			*out = (struct folded){code, reader->at, reader->end};
			return true;
		}
		while (reader->next < reader->len && skip_colour(reader)) {
			continue;
		}
		if (reader->next >= reader->len) {
			return false;
		}
		fold(reader);
	}
}

void search_init(struct search *search, const char *word)
{
	struct reader reader = {.text = word, .len = strlen(word), .after_blank = true};
	*search = (struct search){.count = 0};
	search->word = xcalloc(reader.len * 8 + 1, sizeof(*search->word));
	struct folded folded;
	while (read_folded(&reader, &folded)) {
		search->word[search->count++] = folded.code;
	}
	while (search->count > 0 && search->word[search->count - 1] == ' ') {
		search->count--;
	}
}

void search_deinit(struct search *search)
{
	free(search->word);
	*search = (struct search){.count = 0};
}

/* Whether the word begins with what `reader`, a copy, reads next. */
static bool begins(const struct search *search, struct reader reader, size_t *at, size_t *end)
{
	struct folded folded;
	for (size_t i = 0; i < search->count; i++) {
		if (!read_folded(&reader, &folded) || folded.code != search->word[i]) {
			return false;
		}
		if (i == 0) {
			*at = folded.at;
		}
		*end = folded.end;
	}
	return true;
}

bool search_next(
    const struct search *search, const char *text, size_t len, size_t from, size_t *at, size_t *end)
{
	struct reader reader = {.text = text, .len = len, .next = from};
	if (search->count == 0) {
		return false;
	}
	struct folded folded;
	for (;;) {
		if (begins(search, reader, at, end)) {
			return true;
		}
		if (!read_folded(&reader, &folded)) {
			return false;
		}
	}
}

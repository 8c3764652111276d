#include "client/cli/text/urgent.h"

#include "proto/buf.h"
#include "proto/printable.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Every way of saying it that people are told, or come upon; behind a phrase that is not `alone`
 * there may be words, which are the note. */
static const struct {
	const char *phrase;
	enum urgent_kind kind;
	bool alone;
} phrases[] = {{"pause for welfare", URGENT_WELFARE, false},
    {"please pause for welfare", URGENT_WELFARE, false},
    {"press pause for welfare", URGENT_WELFARE, false},
    {"i need a pause for welfare", URGENT_WELFARE, false}, {"welfare pause", URGENT_WELFARE, false},
    {"pause welfare", URGENT_WELFARE, false}, {"real world", URGENT_REAL, false},
    {"realworld", URGENT_REAL, false}, {"this is real world", URGENT_REAL, false},
    {"no duff", URGENT_REAL, false}, {"welfare officer", URGENT_UNSURE, true},
    {"pause", URGENT_UNSURE, true}, {"pause please", URGENT_UNSURE, true},
    {"pause the exercise", URGENT_UNSURE, true}, {"stop", URGENT_UNSURE, true},
    {"please stop", URGENT_UNSURE, true}, {"stop exercise", URGENT_UNSURE, true},
    {"stop the exercise", URGENT_UNSURE, true}, {"help me", URGENT_UNSURE, true},
    {"i need help", URGENT_UNSURE, true}, {"i need a break", URGENT_UNSURE, true},
    {"emergency", URGENT_UNSURE, false}, {"fire", URGENT_UNSURE, true},
    {"fire alarm", URGENT_UNSURE, true}};

/* Bytes of what may stand around and between words: blanks, ASCII punctuation, typographic quotes
 * and dashes (U+2000 to U+206F), guillemets and the no-break space. */
static size_t mark_len(const unsigned char *at)
{
	if (*at == 0xe2 && (at[1] == 0x80 || at[1] == 0x81) && at[2] != 0) {
		return 3;
	}
	if (*at == 0xc2 && (at[1] == 0xa0 || at[1] == 0xab || at[1] == 0xbb)) {
		return 2;
	}
	return *at != '\0' && *at < 0x80 && !isalnum(*at) ? 1 : 0;
}

static const char *skip_marks(const char *at)
{
	size_t len;
	while ((len = mark_len((const unsigned char *)at)) > 0) {
		at += len;
	}
	return at;
}

/* Where the phrase ends, if the line begins with it; else NULL. */
static const char *behind(const char *line, const char *phrase)
{
	const char *at = skip_marks(line);
	for (; *phrase != '\0'; phrase++) {
		if (*phrase == ' ') {
			if (mark_len((const unsigned char *)at) == 0) {
				return NULL;
			}
			at = skip_marks(at);
		} else if (tolower((unsigned char)*at) == *phrase) {
			at++;
		} else {
			return NULL;
		}
	}
	return *at == '\0' || mark_len((const unsigned char *)at) > 0 ? at : NULL;
}

#define ELLIPSIS "\xe2\x80\xa6"

void urgent_note(const char *text, char note[URGENT_NOTE_MAX + 1])
{
	printable_line_in(note, URGENT_NOTE_MAX + 1, text);
}

bool urgent_note_is_cut(const char *note)
{
	size_t len = strlen(note), end = strlen(ELLIPSIS);
	/* a character is at most so much longer than the ellipsis */
	return len + 64 > URGENT_NOTE_MAX && strcmp(note + len - end, ELLIPSIS) == 0;
}

/* What stands behind the phrase, without the marks around it. */
static void take_note(enum urgent_kind kind, const char *rest, char *note)
{
	const char *prefix = kind != URGENT_REAL ? ""
	                     : *rest != '\0'     ? "REAL WORLD: "
	                                         : "REAL WORLD";
	size_t len = strlen(rest);
	struct buf whole = {0};
	while (len > 0 && (rest[len - 1] == ' ' || rest[len - 1] == '"' || rest[len - 1] == '\n')) {
		len--;
	}
	buf_append_text(&whole, prefix);
	buf_append(&whole, rest, len);
	buf_append_byte(&whole, '\0');
	urgent_note((const char *)whole.data, note);
	buf_deinit(&whole);
}

static bool in_capitals(const char *line)
{
	const char *at = skip_marks(line);
	return isupper((unsigned char)at[0]) && isupper((unsigned char)at[1]);
}

enum urgent_kind urgent_read(
    const char *line, enum urgent_place place, char note[URGENT_NOTE_MAX + 1])
{
	note[0] = '\0';
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		const char *rest = behind(line, phrases[i].phrase);
		if (rest == NULL) {
			continue;
		}
		rest = skip_marks(rest);
		if ((phrases[i].alone && *rest != '\0') ||
		    (phrases[i].kind == URGENT_UNSURE && place != URGENT_AT_PROMPT)) {
			continue;
		}
		if (phrases[i].kind == URGENT_REAL && place == URGENT_WITHIN_TEXT &&
		    !in_capitals(line)) {
			return URGENT_IN_TEXT;
		}
		take_note(phrases[i].kind, rest, note);
		return phrases[i].kind;
	}
	/* the verb itself, where it would be taken for an answer */
	if (place != URGENT_AT_PROMPT && behind(line, "welfare") != NULL &&
	    *skip_marks(behind(line, "welfare")) == '\0') {
		return URGENT_WELFARE;
	}
	return URGENT_NONE;
}

bool urgent_begins(const char *typed)
{
	const char *at = skip_marks(typed);
	char note[URGENT_NOTE_MAX + 1];
	enum urgent_kind kind = urgent_read(typed, URGENT_AT_QUESTION, note);
	if (kind == URGENT_WELFARE || kind == URGENT_REAL) {
		return true;
	}
	/* blanks alone are no beginning: in the pager they go on */
	for (size_t i = 0; *at != '\0' && i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		if (phrases[i].kind != URGENT_UNSURE &&
		    strncasecmp(phrases[i].phrase, at, strlen(at)) == 0) {
			return true;
		}
	}
	return false;
}

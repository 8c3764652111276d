/*
 * An announcement from words: in several languages, to some teams or to all, urgent or not. Owns
 * nothing; texts are borrowed until it is sent. Pure; one thread.
 */
#ifndef CONVENE_ACT_ANNOUNCE_H
#define CONVENE_ACT_ANNOUNCE_H

#include "convene/v1/command.pb-c.h"
#include "proto/model/view.h"

#define ANNOUNCE_LANGUAGES_MAX 16
#define ANNOUNCE_TEAMS_MAX     128

struct announce {
	Convene__V1__Command command;
	Convene__V1__Announce body;
	Convene__V1__Translation translations[ANNOUNCE_LANGUAGES_MAX];
	Convene__V1__Translation *in[ANNOUNCE_LANGUAGES_MAX];
	char *to[ANNOUNCE_TEAMS_MAX];
};

/* It points into itself: not to be copied. */
void announce_init(struct announce *announce);

/* Only this team, beside those that were named before; the same in another language, "fr=TEXT",
 * which is written to. Both return false with what is wrong, and what would be right, in `why`.
 * Without a view (NULL) any team is taken. */
bool announce_only(struct announce *announce, const struct view *view, const char *team, char *why,
    size_t why_size);
bool announce_in(struct announce *announce, char *translation, char *why, size_t why_size);

/* Takes "--urgent", "--only TEAM" and "--in fr=\"TEXT\"" from the beginning of a typed line, which
 * is written to; what is left is the text. */
bool announce_take(
    struct announce *announce, const struct view *view, char **line, char *why, size_t why_size);

#endif

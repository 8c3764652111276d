/*
 * For whom a line is: the teams and entities that it begins with. They may stand behind one another
 * with blanks, commas, "and", "&" or "+" between them, as ids or (but for a mere blank before them)
 * as names; a colon ends them. Pure; any thread. Owns nothing: points into the view and the line.
 */
#ifndef CONVENE_TEXT_RECIPIENTS_H
#define CONVENE_TEXT_RECIPIENTS_H

#include "client/cli/text/party.h"
#include "proto/model/view.h"

struct recipients {
	Convene__V1__Party parties[PARTIES_MAX]; /* under their canonical ids */
	Convene__V1__Party *pointers[PARTIES_MAX];
	size_t count;
	/* The first so many can be nothing else; what follows might also be how the text begins
	 * ("say AL-POL AL-LI ..."), in which case the text is `text_of_sure`. */
	size_t sure;
	bool is_plain_word;       /* one that is not sure is a plain word: "clinic" */
	const char *text;         /* borrowed: from the line, behind all of them */
	const char *text_of_sure; /* borrowed: likewise, behind the first `sure` */
	char wrong[80]; /* what stands where somebody should, and is nobody; "" for none */
	bool too_many;  /* more than PARTIES_MAX */
};

/* False: `wrong` says what is nobody ("" when the line is empty), or they are too many. */
bool recipients_read(const struct view *view, const char *line, struct recipients *recipients);

/* "AL-POL, AL-LI and clinic": the first `count` of them. `out` is returned. */
const char *recipients_named(
    const struct recipients *recipients, size_t count, char *out, size_t size);

/* Makes `party` the team or entity of this id, under its canonical one. False: there is neither. */
bool recipients_find(const struct view *view, const char *id, Convene__V1__Party *party);

/* Whether a word is the id of a team or an entity, or "control". */
bool recipients_is_party(const struct view *view, const char *word);

#endif

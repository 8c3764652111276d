/* "Did you mean ...?": the word that is likest to a mistyped one. Pure; any thread. */
#ifndef CONVENE_TEXT_NEAREST_H
#define CONVENE_TEXT_NEAREST_H

#include "proto/model/view.h"

struct nearest {
	const char *typed; /* borrowed */
	const char *best;  /* borrowed; NULL: nothing is like it */
	size_t distance;
};

void nearest_init(struct nearest *nearest, const char *typed);

/* Small and capital letters count as the same. A word that is more than about a third different is
 * not like the other; one that begins with what was typed is. */
void nearest_offer(struct nearest *nearest, const char *word);

/* Every team's id, every entity's, every inject's that is known. */
void nearest_offer_teams(struct nearest *nearest, const struct view *view);
void nearest_offer_entities(struct nearest *nearest, const struct view *view);
/* All whom one can write to: control, too. */
void nearest_offer_parties(struct nearest *nearest, const struct view *view);
void nearest_offer_injects(struct nearest *nearest, const struct view *view);

/* The id of the team that is meant, or `typed` itself while nothing is known yet (`view` NULL);
 * NULL, saying why, when there is no such team. Borrowed: from whichever it is. */
char *nearest_team(const struct view *view, char *typed, char *why, size_t why_size);

/* "; did you mean "x"?" or "". `out` is returned. */
const char *nearest_question(const struct nearest *nearest, char *out, size_t size);

#endif

/*
 * Of all that is offered the nearest is kept, of several that are as near the first. A beginning
 * counts as one mistake however much is missing: people type until they think it is clear.
 */
#include "client/cli/text/nearest.h"

#include "proto/complaint.h"
#include "proto/nearness.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LONGEST 40

void nearest_init(struct nearest *nearest, const char *typed)
{
	nearest->typed = typed;
	nearest->best = NULL;
	nearest->distance = 0;
}

void nearest_offer(struct nearest *nearest, const char *word)
{
	size_t typed_len = strlen(nearest->typed), len = strlen(word), found;
	if (typed_len < 2 || typed_len > LONGEST || len > LONGEST) {
		return;
	}
	if (typed_len >= 3 && strncasecmp(word, nearest->typed, typed_len) == 0) {
		found = 1;
	} else {
		found = nearness_distance(nearest->typed, typed_len, word, len);
	}
	if (found > (typed_len + 2) / 3) {
		return;
	}
	if (nearest->best == NULL || found < nearest->distance) {
		nearest->best = word;
		nearest->distance = found;
	}
}

void nearest_offer_teams(struct nearest *nearest, const struct view *view)
{
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_teams; i++) {
		nearest_offer(nearest, view->exercise->teams[i]->id);
	}
}

void nearest_offer_entities(struct nearest *nearest, const struct view *view)
{
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_entities; i++) {
		nearest_offer(nearest, view->exercise->entities[i]->id);
	}
}

void nearest_offer_parties(struct nearest *nearest, const struct view *view)
{
	nearest_offer(nearest, "control");
	nearest_offer_teams(nearest, view);
	nearest_offer_entities(nearest, view);
}

void nearest_offer_injects(struct nearest *nearest, const struct view *view)
{
	for (size_t i = 0; i < view->inject_count; i++) {
		nearest_offer(nearest, view->injects[i].id);
	}
}

const char *nearest_question(const struct nearest *nearest, char *out, size_t size)
{
	out[0] = '\0';
	if (nearest->best != NULL) {
		snprintf(out, size, "; did you mean \"%s\"?", nearest->best);
	}
	return out;
}

char *nearest_team(const struct view *view, char *typed, char *why, size_t why_size)
{
	if (view == NULL) {
		return typed;
	}
	const Convene__V1__TeamCard *team = view_team(view, typed);
	if (team == NULL) {
		struct nearest nearest;
		char meant[80];
		nearest_init(&nearest, typed);
		nearest_offer_teams(&nearest, view);
		complaint(why, why_size, "there is no team \"%s\"%s", typed,
		    nearest_question(&nearest, meant, sizeof(meant)));
		return NULL;
	}
	return team->id;
}

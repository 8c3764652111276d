/*
 * Who a message goes to, as people type it: "AL-NGO" is a team, "clinic" an entity, "control" the
 * controllers; "team:x" and "entity:x" say it outright. Pure; any thread.
 */
#ifndef CONVENE_TEXT_PARTY_H
#define CONVENE_TEXT_PARTY_H

#include "proto/party.h"

#include <stdbool.h>
#include <stddef.h>

/* As many as the server lets take part in a thread. */
#define PARTIES_MAX 64

struct party_list {
	Convene__V1__Party parties[PARTIES_MAX];
	Convene__V1__Party *pointers[PARTIES_MAX]; /* borrowed: into `parties` */
	size_t count;
	char text[2048]; /* what the ids point into */
	size_t used;
};

void party_list_init(struct party_list *list);

/* Adds what stands in `text`, separated by commas. False, with nothing added, when it is empty, too
 * long or too many. */
bool party_list_add(struct party_list *list, const char *text);

#endif

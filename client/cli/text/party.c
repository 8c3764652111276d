#include "client/cli/text/party.h"

#include <ctype.h>
#include <string.h>

void party_list_init(struct party_list *list)
{
	list->count = 0;
	list->used = 0;
}

/* Team ids are written in capitals, entity ids in small letters (scenario.proto). */
static bool looks_like_entity(const char *id)
{
	for (; *id != '\0'; id++) {
		if (islower((unsigned char)*id)) {
			return true;
		}
	}
	return false;
}

static bool add_one(struct party_list *list, const char *text, size_t len)
{
	while (len > 0 && text[0] == ' ') {
		text++;
		len--;
	}
	while (len > 0 && text[len - 1] == ' ') {
		len--;
	}
	if (len == 0 || list->count == PARTIES_MAX || list->used + len + 1 > sizeof(list->text)) {
		return false;
	}
	char *id = list->text + list->used;
	memcpy(id, text, len);
	id[len] = '\0';
	list->used += len + 1;
	Convene__V1__Party *party = &list->parties[list->count];
	list->pointers[list->count++] = party;
	if (strcmp(id, "control") == 0) {
		party_set(party, CONVENE__V1__PARTY__KIND_CONTROL, NULL);
	} else if (strncmp(id, "team:", 5) == 0) {
		party_set(party, CONVENE__V1__PARTY__KIND_TEAM_ID, id + 5);
	} else if (strncmp(id, "entity:", 7) == 0) {
		party_set(party, CONVENE__V1__PARTY__KIND_ENTITY_ID, id + 7);
	} else if (looks_like_entity(id)) {
		party_set(party, CONVENE__V1__PARTY__KIND_ENTITY_ID, id);
	} else {
		party_set(party, CONVENE__V1__PARTY__KIND_TEAM_ID, id);
	}
	return true;
}

bool party_list_add(struct party_list *list, const char *text)
{
	size_t count = list->count, used = list->used;
	for (;;) {
		size_t len = strcspn(text, ",");
		if (!add_one(list, text, len)) {
			list->count = count;
			list->used = used;
			return false;
		}
		if (text[len] == '\0') {
			return true;
		}
		text += len + 1;
	}
}

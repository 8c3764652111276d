/*
 * What was declared stays a message, in the scenario's order and found by its id: the engine reads
 * it as it was written, and a struct of our own beside each kind would have to follow every new
 * field. That the id is the first field of each kind lets one function serve them all. Persons are
 * found by what players call them, one after the other: they are few, and have several names each.
 */
#include "server/exercise/ground/library.h"

#include "convene/v1/case.pb-c.h"
#include "convene/v1/condition.pb-c.h"
#include "convene/v1/request.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/alike.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"

#include <stdlib.h>
#include <string.h>

bool condition_is_given(const Convene__V1__Condition *when)
{
	return when != NULL && (when->n_all > 0 || when->n_any > 0 || when->n_none > 0);
}

void library_deinit(struct library *library)
{
	for (size_t kind = 0; kind < LIBRARY_KINDS; kind++) {
		struct library_list *list = &library->lists[kind];
		for (size_t i = 0; i < list->count; i++) {
			protobuf_c_message_free_unpacked(list->items[i], NULL);
		}
		free(list->items);
		name_index_deinit(&list->by_id);
	}
	if (library->engine_flags != NULL) {
		convene__v1__engine_flags__free_unpacked(library->engine_flags, NULL);
	}
	while (library->parts != NULL) {
		struct library_part *next = library->parts->next;
		free(library->parts);
		library->parts = next;
	}
	memset(library, 0, sizeof *library);
}

int library_index(const struct library *library, enum library_kind kind, const char *id)
{
	return name_index_find(&library->lists[kind].by_id, id);
}

const ProtobufCMessage *library_item(
    const struct library *library, enum library_kind kind, const char *id)
{
	int at = library_index(library, kind, id);
	return at < 0 ? NULL : library->lists[kind].items[at];
}

static bool is_alike(const char *name, const char *folded)
{
	char *other = alike_fold(name);
	bool same = strcmp(other, folded) == 0;
	free(other);
	return same;
}

static bool is_called(const Convene__V1__CasePerson *person, const char *folded)
{
	for (size_t i = 0; i < person->n_aliases; i++) {
		if (is_alike(person->aliases[i], folded)) {
			return true;
		}
	}
	return is_alike(person->pseudonym, folded);
}

const Convene__V1__CasePerson *library_person_called(
    const struct library *library, const char *reference)
{
	const Convene__V1__CasePerson *found = NULL;
	char *folded = alike_fold(reference);
	for (size_t i = 0; found == NULL && i < library_count(library, PERSON); i++) {
		const Convene__V1__CasePerson *person = library_at(library, PERSON, CasePerson, i);
		found = is_called(person, folded) ? person : NULL;
	}
	free(folded);
	return found;
}

const Convene__V1__CannedReply *library_canned_reply(
    const struct library *library, const char *entity_id, const char *reply_id)
{
	const Convene__V1__Entity *entity = library_get(library, ENTITY, Entity, entity_id);
	for (size_t i = 0; entity != NULL && i < entity->n_canned_replies; i++) {
		if (strcmp(entity->canned_replies[i]->id, reply_id) == 0) {
			return entity->canned_replies[i];
		}
	}
	return NULL;
}

void library_part_digest(const struct library_part *part, struct digest_form *form)
{
	digest_put_bytes(form, part->hash, sizeof part->hash);
}

const Convene__V1__Urgency *request_urgency(
    const Convene__V1__Instrument *instrument, const char *id)
{
	for (size_t i = 0; i < instrument->n_urgencies; i++) {
		if (*id == '\0' || strcmp(instrument->urgencies[i]->id, id) == 0) {
			return instrument->urgencies[i];
		}
	}
	return NULL;
}

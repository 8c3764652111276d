/*
 * From the parts of a scenario into the library: a table says where each list lies in the message,
 * and one loop copies them all. Copies, because an event does not outlive its being applied. The
 * first of an id counts. Of entities only what the engine asks for is kept, without texts. A part
 * is in the digest by its hash, and only if it declared any of this: exercises from before there
 * was a library keep the digests that they had.
 */
#include "server/exercise/state/library_load.h"

#include "convene/v1/scenario.pb-c.h"
#include "proto/list.h"
#include "proto/reflect.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>
#include <string.h>

/* Where a list stands in Scenario, and what its items are. Every item's first field is its id. */
struct library_source {
	size_t count_offset, list_offset;
	const ProtobufCMessageDescriptor *descriptor;
};

#define SOURCE(list, type)                                                                         \
	{                                                                                          \
		offsetof(Convene__V1__Scenario, n_##list), offsetof(Convene__V1__Scenario, list),  \
		    &convene__v1__##type##__descriptor                                             \
	}

static const struct library_source sources[LIBRARY_KINDS] = {
    [LIBRARY_FLAG] = SOURCE(flags, flag),
    [LIBRARY_TRACK] = SOURCE(tracks, track),
    [LIBRARY_FIELD] = SOURCE(fields, field),
    [LIBRARY_FORM] = SOURCE(forms, form),
    [LIBRARY_DISCLOSURE_RULE] = SOURCE(disclosure_rules, disclosure_rule),
    [LIBRARY_CHANNEL_RULE] = SOURCE(channel_rules, channel_rule),
    [LIBRARY_INSTRUMENT] = SOURCE(instruments, instrument),
    [LIBRARY_INTERPRETER] = SOURCE(interpreters, interpreter),
    [LIBRARY_PERSON] = SOURCE(persons, case_person),
    [LIBRARY_MILESTONE] = SOURCE(milestones, milestone),
    [LIBRARY_SWITCH] = SOURCE(switches, switch),
    [LIBRARY_ALTERNATIVES] = SOURCE(alternatives, alternatives),
    [LIBRARY_QUESTIONNAIRE] = SOURCE(questionnaires, questionnaire),
};

/* A copy that the library owns; `bytes` and `len` are how it is encoded. */
static ProtobufCMessage *copy(const ProtobufCMessage *message)
{
	size_t len = protobuf_c_message_get_packed_size(message);
	uint8_t *bytes = xcalloc(1, len + 1);
	protobuf_c_message_pack(message, bytes);
	ProtobufCMessage *copied = protobuf_c_message_unpack(message->descriptor, NULL, len, bytes);
	free(bytes);
	return copied;
}

static void add(struct library *library, enum library_kind kind, const ProtobufCMessage *message)
{
	struct library_list *list = &library->lists[kind];
	if (name_index_find(&list->by_id, reflect_id(message)) >= 0) {
		return;
	}
	ProtobufCMessage *item = copy(message);
	if (item == NULL) {
		return;
	}
	name_index_add(&list->by_id, reflect_id(item), (int)list->count);
	*LIST_ADD(list->items, list->count, list->cap) = item;
}

/* What the engine has to know of an entity. */
static void add_entity(struct library *library, const Convene__V1__Entity *entity)
{
	Convene__V1__Entity known = CONVENE__V1__ENTITY__INIT;
	known.id = entity->id;
	known.country = entity->country;
	known.n_canned_replies = entity->n_canned_replies;
	known.canned_replies = xcalloc(entity->n_canned_replies + 1, sizeof *known.canned_replies);
	Convene__V1__CannedReply *replies = xcalloc(entity->n_canned_replies + 1, sizeof *replies);
	for (size_t i = 0; i < entity->n_canned_replies; i++) {
		replies[i] = *entity->canned_replies[i];
		replies[i].body = NULL;
		known.canned_replies[i] = &replies[i];
	}
	add(library, LIBRARY_ENTITY, &known.base);
	free(known.canned_replies);
	free(replies);
}

/* Exercises from before there was a library have parts without any of this; their digests are as
 * they were. */
static void note_part(struct exercise *exercise, const Convene__V1__Scenario *part)
{
	struct library_part *noted = xcalloc(1, sizeof *noted);
	size_t len = convene__v1__scenario__get_packed_size(part);
	uint8_t *bytes = xcalloc(1, len + 1);
	convene__v1__scenario__pack(part, bytes);
	exercise->hash(bytes, len, noted->hash);
	free(bytes);
	noted->node.kind = DIGEST_LIBRARY;
	noted->next = exercise->library.parts;
	exercise->library.parts = noted;
	state_edit(exercise, noted);
}

void library_load(struct exercise *exercise, const Convene__V1__Scenario *part)
{
	struct library *library = &exercise->library;
	size_t added = 0;
	for (size_t kind = 0; kind < LIBRARY_KINDS; kind++) {
		if (sources[kind].descriptor == NULL) {
			continue;
		}
		size_t count;
		ProtobufCMessage **list;
		memcpy(&count, (const char *)part + sources[kind].count_offset, sizeof count);
		memcpy(&list, (const char *)part + sources[kind].list_offset, sizeof list);
		for (size_t i = 0; i < count; i++) {
			add(library, (enum library_kind)kind, list[i]);
		}
		added += count;
	}
	for (size_t i = 0; i < part->n_entities; i++) {
		add_entity(library, part->entities[i]);
	}
	if (part->engine_flags != NULL && library->engine_flags == NULL) {
		library->engine_flags = (Convene__V1__EngineFlags *)copy(&part->engine_flags->base);
		added++;
	}
	if (added > 0) {
		note_part(exercise, part);
	}
}

void library_load_countries(
    struct exercise *exercise, Convene__V1__Country *const *countries, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		add(&exercise->library, LIBRARY_COUNTRY, &countries[i]->base);
	}
}

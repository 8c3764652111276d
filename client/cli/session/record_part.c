/*
 * The record goes by item after item. Of its documents only the places are kept: in another record
 * one may have to stand after a later entry than here, so each is read again where it is due.
 */
#include "client/cli/session/record_part.h"

#include "proto/arena.h"
#include "proto/complaint.h"
#include "proto/map.h"
#include "proto/peek.h"
#include "proto/record.h"
#include "proto/record_documents.h"
#include "proto/seal_point.h"
#include "proto/xalloc.h"

#include <inttypes.h>

/* An item, decoded. */
#define DECODE_BUDGET ((size_t)2 * RECORD_ITEM_MAX)

/* Where the first piece of a document stands. */
struct place {
	uint8_t sha256[CHAIN_HASH_SIZE];
	long at;
};

struct part {
	FILE *in, *out;      /* borrowed */
	struct arena *arena; /* owned: of one item */
	struct buf bytes, item;
	struct map places; /* owned */
	struct record_documents documents;
	uint64_t number; /* entries in the new record */
	/* one team's */
	const char *team_id; /* borrowed; NULL: it is another kind of part */
	struct chain *chain; /* owned */
	struct classes classes;
	size_t class;
	uint64_t position;
	uint8_t hash[CHAIN_HASH_SIZE]; /* of the last entry */
	bool sealed;                   /* a seal after it belongs to the team's record */
	/* without some texts */
	const uint64_t *withheld; /* borrowed */
	size_t withheld_count;
	char *why; /* borrowed */
	size_t size;
};

__attribute__((format(printf, 2, 3))) static bool fail(struct part *part, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	complaint_list(part->why, part->size, format, arguments);
	va_end(arguments);
	return false;
}

static uint64_t hash_of(const void *entry, uint64_t seed)
{
	return map_hash(entry, CHAIN_HASH_SIZE, seed);
}

static bool same(const void *entry, const void *other)
{
	return memcmp(entry, other, CHAIN_HASH_SIZE) == 0;
}

static const struct map_kind place_kind = {sizeof(struct place), hash_of, same};

/* The next item, in the arena; NULL at the end. It was verified, so it can be read. */
static const Convene__V1__RecordItem *next_item(struct part *part)
{
	uint64_t len = 0;
	unsigned shift = 0;
	int byte;
	do {
		byte = getc(part->in);
		if (byte == EOF || shift > 28) {
			return NULL;
		}
		len |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte >= 0x80);
	if (len > RECORD_ITEM_MAX) {
		return NULL;
	}
	part->bytes.len = 0;
	buf_reserve(&part->bytes, (size_t)len);
	part->bytes.len = fread(part->bytes.data, 1, (size_t)len, part->in);
	arena_reset(part->arena);
	return part->bytes.len < len ? NULL
	                             : convene__v1__record_item__unpack(arena_protobuf(part->arena),
	                                   (size_t)len, part->bytes.data);
}

static void write_out(struct part *part)
{
	fwrite(part->item.data, 1, part->item.len, part->out);
	part->item.len = 0;
}

/* --- documents --- */

static void note_place(struct part *part, const Convene__V1__Document *piece, long at)
{
	struct place place = {.at = at};
	if (piece->offset == 0) {
		memcpy(place.sha256, piece->sha256.data, CHAIN_HASH_SIZE);
		map_add(&part->places, &place_kind, &place);
	}
}

static bool copy_document(struct part *part, const struct record_document *due)
{
	const struct place *place = map_find(&part->places, &place_kind, due->sha256);
	const Convene__V1__RecordItem *item;
	uint64_t left = due->size_bytes;
	if (place == NULL || fseek(part->in, place->at, SEEK_SET) != 0) {
		return fail(part, "a document of the record is not there, or cannot be read again");
	}
	do {
		item = next_item(part);
		if (item == NULL || item->item_case != CONVENE__V1__RECORD_ITEM__ITEM_DOCUMENT ||
		    item->document->data.len > left) {
			return fail(part, "a document of the record cannot be read again");
		}
		left -= item->document->data.len;
		record_append(&part->item, item);
		write_out(part);
	} while (left > 0);
	return true;
}

/* Those that the last entry is the first to refer to; `in` stands where it stood. */
static bool put_documents(struct part *part)
{
	struct record_documents *documents = &part->documents;
	const struct record_document *next = record_documents_next(documents);
	bool good = true;
	if (next == NULL) {
		return true;
	}
	long at = ftell(part->in);
	while (good && (next = record_documents_next(documents)) != NULL) {
		struct record_document due = *next;
		good = copy_document(part, &due);
		record_documents_advance(documents, due.size_bytes);
	}
	return good && (fseek(part->in, at, SEEK_SET) == 0 ||
	                   fail(part, "the record cannot be read twice"));
}

static void put_entry(struct part *part, const Convene__V1__LogEntry *entry)
{
	part->number++;
	record_append_entry(&part->item, entry);
	write_out(part);
	record_documents_refer(&part->documents, entry->event.data, entry->event.len);
}

/* --- one team's --- */

static bool extend(struct part *part, const Convene__V1__LogEntry *entry)
{
	uint8_t digest[CHAIN_HASH_SIZE];
	bool withheld = entry->event_digest.len == CHAIN_HASH_SIZE;
	if (withheld) {
		memcpy(digest, entry->event_digest.data, CHAIN_HASH_SIZE);
	} else if (!chain_event(part->chain, entry->salt.data, entry->event.data, entry->event.len,
	               digest)) {
		return false;
	}
	memcpy(part->hash, entry->hash.data, CHAIN_HASH_SIZE);
	part->position++;
	/* of what is withheld the kind is not known: but it has a seal for one reason or the other
	 */
	part->sealed = withheld ? part->position % SEAL_EVERY != 0
	                        : seal_point_kind(peek_kind(entry->event.data, entry->event.len));
	return classes_extend(&part->classes, part->chain, entry->envelope.data,
	    entry->envelope.len, entry->event.data, entry->event.len, digest);
}

static bool find_team(struct part *part)
{
	char name[CLASS_NAME_MAX + 1];
	part->class =
	    classes_name(part->team_id, name) ? classes_find(&part->classes, name) : SIZE_MAX;
	if (part->class != SIZE_MAX) {
		return true;
	}
	fail(part, "the exercise has no team \"%s\"; it has ", part->team_id);
	for (size_t i = 0; i < part->classes.count; i++) {
		complaint_word(part->why, part->size, i > 0 ? ", " : "",
		    part->classes.list[i].name + CLASS_PREFIX_SIZE);
	}
	return false;
}

static bool take_entry_of_team(struct part *part, Convene__V1__LogEntry *entry)
{
	if (!extend(part, entry)) {
		return fail(part, "the record cannot be read");
	}
	if (part->position == 1 && !find_team(part)) {
		return false;
	}
	struct class_chain *class = &part->classes.list[part->class];
	if (!class->sees) {
		part->sealed = false;
		record_documents_refer(&part->documents, NULL, 0);
		return true;
	}
	entry->envelope.len = 0;
	entry->hash = (ProtobufCBinaryData){.len = CHAIN_HASH_SIZE, .data = class->hash};
	put_entry(part, entry);
	return true;
}

static bool take_seal_of_team(struct part *part, Convene__V1__Seal *seal)
{
	struct seal_path path;
	ProtobufCBinaryData nodes[SEAL_DEPTH_MAX];
	uint8_t root[CHAIN_HASH_SIZE];
	const struct seal_log log = {.position = part->position,
	    .hash = part->hash,
	    .digest = seal->state_digest.len > 0 ? seal->state_digest.data : NULL};
	if (!seal->end && !part->sealed) {
		return true;
	}
	if (!seal_root(
	        part->chain, seal->secret.data, &log, &part->classes, part->class, &path, root)) {
		return fail(part, "hashing failed");
	}
	for (size_t i = 0; i < path.depth; i++) {
		nodes[i] = (ProtobufCBinaryData){.len = CHAIN_HASH_SIZE, .data = path.nodes[i]};
	}
	seal->number = part->number;
	seal->salt = (ProtobufCBinaryData){.len = SEAL_SALT_SIZE, .data = path.salt};
	seal->path = nodes;
	seal->n_path = path.depth;
	seal->secret.len = seal->state_digest.len = 0;
	record_append_seal(&part->item, seal);
	write_out(part);
	return true;
}

/* --- without some texts --- */

static bool is_withheld(const struct part *part, uint64_t number)
{
	for (size_t i = 0; i < part->withheld_count; i++) {
		if (part->withheld[i] == number) {
			return true;
		}
	}
	return false;
}

static bool take_entry_of_all(struct part *part, Convene__V1__LogEntry *entry)
{
	uint8_t digest[CHAIN_HASH_SIZE];
	bool withheld = is_withheld(part, part->number + 1) && entry->event_digest.len == 0;
	if (withheld) {
		if (!chain_event(part->chain, entry->salt.data, entry->event.data, entry->event.len,
		        digest)) {
			return fail(part, "hashing failed");
		}
		entry->event.len = entry->salt.len = 0;
		entry->event_digest = (ProtobufCBinaryData){.len = CHAIN_HASH_SIZE, .data = digest};
	}
	put_entry(part, entry);
	return true;
}

/* --- both --- */

static bool begin(struct part *part, const ProtobufCBinaryData *genesis)
{
	char name[CLASS_NAME_MAX + 1];
	if (part->team_id != NULL && !classes_name(part->team_id, name)) {
		return fail(part, "no team has so long a name");
	}
	if (!chain_begin(part->chain, genesis->data, genesis->len)) {
		return fail(part, "hashing failed");
	}
	classes_begin(&part->classes, part->chain);
	record_append_beginning(
	    &part->item, genesis->data, genesis->len, part->team_id != NULL ? name : NULL);
	write_out(part);
	return true;
}

static bool take(struct part *part, const Convene__V1__RecordItem *item, long at)
{
	bool of_team = part->team_id != NULL;
	switch (item->item_case) {
	case CONVENE__V1__RECORD_ITEM__ITEM_GENESIS:
		return begin(part, &item->genesis);
	case CONVENE__V1__RECORD_ITEM__ITEM_CLASS_NAME:
		if (of_team) {
			return fail(part, "it is one team's record already");
		}
		record_append(&part->item, item);
		write_out(part);
		return true;
	case CONVENE__V1__RECORD_ITEM__ITEM_DOCUMENT:
		note_place(part, item->document, at);
		return true;
	case CONVENE__V1__RECORD_ITEM__ITEM_ENTRY:
		return of_team ? take_entry_of_team(part, item->entry)
		               : take_entry_of_all(part, item->entry);
	case CONVENE__V1__RECORD_ITEM__ITEM_SEAL:
		if (of_team) {
			return take_seal_of_team(part, item->seal);
		}
		record_append_seal(&part->item, item->seal);
		write_out(part);
		return true;
	default:
		return fail(part, "it has an item that is not known here");
	}
}

/* All but the beginning has to wait for the documents of the entry before it, which follow that. */
static bool is_document(const Convene__V1__RecordItem *item)
{
	return item->item_case == CONVENE__V1__RECORD_ITEM__ITEM_DOCUMENT;
}

static bool make(struct part *part)
{
	bool good = true;
	long at = sizeof(RECORD_FIRST_LINE) - 1;
	part->arena = arena_new(DECODE_BUDGET);
	part->chain = chain_new();
	if (part->chain == NULL || fseek(part->in, at, SEEK_SET) != 0) {
		good = fail(part, "the record cannot be read twice");
	}
	while (good) {
		const Convene__V1__RecordItem *item;
		at = ftell(part->in);
		item = next_item(part);
		if (item == NULL) {
			break;
		}
		if (!is_document(item) && record_documents_next(&part->documents) != NULL) {
			/* the item's memory is needed for them: it is read again */
			good = fseek(part->in, at, SEEK_SET) == 0 && put_documents(part);
			continue;
		}
		good = take(part, item, at);
	}
	if (good && ferror(part->in)) {
		good = fail(part, "the record cannot be read");
	}
	arena_free(part->arena);
	chain_free(part->chain);
	classes_deinit(&part->classes);
	record_documents_deinit(&part->documents);
	map_deinit(&part->places);
	buf_deinit(&part->bytes);
	buf_deinit(&part->item);
	return good;
}

bool record_part_of_team(FILE *in, const char *team_id, FILE *out, char *why, size_t size)
{
	struct part part = {.in = in, .out = out, .team_id = team_id, .why = why, .size = size};
	return make(&part);
}

bool record_part_without(
    FILE *in, const uint64_t *numbers, size_t count, FILE *out, char *why, size_t size)
{
	struct part part = {.in = in,
	    .out = out,
	    .withheld = numbers,
	    .withheld_count = count,
	    .why = why,
	    .size = size};
	if (!make(&part)) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (numbers[i] > part.number) {
			return fail(&part,
			    "the record has %" PRIu64 " events, and no event %" PRIu64, part.number,
			    numbers[i]);
		}
	}
	return true;
}

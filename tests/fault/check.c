#include "tests/fault/check.h"

#include "proto/reflect.h"
#include "proto/xalloc.h"
#include "server/base/sha256.h"
#include "server/exercise/exercise.h"
#include "tests/support/expect.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- streams --- */

static bool may_see(const Convene__V1__Audience *audience, const struct person *person)
{
	if (audience->everyone) {
		return true;
	}
	for (size_t i = 0; i < audience->n_roles; i++) {
		if (audience->roles[i] == person->role) {
			return true;
		}
	}
	for (size_t i = 0; i < audience->n_team_ids; i++) {
		if (person->role == CONVENE__V1__ROLE__ROLE_PLAYER &&
		    strcmp(audience->team_ids[i], person->team) == 0) {
			return true;
		}
	}
	return false;
}

static bool gets_envelopes(Convene__V1__Role role)
{
	return role == CONVENE__V1__ROLE__ROLE_ORGANISER ||
	       role == CONVENE__V1__ROLE__ROLE_CONTROLLER ||
	       role == CONVENE__V1__ROLE__ROLE_SIMULATOR ||
	       role == CONVENE__V1__ROLE__ROLE_EVALUATOR;
}

static bool same(const ProtobufCBinaryData *bytes, const uint8_t hash[CONVENE_SHA256_SIZE])
{
	uint8_t wanted[CONVENE_SHA256_SIZE];

	sha256(bytes->data, bytes->len, wanted);
	return memcmp(wanted, hash, sizeof(wanted)) == 0;
}

void check_stream(const struct record_file *record, const struct person *person)
{
	const struct ledger *ledger = &person->ledger;
	const struct convene_stats *stats = convene_stats(driver_peek(person->client));
	bool envelopes = gets_envelopes(person->role);
	size_t at = 0;

	expect(stats->order_violations == 0, "%s was sent %" PRIu64 " events out of order",
	    person->name, stats->order_violations);
	for (size_t i = 0; i < record->count; i++) {
		const struct record_event *row = &record->events[i];
		const struct ledger_entry *entry = &ledger->entries[at];
		bool is_next = at < ledger->entry_count && entry->seq == i + 1;

		if (!may_see(row->envelope->audience, person)) {
			expect(!is_next, "%s was sent event %zu, which is for others", person->name,
			    i + 1);
			continue;
		}
		expect(is_next, "%s was not sent event %zu; the one at its place is %" PRIu64,
		    person->name, i + 1,
		    at < ledger->entry_count ? ledger->entries[at].seq : UINT64_C(0));
		expect(same(&row->entry->entry->event, entry->event),
		    "%s was sent other bytes for event %zu", person->name, i + 1);
		expect(entry->has_envelope == envelopes, "%s: event %zu %s", person->name, i + 1,
		    envelopes ? "came without its envelope" : "came with its envelope");
		expect(!envelopes || same(&row->entry->entry->envelope, entry->envelope),
		    "%s was sent another envelope for event %zu", person->name, i + 1);
		at++;
	}
	expect(at == ledger->entry_count || ledger->entries[at].seq > record->count,
	    "%s was sent event %" PRIu64 " a second time", person->name,
	    at < ledger->entry_count ? ledger->entries[at].seq : UINT64_C(0));
}

/* --- commands --- */

/* Where an id is in the record; sorted by id, then seq. */
struct place {
	const uint8_t *id; /* borrowed: outlives the check */
	uint64_t seq;
};

static int compare_places(const void *a, const void *b)
{
	const struct place *left = a, *right = b;
	int order = memcmp(left->id, right->id, CONVENE_COMMAND_ID_SIZE);

	return order != 0 ? order : (left->seq > right->seq) - (left->seq < right->seq);
}

/* All ids in the record; each in one run of seqs only. */
static struct place *find_places(const struct record_file *record, size_t *count)
{
	struct place *places = xcheck(malloc(record->count * sizeof(*places)));

	*count = 0;
	for (size_t i = 0; i < record->count; i++) {
		const ProtobufCBinaryData *id = &record->events[i].envelope->command_id;

		expect(id->len == 0 || id->len == CONVENE_COMMAND_ID_SIZE,
		    "event %zu has a command id of %zu bytes", i + 1, id->len);
		if (id->len != 0) {
			places[(*count)++] = (struct place){.id = id->data, .seq = i + 1};
		}
	}
	qsort(places, *count, sizeof(*places), compare_places);
	for (size_t i = 1; i < *count; i++) {
		expect(memcmp(places[i - 1].id, places[i].id, CONVENE_COMMAND_ID_SIZE) != 0 ||
		           places[i].seq == places[i - 1].seq + 1,
		    "events %" PRIu64 " and %" PRIu64
		    " follow from the same command: it was carried out twice",
		    places[i - 1].seq, places[i].seq);
	}
	return places;
}

static const struct place *find_place(
    const struct place *places, size_t count, const uint8_t id[CONVENE_COMMAND_ID_SIZE])
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(places[middle].id, id, CONVENE_COMMAND_ID_SIZE) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	if (low == count || memcmp(places[low].id, id, CONVENE_COMMAND_ID_SIZE) != 0) {
		return NULL;
	}
	return &places[low];
}

/* That something was read is not remembered: who says it again, after an answer that got lost, is
 * told that there is nothing left to do. */
static bool is_said_once(const Convene__V1__Event *event)
{
	return event->body_case == CONVENE__V1__EVENT__BODY_MESSAGE_READ ||
	       event->body_case == CONVENE__V1__EVENT__BODY_INJECT_READ ||
	       event->body_case == CONVENE__V1__EVENT__BODY_RECEIPT_REACHED;
}

/* Whether a field of the event's body is this id. */
static bool is_about(const Convene__V1__Event *event, uint64_t id)
{
	const ProtobufCMessage *body = &event->exercise_created->base;

	for (unsigned i = 0; i < body->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &body->descriptor->fields[i];

		if (field->type == PROTOBUF_C_TYPE_UINT64 &&
		    field->label != PROTOBUF_C_LABEL_REPEATED &&
		    *(const uint64_t *)reflect_member(body, field) == id) {
			return true;
		}
	}
	return false;
}

static void check_done(const struct record_file *record, const struct person *person,
    const struct ledger_command *command, const struct place *place)
{
	bool made = command->object_id == 0;

	for (uint64_t seq = place->seq; seq <= record->count; seq++) {
		const struct record_event *row = &record->events[seq - 1];
		const ProtobufCBinaryData *id = &row->envelope->command_id;

		if (id->len != CONVENE_COMMAND_ID_SIZE ||
		    memcmp(id->data, command->id, id->len) != 0) {
			break;
		}
		made = made || is_about(row->event, command->object_id);
		expect(row->envelope->actor_id == person->participant_id,
		    "event %" PRIu64 " names participant %" PRIu64 ", it was %" PRIu64, seq,
		    row->envelope->actor_id, person->participant_id);
	}
	expect(made, "%s was told that its command made %" PRIu64 "; no event of it did",
	    person->name, command->object_id);
}

static uint64_t check_person(const struct record_file *record, const struct person *person,
    const struct place *places, size_t place_count)
{
	uint64_t done = 0;

	for (size_t i = 0; i < person->ledger.command_count; i++) {
		const struct ledger_command *command = &person->ledger.commands[i];
		const struct place *place = find_place(places, place_count, command->id);

		expect(command->answered, "%s: command %zu was never answered", person->name, i);
		if (command->refusal != 0 || command->unchanged) {
			expect(place == NULL ||
			           (command->unchanged &&
			               is_said_once(record->events[place->seq - 1].event)),
			    "%s: command %zu was refused (%d) or did nothing, but event %" PRIu64
			    " follows from it",
			    person->name, i, (int)command->refusal,
			    place != NULL ? place->seq : UINT64_C(0));
			continue;
		}
		expect(place != NULL, "%s: command %zu was acknowledged, the log does not have it",
		    person->name, i);
		check_done(record, person, command, place);
		done++;
	}
	return done;
}

uint64_t check_commands(
    const struct record_file *record, const struct person *people, size_t person_count)
{
	size_t place_count;
	struct place *places = find_places(record, &place_count);
	uint64_t done = 0;

	for (size_t i = 0; i < person_count; i++) {
		done += check_person(record, &people[i], places, place_count);
	}
	free(places);
	return done;
}

/* --- the state --- */

uint64_t check_digests(const struct record_file *record)
{
	struct exercise *engine = exercise_new(sha256);
	uint64_t checked = 0;

	for (size_t i = 0; i < record->count; i++) {
		const struct record_event *row = &record->events[i];
		const ProtobufCBinaryData *wanted;
		uint8_t digest[DIGEST_SIZE];

		exercise_apply(engine, row->event, row->envelope);
		if (row->seal == NULL || row->seal->seal->state_digest.len == 0) {
			continue;
		}
		wanted = &row->seal->seal->state_digest;
		exercise_digest(engine, digest);
		expect(wanted->len == DIGEST_SIZE && memcmp(wanted->data, digest, DIGEST_SIZE) == 0,
		    "the state after event %zu is another one when replayed", i + 1);
		checked++;
	}
	exercise_free(engine);
	return checked;
}

/* Events and envelopes are only walked over (wire.h): reading a log back hashes every one of them,
 * and decoding would cost more than that. */
#include "proto/classes.h"

#include "convene/v1/common.pb-c.h"
#include "proto/wire.h"
#include "proto/xalloc.h"

#define BEGIN_TAG  "convene class 3\n"
#define EXTEND_TAG "convene class entry 3\n"

/* Numbers of fields, in event.proto and common.proto. */
enum {
	EVENT_EXERCISE_CREATED = 10,
	CREATED_TEAMS = 11,
	TEAM_ID = 1,
	ENVELOPE_AUDIENCE = 2,
	AUDIENCE_EVERYONE = 1,
	AUDIENCE_TEAM_IDS = 2,
	AUDIENCE_ROLES = 3,
};

void classes_begin(struct classes *classes, const struct chain *chain)
{
	*classes = (struct classes){.position = 0};
	memcpy(classes->genesis_hash, chain_hash(chain), CHAIN_HASH_SIZE);
}

void classes_deinit(struct classes *classes)
{
	free(classes->list);
	*classes = (struct classes){.position = 0};
}

/* The last field with that number, as a message without it would not be decoded otherwise. False:
 * this is no message. */
static bool find(struct wire wire, uint32_t number, struct wire *found)
{
	struct wire_field field;
	int more;
	*found = (struct wire){NULL, NULL};
	while ((more = wire_next(&wire, &field)) > 0) {
		if (field.number == number && field.bytes != NULL) {
			*found = (struct wire){field.bytes, field.bytes + field.len};
		}
	}
	return more == 0;
}

static bool add(struct classes *classes, struct chain *chain, struct wire team)
{
	struct class_chain *added = &classes->list[classes->count];
	struct wire id;
	struct chain_parts parts;
	size_t len;
	if (classes->count == CLASS_COUNT_MAX || !find(team, TEAM_ID, &id)) {
		return false;
	}
	len = id.at != NULL ? (size_t)(id.end - id.at) : 0;
	if (len > CLASS_NAME_MAX - CLASS_PREFIX_SIZE) {
		return false;
	}
	memcpy(added->name, CLASS_PREFIX, CLASS_PREFIX_SIZE);
	if (len > 0) {
		memcpy(added->name + CLASS_PREFIX_SIZE, id.at, len);
	}
	added->name_len = CLASS_PREFIX_SIZE + len;
	classes->count++;
	chain_parts_begin(&parts, BEGIN_TAG);
	chain_parts_add(&parts, classes->genesis_hash, CHAIN_HASH_SIZE);
	chain_parts_add(&parts, added->name, added->name_len);
	return chain_digest(chain, parts.bytes, parts.len, added->hash);
}

bool classes_declare(struct classes *classes, struct chain *chain, const void *event, size_t len)
{
	const uint8_t *bytes = event;
	struct wire created;
	struct wire_field field;
	int more = 0;
	classes->list = xcalloc(CLASS_COUNT_MAX, sizeof(*classes->list));
	if (event == NULL) {
		return true;
	}
	if (!find((struct wire){bytes, bytes + len}, EVENT_EXERCISE_CREATED, &created)) {
		return false;
	}
	while (created.at != NULL && (more = wire_next(&created, &field)) > 0) {
		if (field.number == CREATED_TEAMS && field.bytes != NULL &&
		    !add(classes, chain, (struct wire){field.bytes, field.bytes + field.len})) {
			return false;
		}
	}
	return more == 0;
}

static bool is_of(const struct class_chain *class, const uint8_t *team_id, size_t len)
{
	return class->name_len == CLASS_PREFIX_SIZE + len &&
	       memcmp(class->name + CLASS_PREFIX_SIZE, team_id, len) == 0;
}

static void let_in_team(struct classes *classes, const uint8_t *team_id, size_t len)
{
	for (size_t i = 0; i < classes->count; i++) {
		if (is_of(&classes->list[i], team_id, len)) {
			classes->list[i].sees = true;
		}
	}
}

static bool has_players(const struct wire_field *field)
{
	const uint64_t player = CONVENE__V1__ROLE__ROLE_PLAYER;
	bool found = field->bytes == NULL && field->value == player;
	/* packed: one byte each, as long as there are fewer than 128 roles */
	for (size_t i = 0; field->bytes != NULL && i < field->len; i++) {
		found = found || field->bytes[i] == player;
	}
	return found;
}

/* Who may see the entry. */
static bool read_audience(struct classes *classes, const void *envelope, size_t len)
{
	struct wire audience;
	struct wire_field field;
	bool all = false;
	int more = 0;
	for (size_t i = 0; i < classes->count; i++) {
		classes->list[i].sees = false;
	}
	const uint8_t *bytes = envelope;
	if (!find((struct wire){bytes, bytes + len}, ENVELOPE_AUDIENCE, &audience)) {
		return false;
	}
	while (audience.at != NULL && (more = wire_next(&audience, &field)) > 0) {
		if (field.number == AUDIENCE_TEAM_IDS && field.bytes != NULL) {
			let_in_team(classes, field.bytes, field.len);
		}
		all = all || (field.number == AUDIENCE_EVERYONE && field.value != 0) ||
		      (field.number == AUDIENCE_ROLES && has_players(&field));
	}
	for (size_t i = 0; i < classes->count && all; i++) {
		classes->list[i].sees = true;
	}
	return more == 0;
}

static bool extend(struct class_chain *class, struct chain *chain, const uint8_t *event_digest)
{
	struct chain_parts parts;
	chain_parts_begin(&parts, EXTEND_TAG);
	chain_parts_add(&parts, class->hash, CHAIN_HASH_SIZE);
	chain_parts_add(&parts, event_digest, CHAIN_HASH_SIZE);
	class->count++;
	return chain_digest(chain, parts.bytes, parts.len, class->hash);
}

bool classes_extend(struct classes *classes, struct chain *chain, const void *envelope,
    size_t envelope_len, const void *event, size_t event_len,
    const uint8_t event_digest[CHAIN_HASH_SIZE])
{
	if (classes->position == 0 && !classes_declare(classes, chain, event, event_len)) {
		return false;
	}
	classes->position++;
	if (!read_audience(classes, envelope, envelope_len)) {
		return false;
	}
	for (size_t i = 0; i < classes->count; i++) {
		if (classes->list[i].sees && !extend(&classes->list[i], chain, event_digest)) {
			return false;
		}
	}
	return true;
}

bool classes_extend_one(struct classes *classes, struct chain *chain, size_t index,
    const uint8_t event_digest[CHAIN_HASH_SIZE])
{
	return index < classes->count && extend(&classes->list[index], chain, event_digest);
}

size_t classes_find(const struct classes *classes, const char *name)
{
	size_t i = 0;
	while (i < classes->count && strcmp(classes->list[i].name, name) != 0) {
		i++;
	}
	return i < classes->count ? i : SIZE_MAX;
}

bool classes_name(const char *team_id, char out[CLASS_NAME_MAX + 1])
{
	if (strlen(team_id) > CLASS_NAME_MAX - CLASS_PREFIX_SIZE) {
		return false;
	}
	memcpy(out, CLASS_PREFIX, CLASS_PREFIX_SIZE);
	memcpy(out + CLASS_PREFIX_SIZE, team_id, strlen(team_id) + 1);
	return true;
}

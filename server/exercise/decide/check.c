/*
 * Checks that more than one noun needs. Each says what was wrong and what would be right.
 */
#include "server/exercise/decide/check.h"

#include "convene/v1/common.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "proto/complaint.h"
#include "proto/printable.h"
#include "proto/utf8.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/shares_apply.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/thread.h"

#include <inttypes.h>
#include <string.h>

/* Bytes of the ids that a refusal names, so that there is room for what was typed. */
#define PARTIES_SHOWN 256

bool check_not_ended(struct deciding *deciding, const char *after)
{
	return deciding->exercise->clock.phase < PHASE_ENDED ||
	       REFUSE(deciding, WRONG_STATE, "the exercise has ended; %s", after);
}

bool check_in_play(struct deciding *deciding, const char *before, const char *after)
{
	if (deciding->exercise->clock.phase == PHASE_PLANNED) {
		return REFUSE(deciding, WRONG_STATE, "the exercise has not started; %s", before);
	}
	return check_not_ended(deciding, after);
}

bool check_is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

bool check_text(struct deciding *deciding, const char *text, size_t max, const char *what)
{
	size_t len = strlen(text);
	if (len > max) {
		return REFUSE(deciding, TOO_LARGE, "%s has %zu bytes; at most %zu are allowed",
		    what, len, max);
	}
	if (!utf8_valid(text, len)) {
		return REFUSE(deciding, INVALID, "%s is not valid UTF-8", what);
	}
	if (!check_is_blank(text) && printable_is_nothing(text, len)) {
		return REFUSE(deciding, INVALID,
		    "%s has nothing to see in it, only \"%s\"; write something", what, text);
	}
	return true;
}

bool check_filled(struct deciding *deciding, const char *text, size_t max, const char *what)
{
	return check_text(deciding, text, max, what) &&
	       (!check_is_blank(text) ||
	           REFUSE(deciding, INVALID, "%s is empty; write something", what));
}

bool check_person(struct deciding *deciding, const char *name, const char *what)
{
	return check_text(deciding, name, PERSON_BYTES_MAX, what) &&
	       (*name == '\0' || check_filled(deciding, name, PERSON_BYTES_MAX, what)) &&
	       (printable_is_safe(name, strlen(name)) ||
	           REFUSE(deciding, INVALID,
	               "%s \"%s\" has characters that cannot be shown; type it anew", what, name));
}

static bool letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool check_language(struct deciding *deciding, const char *language)
{
	size_t len = strlen(language);
	bool good = len <= LANGUAGE_BYTES_MAX;
	for (size_t i = 0; good && i < len; i++) {
		good = letter_or_digit(language[i]) || language[i] == '-';
	}
	if (!good) {
		return REFUSE(deciding, INVALID,
		    "language is not a BCP 47 tag; write one like \"en\" or \"fr\"");
	}
	return true;
}

static bool id_is_good(const char *id)
{
	size_t len = strlen(id);
	bool good = len > 0 && len <= ID_BYTES_MAX && letter_or_digit(id[0]);
	for (size_t i = 1; good && i < len; i++) {
		good = letter_or_digit(id[i]) || id[i] == '-' || id[i] == '_' || id[i] == '.';
	}
	return good;
}

bool check_id(struct deciding *deciding, const char *id, const char *what)
{
	if (!id_is_good(id)) {
		return REFUSE(deciding, INVALID,
		    "%s has no good id; use 1 to %d letters, digits, dots, hyphens and "
		    "underscores, a letter or digit first",
		    what, ID_BYTES_MAX);
	}
	return true;
}

bool check_enum(struct deciding *deciding, const ProtobufCEnumDescriptor *descriptor, int value,
    const char *what)
{
	if (value == 0) {
		return REFUSE(deciding, INVALID, "%s is missing; name one", what);
	}
	if (protobuf_c_enum_descriptor_get_value(descriptor, value) == NULL) {
		return REFUSE(deciding, INVALID, "%s %d does not exist", what, value);
	}
	return true;
}

bool check_count(struct deciding *deciding, size_t count, size_t max, const char *what)
{
	if (count > max) {
		return REFUSE(deciding, TOO_LARGE, "%zu %s are too many; at most %zu are allowed",
		    count, what, max);
	}
	return true;
}

bool check_quota(struct deciding *deciding, size_t count, size_t max, const char *what)
{
	return count < max ||
	       REFUSE(deciding, QUOTA, "the exercise has its %zu %s already", max, what);
}

bool check_share_of(struct deciding *deciding, int team, enum share_kind kind, size_t more)
{
	const struct exercise *exercise = deciding->exercise;
	uint64_t part =
	    shares_part(exercise, team, share_limit(kind), exercise->shares.scenario.used[kind]);
	return shares_of(exercise, team)->used[kind] + more <= part ||
	       REFUSE(deciding, QUOTA,
	           "%s the %" PRIu64 " %s that are its share of what the exercise takes",
	           team == NO_TEAM ? "the staff has" : "the team has", part, share_name(kind));
}

bool check_share(struct deciding *deciding, enum share_kind kind)
{
	return check_share_of(deciding, deciding->actor->team, kind, 1);
}

bool check_no_party(struct deciding *deciding, const char *what, unsigned kinds, const char *id)
{
	const struct cast *cast = deciding->cast;
	char known[PARTIES_SHOWN] = "";
	for (size_t i = 0; i < cast->team_count && (kinds & PARTY_TEAMS) != 0; i++) {
		complaint_word(known, sizeof known, ", ", cast->teams[i]->id);
	}
	for (size_t i = 0; i < cast->entity_count && (kinds & PARTY_ENTITIES) != 0; i++) {
		complaint_word(known, sizeof known, ", ", cast->entities[i]->id);
	}
	if (*known == '\0') {
		return REFUSE(
		    deciding, NOT_FOUND, "there is no %s \"%s\"; the exercise has none", what, id);
	}
	return REFUSE(deciding, NOT_FOUND, "there is no %s \"%s\"; the %s are %s", what, id,
	    kinds == PARTY_TEAMS      ? "teams"
	    : kinds == PARTY_ENTITIES ? "entities"
	                              : "teams and entities",
	    known);
}

int check_team(struct deciding *deciding, const char *id)
{
	int team = cast_team(deciding->cast, id);
	if (*id == '\0') {
		REFUSE(deciding, INVALID, "a team is missing; name one");
	} else if (team < 0) {
		check_no_party(deciding, "team", PARTY_TEAMS, id);
	}
	return team;
}

int check_entity(struct deciding *deciding, const char *id)
{
	int entity = cast_entity(deciding->cast, id);
	if (entity < 0) {
		check_no_party(deciding, "entity", PARTY_ENTITIES, id);
	}
	return entity;
}

int check_field(struct deciding *deciding, const char *id)
{
	int field = library_index(&deciding->exercise->library, LIBRARY_FIELD, id);
	if (field < 0) {
		REFUSE(deciding, NOT_FOUND, "there is no field \"%s\"; the catalogue has them all",
		    id);
	}
	return field;
}

bool check_fields(struct deciding *deciding, char *const *ids, size_t count, int *fields)
{
	if (!check_count(deciding, count, DISCLOSURE_FIELDS_MAX, "fields")) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		const char *id = ids[i];
		fields[i] = check_field(deciding, id);
		if (fields[i] < 0) {
			return false;
		}
		for (size_t j = 0; j < i; j++) {
			if (fields[j] == fields[i]) {
				return REFUSE(deciding, INVALID,
				    "field \"%s\" is named twice; name it once", id);
			}
		}
	}
	return true;
}

bool check_clock_revision(struct deciding *deciding, uint32_t revision)
{
	const struct clock *clock = &deciding->exercise->clock;
	if (revision == 0) {
		return REFUSE(deciding, INVALID,
		    "clock_revision is missing; name the revision of the clock that you saw");
	}
	if (revision != clock->revision) {
		return refuse_conflict(deciding, "the clock", clock->revision, clock->changed_by);
	}
	return true;
}

bool check_canned_reply(struct deciding *deciding, const char *entity_id, const char *id,
    const Convene__V1__CannedReply **reply)
{
	*reply = NULL;
	if (*id == '\0') {
		return true;
	}
	if (entity_id == NULL) {
		return REFUSE(
		    deciding, INVALID, "canned replies are an entity's; leave out `canned_reply`");
	}
	*reply = library_canned_reply(&deciding->exercise->library, entity_id, id);
	return *reply != NULL || REFUSE(deciding, NOT_FOUND,
	                             "entity \"%s\" has no canned reply \"%s\"", entity_id, id);
}

bool check_end(struct deciding *deciding, const Convene__V1__Party *party, const char *missing,
    struct end *out)
{
	*out = cast_end(deciding->cast, party);
	switch (party != NULL ? party->kind_case : CONVENE__V1__PARTY__KIND__NOT_SET) {
	case CONVENE__V1__PARTY__KIND_TEAM_ID:
		return check_team(deciding, party->team_id) >= 0;
	case CONVENE__V1__PARTY__KIND_ENTITY_ID:
		return check_entity(deciding, party->entity_id) >= 0;
	default:
		return (out->control && party->control) || REFUSE(deciding, INVALID, "%s", missing);
	}
}

bool check_receiving(struct deciding *deciding, const Convene__V1__Party *party,
    const char *missing, struct end *out)
{
	return check_end(deciding, party, missing, out) &&
	       (!out->control || REFUSE(deciding, INVALID, "%s", missing));
}

bool check_localised(
    struct deciding *deciding, const Convene__V1__Text *text, size_t max, const char *what)
{
	if (text == NULL) {
		return true;
	}
	if (!check_text(deciding, text->value, max, what)) {
		return false;
	}
	for (size_t i = 0; i < text->n_translations; i++) {
		const Convene__V1__Translation *translation = text->translations[i];
		if (!check_language(deciding, translation->language) ||
		    !check_text(deciding, translation->value, max, what)) {
			return false;
		}
		if (translation->status != 0 &&
		    !check_enum(deciding, &convene__v1__text_status__descriptor,
		        (int)translation->status, "a translation's status")) {
			return false;
		}
	}
	return true;
}

const struct inject *check_delivered_inject(struct deciding *deciding, const char *id)
{
	const struct inject *inject = inject_find(deciding->exercise, id);
	bool delivered = inject != NULL && inject->delivered_seq != 0;
	if (by_player(deciding)) {
		if (!delivered || !set_has(&inject->to, deciding->actor->team)) {
			REFUSE(deciding, NOT_FOUND, "your team has received no inject \"%s\"", id);
			return NULL;
		}
	} else if (!delivered) {
		REFUSE(deciding, NOT_FOUND,
		    "no inject \"%s\" has been delivered; name one that players know of", id);
		return NULL;
	}
	return inject;
}

bool check_inject_references(struct deciding *deciding, char *const *ids, size_t count)
{
	if (!check_count(deciding, count, EVENT_REFERENCES_MAX, "references to injects")) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (check_delivered_inject(deciding, ids[i]) == NULL) {
			return false;
		}
	}
	return true;
}

const struct message *check_visible_message(struct deciding *deciding, uint64_t id)
{
	const struct message *message = message_find(deciding->exercise, id);
	if (message == NULL || (by_player(deciding) && !set_has(&message->thread->parties.teams,
	                                                   deciding->actor->team))) {
		REFUSE(deciding, NOT_FOUND, "there is no message %" PRIu64 " for you", id);
		return NULL;
	}
	return message;
}

/*
 * What a request says: checked and copied, so that a draft and what is sent have the same bounds.
 * Here is refused what names nothing that there is or is too long; what an instrument merely asks
 * for is request_check.c's. The urgency that was left open is put in, so that nobody has to know
 * later which one was the first. The size is that of the copy, with its attachments filled in.
 */
#include "server/exercise/decide/request/request_content.h"

#include "convene/v1/common.pb-c.h"
#include "convene/v1/request.pb-c.h"
#include "server/exercise/decide/attachment_decide.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <string.h>

bool request_same_party(const Convene__V1__Party *one, const Convene__V1__Party *other)
{
	if (one == NULL || other == NULL || one->kind_case != other->kind_case) {
		return false;
	}
	switch (one->kind_case) {
	case CONVENE__V1__PARTY__KIND_TEAM_ID:
		return strcmp(one->team_id, other->team_id) == 0;
	case CONVENE__V1__PARTY__KIND_ENTITY_ID:
		return strcmp(one->entity_id, other->entity_id) == 0;
	default:
		return true;
	}
}

bool check_request_receiver(struct deciding *deciding, const Convene__V1__Party *to)
{
	struct end end;
	return check_receiving(
	           deciding, to, "a receiver is missing; name a team or an entity in `to`", &end) &&
	       (end.team == NO_TEAM || end.team != deciding->actor->team ||
	           REFUSE(deciding, INVALID, "this would go to your own team; name another one"));
}

/* --- values --- */

static const Convene__V1__RequestField *field_of(
    Convene__V1__RequestField *const *fields, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(fields[i]->id, id) == 0) {
			return fields[i];
		}
	}
	return NULL;
}

static const char *value_of(
    Convene__V1__RequestValue *const *values, size_t count, const char *field)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(values[i]->field, field) == 0) {
			return values[i]->value;
		}
	}
	return "";
}

bool request_values_check(struct deciding *deciding, Convene__V1__RequestField *const *fields,
    size_t field_count, Convene__V1__RequestValue *const *given, size_t count)
{
	if (!check_count(deciding, count, REQUEST_VALUES_MAX, "values")) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		const char *field = given[i]->field;
		if (field_of(fields, field_count, field) == NULL) {
			return REFUSE(deciding, INVALID,
			    "the instrument has no field \"%s\" here; the catalogue lists them",
			    field);
		}
		for (size_t j = 0; j < i; j++) {
			if (strcmp(given[j]->field, field) == 0) {
				return REFUSE(deciding, INVALID,
				    "field \"%s\" is there twice; give it once", field);
			}
		}
		if (!check_text(deciding, given[i]->value, TEXT_BYTES_MAX, "a value")) {
			return false;
		}
	}
	return true;
}

void request_missing_fields(struct deciding *deciding, struct request_missing *missing,
    Convene__V1__RequestField *const *fields, size_t field_count,
    Convene__V1__RequestValue *const *values, size_t count)
{
	for (size_t i = 0; i < field_count; i++) {
		if (!fields[i]->optional &&
		    check_is_blank(value_of(values, count, fields[i]->id)) &&
		    missing->ids != NULL) {
			missing->ids[missing->count++] = draft_text(deciding, fields[i]->id);
		}
	}
}

/* --- the content --- */

static bool check_words(struct deciding *deciding, const Convene__V1__RequestContent *content)
{
	return check_text(deciding, content->subject, LINE_BYTES_MAX, "the subject") &&
	       check_text(deciding, content->purpose, TEXT_BYTES_MAX, "the purpose") &&
	       check_text(deciding, content->legal_basis, TEXT_BYTES_MAX, "the legal basis") &&
	       check_text(deciding, content->text, TEXT_BYTES_MAX, "the text") &&
	       check_language(deciding, content->language);
}

static const Convene__V1__Instrument *check_instrument(
    struct deciding *deciding, const Convene__V1__RequestContent *content)
{
	const char *id = content->instrument;
	const char *urgency = content->urgency;
	const Convene__V1__Instrument *instrument =
	    library_get(&deciding->exercise->library, INSTRUMENT, Instrument, id);
	if (instrument == NULL) {
		REFUSE(deciding, NOT_FOUND,
		    "there is no instrument \"%s\"; the catalogue lists them all", id);
		return NULL;
	}
	if (*urgency != '\0' && request_urgency(instrument, urgency) == NULL) {
		REFUSE(deciding, INVALID,
		    "instrument \"%s\" has no urgency \"%s\"; the catalogue lists them", id,
		    urgency);
		return NULL;
	}
	return instrument;
}

/* A draft may be without them. */
static bool check_ends(
    struct deciding *deciding, const Convene__V1__RequestContent *content, bool draft)
{
	bool no_channel = content->channel == CONVENE__V1__CHANNEL__CHANNEL_UNSPECIFIED;
	bool no_receiver =
	    content->to == NULL || content->to->kind_case == CONVENE__V1__PARTY__KIND__NOT_SET;
	return ((draft && no_receiver) || check_request_receiver(deciding, content->to)) &&
	       ((draft && no_channel) || check_enum(deciding, &convene__v1__channel__descriptor,
	                                     (int)content->channel, "channel"));
}

static bool check_size(struct deciding *deciding, const Convene__V1__RequestContent *content)
{
	size_t size = convene__v1__request_content__get_packed_size(content);
	return size <= REQUEST_BYTES_MAX ||
	       REFUSE(deciding, TOO_LARGE,
	           "the request has %zu bytes; at most %d are allowed, put the rest into an "
	           "attachment",
	           size, REQUEST_BYTES_MAX);
}

Convene__V1__RequestContent *request_content_resolve(
    struct deciding *deciding, const Convene__V1__RequestContent *content, bool draft)
{
	const Convene__V1__Instrument *instrument = check_instrument(deciding, content);
	if (instrument == NULL || !check_ends(deciding, content, draft) ||
	    !check_words(deciding, content) ||
	    !check_case_references(deciding, content->case_ids, content->n_case_ids) ||
	    !check_inject_references(deciding, content->inject_ids, content->n_inject_ids)) {
		return NULL;
	}
	const Convene__V1__Urgency *urgency = request_urgency(instrument, content->urgency);
	Convene__V1__Attachment **attachments;
	if (!attachments_resolve(
	        deciding, content->attachments, content->n_attachments, &attachments) ||
	    !request_values_check(deciding, instrument->fields, instrument->n_fields,
	        content->values, content->n_values)) {
		return NULL;
	}
	Convene__V1__RequestContent said = *content;
	said.urgency = urgency != NULL ? urgency->id : NULL;
	said.attachments = attachments;
	return check_size(deciding, &said) ? draft_copy(deciding, &said) : NULL;
}

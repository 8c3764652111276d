#include "server/exercise/decide/request/request_content.h"

#include "convene/v1/common.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "convene/v1/request.pb-c.h"
#include "server/exercise/decide/attachment_decide.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/text.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <string.h>

#define INVALID CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID

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
	           refuse(deciding, INVALID, "this would go to your own team; name another one"));
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
		if (strcmp(text_or_empty(values[i]->field), field) == 0) {
			return text_or_empty(values[i]->value);
		}
	}
	return "";
}

bool request_values_resolve(struct deciding *deciding, Convene__V1__RequestField *const *fields,
    size_t field_count, Convene__V1__RequestValue *const *given, size_t count,
    Convene__V1__RequestValue ***out)
{
	if (!check_count(deciding, count, REQUEST_VALUES_MAX, "values")) {
		return false;
	}
	Convene__V1__RequestValue **values =
	    count > 0 ? draft_array(deciding, count, sizeof *values) : NULL;
	for (size_t i = 0; i < count; i++) {
		const char *field = text_or_empty(given[i]->field);
		const char *value = text_or_empty(given[i]->value);
		if (field_of(fields, field_count, field) == NULL) {
			return refuse(deciding, INVALID,
			    "the instrument has no field \"%s\" here; the catalogue lists them",
			    field);
		}
		for (size_t j = 0; j < i; j++) {
			if (strcmp(text_or_empty(given[j]->field), field) == 0) {
				return refuse(deciding, INVALID,
				    "field \"%s\" is there twice; give it once", field);
			}
		}
		if (!check_text(deciding, value, TEXT_BYTES_MAX, "a value")) {
			return false;
		}
		Convene__V1__RequestValue *copy = DRAFT_BODY(deciding, RequestValue, request_value);
		if (copy == NULL || values == NULL) {
			return false;
		}
		copy->field = draft_text(deciding, field);
		copy->value = draft_text(deciding, value);
		values[i] = copy;
	}
	*out = values;
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
	return check_text(
	           deciding, text_or_empty(content->subject), LINE_BYTES_MAX, "the subject") &&
	       check_text(
	           deciding, text_or_empty(content->purpose), TEXT_BYTES_MAX, "the purpose") &&
	       check_text(deciding, text_or_empty(content->legal_basis), TEXT_BYTES_MAX,
	           "the legal basis") &&
	       check_text(deciding, text_or_empty(content->text), TEXT_BYTES_MAX, "the text") &&
	       check_language(deciding, text_or_empty(content->language));
}

static const Convene__V1__Instrument *check_instrument(
    struct deciding *deciding, const Convene__V1__RequestContent *content)
{
	const char *id = text_or_empty(content->instrument);
	const char *urgency = text_or_empty(content->urgency);
	const Convene__V1__Instrument *instrument =
	    library_get(&deciding->exercise->library, INSTRUMENT, Instrument, id);
	if (instrument == NULL) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "there is no instrument \"%s\"; the catalogue lists them all", id);
		return NULL;
	}
	if (*urgency != '\0' && request_urgency(instrument, urgency) == NULL) {
		refuse(deciding, INVALID,
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
	       refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE,
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
	Convene__V1__RequestContent *body = DRAFT_BODY(deciding, RequestContent, request_content);
	if (body == NULL ||
	    !attachments_resolve(deciding, content->attachments, content->n_attachments,
	        &body->attachments, &body->n_attachments) ||
	    !request_values_resolve(deciding, instrument->fields, instrument->n_fields,
	        content->values, content->n_values, &body->values)) {
		return NULL;
	}
	const Convene__V1__Urgency *urgency =
	    request_urgency(instrument, text_or_empty(content->urgency));
	body->n_values = content->n_values;
	body->instrument = draft_text(deciding, instrument->id);
	body->urgency = draft_text(deciding, urgency != NULL ? urgency->id : "");
	body->to = content->to != NULL ? draft_copy(deciding, content->to) : NULL;
	body->channel = content->channel;
	body->subject = draft_text(deciding, content->subject);
	body->purpose = draft_text(deciding, content->purpose);
	body->legal_basis = draft_text(deciding, content->legal_basis);
	body->text = draft_text(deciding, content->text);
	body->language = draft_text(deciding, content->language);
	body->inject_ids = draft_texts(deciding, content->inject_ids, content->n_inject_ids);
	body->n_inject_ids = body->inject_ids != NULL ? content->n_inject_ids : 0;
	body->case_ids = content->n_case_ids > 0
	                     ? draft_array(deciding, content->n_case_ids, sizeof(uint64_t))
	                     : NULL;
	if (body->case_ids != NULL) {
		memcpy(body->case_ids, content->case_ids, content->n_case_ids * sizeof(uint64_t));
		body->n_case_ids = content->n_case_ids;
	}
	return check_size(deciding, body) ? body : NULL;
}

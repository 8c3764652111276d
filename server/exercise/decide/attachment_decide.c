#include "server/exercise/decide/attachment_decide.h"

#include "convene/v1/common.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "proto/arena.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/text.h"
#include "server/exercise/state/attachment.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <inttypes.h>
#include <string.h>

/* --- deciding --- */

static bool sender_sees(const struct deciding *deciding, const struct attachment *attachment)
{
	struct viewer viewer = {.role = deciding->actor->role, .team = deciding->actor->team};
	return audience_allows(&attachment->audience, &viewer);
}

static bool check_sha256(struct deciding *deciding, const Convene__V1__Attachment *attachment)
{
	if (attachment->sha256.len != SHA256_SIZE) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "an attachment is named by the SHA-256 of its bytes: sha256 has 32 bytes");
	}
	return true;
}

static bool check_name(struct deciding *deciding, const char *name)
{
	if (!check_filled(deciding, name, LINE_BYTES_MAX, "the attachment's name")) {
		return false;
	}
	bool good = strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
	for (const char *at = name; *at != '\0'; at++) {
		good = good && *at != '/' && *at != '\\' && (uint8_t)*at >= ' ' && *at != 0x7f;
	}
	if (!good) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "the attachment's name is no file name; leave out slashes and control "
		    "characters");
	}
	return true;
}

static bool check_media_type(struct deciding *deciding, const char *media_type)
{
	size_t len = strlen(media_type);
	const char *slash = strchr(media_type, '/');
	bool good =
	    len <= MEDIA_TYPE_BYTES_MAX && slash != NULL && slash != media_type && slash[1] != '\0';
	for (size_t i = 0; good && i < len; i++) {
		good = media_type[i] > ' ' && media_type[i] < 0x7f;
	}
	if (!good) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "media_type is none; write one like \"application/pdf\"");
	}
	return true;
}

static Convene__V1__Attachment *attachment_message(struct deciding *deciding,
    const uint8_t sha256[SHA256_SIZE], const char *name, const char *media_type, uint64_t size)
{
	Convene__V1__Attachment *message = DRAFT_BODY(deciding, Attachment, attachment);
	if (message == NULL) {
		return NULL;
	}
	message->sha256.data = arena_copy(deciding->decision->arena, sha256, SHA256_SIZE);
	message->sha256.len = message->sha256.data != NULL ? SHA256_SIZE : 0;
	message->name = draft_text(deciding, name);
	message->media_type = draft_text(deciding, media_type);
	message->size_bytes = size;
	return message;
}

/*
 * The name is the sender's own to give: what others call the document, in messages that the sender
 * may not see, is not for them.
 */
static bool check_reference(struct deciding *deciding, const Convene__V1__Attachment *given)
{
	const char *media_type = text_or_empty(given->media_type);
	return check_sha256(deciding, given) && check_name(deciding, text_or_empty(given->name)) &&
	       (*media_type == '\0' || check_media_type(deciding, media_type));
}

bool attachments_resolve(struct deciding *deciding, Convene__V1__Attachment *const *given,
    size_t count, Convene__V1__Attachment ***out, size_t *out_count)
{
	if (!check_count(deciding, count, EVENT_ATTACHMENTS_MAX, "attachments")) {
		return false;
	}
	Convene__V1__Attachment **resolved =
	    count > 0 ? draft_array(deciding, count, sizeof(Convene__V1__Attachment *)) : NULL;
	for (size_t i = 0; i < count; i++) {
		if (!check_reference(deciding, given[i])) {
			return false;
		}
		const struct attachment *known =
		    attachments_find(&deciding->exercise->attachments, given[i]->sha256.data);
		if (known == NULL || !sender_sees(deciding, known)) {
			return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
			    "there is no such attachment for you; upload it first");
		}
		const char *media_type = text_or_empty(given[i]->media_type);
		media_type = *media_type != '\0' ? media_type : known->media_type;
		Convene__V1__Attachment *message = attachment_message(
		    deciding, known->sha256, given[i]->name, media_type, known->size_bytes);
		if (resolved == NULL || message == NULL) {
			return false; /* the arena is used up */
		}
		resolved[i] = message;
	}
	*out = resolved;
	*out_count = count;
	return true;
}

/* Whether the bytes are there, in the size that the sender says. */
static bool check_stored(struct deciding *deciding, const Convene__V1__Attachment *attachment)
{
	const struct request *request = deciding->request;
	uint64_t size = 0;
	if (request->attachment_stored == NULL ||
	    !request->attachment_stored(
	        request->attachment_context, attachment->sha256.data, &size)) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "the attachment's bytes are not here; upload them first");
	}
	if (attachment->size_bytes != size) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "size_bytes is %" PRIu64 "; the bytes that were uploaded are %" PRIu64,
		    attachment->size_bytes, size);
	}
	if (size > ATTACHMENT_BYTES_MAX) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE,
		    "an attachment has at most %d bytes", ATTACHMENT_BYTES_MAX);
	}
	return true;
}

void decide_store_attachment(struct deciding *deciding)
{
	const Convene__V1__Attachment *given = deciding->command->store_attachment->attachment;
	const struct attachments *attachments = &deciding->exercise->attachments;
	if (given == NULL) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "attachment is missing; say which was uploaded");
		return;
	}
	const char *media_type = text_or_empty(given->media_type);
	if (*media_type == '\0') {
		media_type = "application/octet-stream"; /* RFC 2046, 4.5.1 */
	}
	if (!check_sha256(deciding, given) || !check_name(deciding, text_or_empty(given->name)) ||
	    !check_media_type(deciding, media_type) || !check_stored(deciding, given)) {
		return;
	}
	const struct attachment *known = attachments_find(attachments, given->sha256.data);
	if (known != NULL && sender_sees(deciding, known)) {
		return; /* can be referred to already */
	}
	if (known == NULL && attachments->map.count >= ATTACHMENTS_MAX) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA,
		    "the exercise has its %d attachments already", ATTACHMENTS_MAX);
		return;
	}
	Convene__V1__AttachmentStored *body =
	    DRAFT_BODY(deciding, AttachmentStored, attachment_stored);
	if (body == NULL) {
		return;
	}
	body->attachment = attachment_message(
	    deciding, given->sha256.data, given->name, media_type, given->size_bytes);
	body->participant_id = deciding->actor->id;
	body->team_id =
	    draft_text(deciding, participant_team_id(deciding->exercise, deciding->actor));
	draft_event(deciding, CONVENE__V1__EVENT__BODY_ATTACHMENT_STORED, body);
}

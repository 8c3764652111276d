/*
 * Attachments are named by the hash of their bytes, which lie outside the engine: whoever asks says
 * that they are there. A document that the sender may not see is no different from none, so that
 * its hash tells nobody that it exists.
 */
#include "server/exercise/decide/attachment_decide.h"

#include "convene/v1/common.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/attachment.h"
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
		return REFUSE(deciding, INVALID,
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
		return REFUSE(deciding, INVALID,
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
		return REFUSE(
		    deciding, INVALID, "media_type is none; write one like \"application/pdf\"");
	}
	return true;
}

static Convene__V1__Attachment *attachment_message(struct deciding *deciding,
    const uint8_t sha256[SHA256_SIZE], char *name, const char *media_type, uint64_t size)
{
	return DRAFT_PART(deciding, Attachment, attachment,
	    .sha256 = {.data = (uint8_t *)sha256, .len = SHA256_SIZE}, .name = name,
	    .media_type = (char *)media_type, .size_bytes = size);
}

/*
 * The name is the sender's own to give: what others call the document, in messages that the sender
 * may not see, is not for them.
 */
static bool check_reference(struct deciding *deciding, const Convene__V1__Attachment *given)
{
	const char *media_type = given->media_type;
	return check_sha256(deciding, given) && check_name(deciding, given->name) &&
	       (*media_type == '\0' || check_media_type(deciding, media_type));
}

bool attachments_resolve(struct deciding *deciding, Convene__V1__Attachment *const *given,
    size_t count, Convene__V1__Attachment ***out)
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
			return REFUSE(deciding, NOT_FOUND,
			    "there is no such attachment for you; upload it first");
		}
		const char *media_type = given[i]->media_type;
		media_type = *media_type != '\0' ? media_type : known->media_type;
		if (resolved == NULL) {
			return false; /* the arena is used up */
		}
		resolved[i] = attachment_message(
		    deciding, known->sha256, given[i]->name, media_type, known->size_bytes);
		if (resolved[i] == NULL) {
			return false; /* likewise */
		}
	}
	*out = resolved;
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
		return REFUSE(
		    deciding, NOT_FOUND, "the attachment's bytes are not here; upload them first");
	}
	if (attachment->size_bytes != size) {
		return REFUSE(deciding, INVALID,
		    "size_bytes is %" PRIu64 "; the bytes that were uploaded are %" PRIu64,
		    attachment->size_bytes, size);
	}
	if (size > ATTACHMENT_BYTES_MAX) {
		return REFUSE(deciding, TOO_LARGE, "an attachment has at most %d bytes",
		    ATTACHMENT_BYTES_MAX);
	}
	return true;
}

void decide_store_attachment(struct deciding *deciding)
{
	const Convene__V1__Attachment *given = deciding->command->store_attachment->attachment;
	const struct attachments *attachments = &deciding->exercise->attachments;
	if (given == NULL) {
		REFUSE(deciding, INVALID, "attachment is missing; say which was uploaded");
		return;
	}
	const char *media_type = given->media_type;
	if (*media_type == '\0') {
		media_type = "application/octet-stream"; /* RFC 2046, 4.5.1 */
	}
	if (!check_sha256(deciding, given) || !check_name(deciding, given->name) ||
	    !check_media_type(deciding, media_type)) {
		return;
	}
	const struct attachment *known = attachments_find(attachments, given->sha256.data);
	if (known != NULL && sender_sees(deciding, known)) {
		return; /* can be referred to already */
	}
	if (!check_stored(deciding, given)) {
		return;
	}
	/* whether others have it or not: nobody is to find that out */
	if (!check_share(deciding, SHARE_ATTACHMENTS)) {
		return;
	}
	DRAFT(deciding, ATTACHMENT_STORED, AttachmentStored,
	    .attachment = attachment_message(
	        deciding, given->sha256.data, given->name, media_type, given->size_bytes),
	    .participant_id = deciding->actor->id, .team_id = own_team_id(deciding));
}

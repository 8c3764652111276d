#include "server/exercise/attachment.h"

#include "proto/xalloc.h"
#include "server/exercise/check.h"
#include "server/exercise/state.h"

/* --- the table --- */

void attachments_deinit(struct attachments *attachments)
{
	for (size_t i = 0; i < attachments->cap; i++) {
		if (attachments->slots[i] != NULL) {
			free(attachments->slots[i]->name);
			free(attachments->slots[i]->media_type);
			free(attachments->slots[i]);
		}
	}
	free(attachments->slots);
	memset(attachments, 0, sizeof *attachments);
}

/* The slot that has it, or the free one where it belongs. The bytes are spread by being a hash. */
static struct attachment **slot_of(
    const struct attachments *attachments, const uint8_t sha256[SHA256_SIZE])
{
	uint64_t key;
	memcpy(&key, sha256, sizeof key);
	size_t at = key & (attachments->cap - 1);
	while (attachments->slots[at] != NULL &&
	       memcmp(attachments->slots[at]->sha256, sha256, SHA256_SIZE) != 0) {
		at = (at + 1) & (attachments->cap - 1);
	}
	return &attachments->slots[at];
}

struct attachment *attachments_find(
    const struct attachments *attachments, const uint8_t sha256[SHA256_SIZE])
{
	return attachments->cap == 0 ? NULL : *slot_of(attachments, sha256);
}

static void attachments_grow(struct attachments *attachments)
{
	struct attachments larger = {.cap = attachments->cap == 0 ? 16 : attachments->cap * 2};
	larger.slots = xcalloc(larger.cap, sizeof *larger.slots);
	larger.count = attachments->count;
	for (size_t i = 0; i < attachments->cap; i++) {
		if (attachments->slots[i] != NULL) {
			*slot_of(&larger, attachments->slots[i]->sha256) = attachments->slots[i];
		}
	}
	free(attachments->slots);
	*attachments = larger;
}

static struct attachment *attachments_add(
    struct attachments *attachments, const Convene__V1__Attachment *message)
{
	if (attachments->count * 2 >= attachments->cap) {
		attachments_grow(attachments);
	}
	struct attachment *attachment = xcalloc(1, sizeof *attachment);
	attachment->node.kind = DIGEST_ATTACHMENT;
	memcpy(attachment->sha256, message->sha256.data, SHA256_SIZE);
	attachment->name = xstrdup(message->name);
	attachment->media_type = xstrdup(message->media_type);
	attachment->size_bytes = message->size_bytes;
	*slot_of(attachments, attachment->sha256) = attachment;
	attachments->count++;
	return attachment;
}

void attachment_digest(
    const struct attachment *attachment, exercise_hash_fn *hash, struct digest_form *form)
{
	uint8_t name[DIGEST_SIZE];
	hash(attachment->name, strlen(attachment->name), name);
	digest_put_bytes(form, attachment->sha256, SHA256_SIZE);
	digest_put_bytes(form, name, sizeof name);
	digest_put_text(form, attachment->media_type);
	digest_put(form, attachment->size_bytes);
	digest_put(form, attachment->audience.everyone);
	digest_put(form, attachment->audience.roles);
	for (size_t i = 0; i < TEAMS_MAX / 64; i++) {
		digest_put(form, attachment->audience.teams[i]);
	}
}

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

void attachment_decide_store(struct deciding *deciding)
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
	if (known == NULL && attachments->count >= ATTACHMENTS_MAX) {
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

/* --- applying --- */

static void refer(
    struct exercise *exercise, const struct audience *audience, const Convene__V1__Attachment *to)
{
	struct attachments *attachments = &exercise->attachments;
	if (to == NULL || to->sha256.len != SHA256_SIZE) {
		return;
	}
	struct attachment *attachment = attachments_find(attachments, to->sha256.data);
	if (attachment == NULL) {
		attachment = attachments_add(attachments, to);
	}
	attachment->audience.everyone |= audience->everyone;
	attachment->audience.roles |= audience->roles;
	for (size_t word = 0; word < TEAMS_MAX / 64; word++) {
		attachment->audience.teams[word] |= audience->teams[word];
	}
	digest_touch(&exercise->digest, &attachment->node);
}

/* The attachments that one message carries. */
struct references {
	Convene__V1__Attachment *const *list; /* borrowed: the event's */
	size_t count;
};

#define REFERENCES(body) ((struct references){.list = (body)->attachments, (body)->n_attachments})

static struct references references_of(const Convene__V1__Event *event)
{
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_INJECT_REVISED:
		if (event->inject_revised->inject != NULL) {
			return REFERENCES(event->inject_revised->inject);
		}
		break;
	case CONVENE__V1__EVENT__BODY_INJECT_DELIVERED:
		return REFERENCES(event->inject_delivered);
	case CONVENE__V1__EVENT__BODY_INJECT_ANSWERED:
		return REFERENCES(event->inject_answered);
	case CONVENE__V1__EVENT__BODY_MESSAGE_POSTED:
		return REFERENCES(event->message_posted);
	case CONVENE__V1__EVENT__BODY_DECISION_LOGGED:
		return REFERENCES(event->decision_logged);
	case CONVENE__V1__EVENT__BODY_REQUEST_SENT:
		if (event->request_sent->content != NULL) {
			return REFERENCES(event->request_sent->content);
		}
		break;
	case CONVENE__V1__EVENT__BODY_REQUEST_MOVED:
		return REFERENCES(event->request_moved);
	case CONVENE__V1__EVENT__BODY_ATTACHMENT_STORED:
		return (struct references){
		    .list = &event->attachment_stored->attachment, .count = 1};
	default:
		break;
	}
	return (struct references){.list = NULL, .count = 0};
}

void attachment_apply_references(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__Event *event = applying->event;
	const Convene__V1__Scenario *part = NULL;
	struct references references = references_of(event);
	struct audience audience;
	if (event->body_case == CONVENE__V1__EVENT__BODY_SCENARIO_LOADED) {
		part = event->scenario_loaded->part;
	}
	if (references.count == 0 && part == NULL) {
		return;
	}
	audience_compact(exercise, applying->envelope->audience, &audience);
	for (size_t i = 0; i < references.count; i++) {
		refer(exercise, &audience, references.list[i]);
	}
	for (size_t i = 0; part != NULL && i < part->n_injects; i++) {
		for (size_t j = 0; j < part->injects[i]->n_attachments; j++) {
			refer(exercise, &audience, part->injects[i]->attachments[j]);
		}
	}
}

#include "server/exercise/state/attachment.h"

#include "convene/v1/common.pb-c.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/hash.h"

#include <stdlib.h>
#include <string.h>

/* --- the table --- */

void attachments_deinit(struct attachments *attachments)
{
	for (size_t i = 0; i < attachments->cap; i++) {
		if (attachments->slots[i] != NULL) {
			free(attachments->slots[i]->name);
			free(attachments->slots[i]->media_type);
			free((void *)attachments->slots[i]);
		}
	}
	free(attachments->slots);
	memset(attachments, 0, sizeof *attachments);
}

/* The slot that has it, or the free one where it belongs. The bytes are spread by being a hash. */
static const struct attachment **slot_of(
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

const struct attachment *attachments_find(
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

const struct attachment *attachments_add(
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

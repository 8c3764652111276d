/*
 * Documents by their hash, whose first bytes serve the table as its own. They are added and never
 * taken away: what was once referred to stays known, and its audience only grows. The name stands
 * in the digest as its hash, however short it is; journals have it so.
 */
#include "server/exercise/state/attachment.h"

#include "convene/v1/common.pb-c.h"
#include "proto/map.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/hash.h"

#include <stdlib.h>
#include <string.h>

/* The bytes are spread by being a hash. */
static uint64_t hash_of(const void *entry, uint64_t seed)
{
	(void)seed;
	uint64_t key;
	memcpy(&key, (*(const struct attachment *const *)entry)->sha256, sizeof key);
	return key;
}

static bool same(const void *entry, const void *other)
{
	const struct attachment *const *one = entry, *const *two = other;
	return memcmp((*one)->sha256, (*two)->sha256, SHA256_SIZE) == 0;
}

static const struct map_kind kind = {sizeof(struct attachment *), hash_of, same};

void attachments_deinit(struct attachments *attachments)
{
	struct attachment **entries = attachments->map.entries;
	for (size_t i = 0; i < attachments->map.cap; i++) {
		if (entries[i] != NULL) {
			free(entries[i]->name);
			free(entries[i]->media_type);
			free(entries[i]);
		}
	}
	map_deinit(&attachments->map);
}

const struct attachment *attachments_find(
    const struct attachments *attachments, const uint8_t sha256[SHA256_SIZE])
{
	struct attachment like;
	memcpy(like.sha256, sha256, SHA256_SIZE);
	const struct attachment *key = &like;
	const struct attachment *const *found = map_find(&attachments->map, &kind, &key);
	return found != NULL ? *found : NULL;
}

const struct attachment *attachments_add(
    struct attachments *attachments, const Convene__V1__Attachment *message)
{
	struct attachment *attachment = xcalloc(1, sizeof *attachment);
	attachment->node.kind = DIGEST_ATTACHMENT;
	memcpy(attachment->sha256, message->sha256.data, SHA256_SIZE);
	attachment->name = xstrdup(message->name);
	attachment->media_type = xstrdup(message->media_type);
	attachment->size_bytes = message->size_bytes;
	map_add(&attachments->map, &kind, &attachment);
	attachments->bytes += attachment->size_bytes;
	return attachment;
}

void attachment_digest(const struct attachment *attachment, struct digest_form *form)
{
	uint8_t name[DIGEST_SIZE];
	form->hash(attachment->name, strlen(attachment->name), name);
	digest_put_bytes(form, attachment->sha256, SHA256_SIZE);
	digest_put_bytes(form, name, sizeof name);
	digest_put_text(form, attachment->media_type);
	digest_put(form, attachment->size_bytes);
	digest_put(form, attachment->audience.everyone);
	digest_put(form, attachment->audience.roles);
	set_digest(&attachment->audience.teams, form);
}

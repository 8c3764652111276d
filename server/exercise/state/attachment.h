/*
 * Attachments: which documents the exercise knows, and who may see each. A document is known by the
 * SHA-256 of its bytes; the bytes are the host's. Whoever may see an event that refers to a
 * document may see the document, so its audience is the union of the audiences of those events. One
 * thread at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_STATE_ATTACHMENT_H
#define CONVENE_EXERCISE_STATE_ATTACHMENT_H

#include "convene/v1/common.pb-c.h"
#include "proto/map.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/hash.h"

#include <stddef.h>
#include <stdint.h>

struct digest_form;

#define SHA256_SIZE 32

struct attachment {
	struct digest_node node;
	uint8_t sha256[SHA256_SIZE];
	char *name;       /* owned */
	char *media_type; /* owned */
	uint64_t size_bytes;
	struct audience audience;
};

/* Attachments by hash. A zeroed one is empty. */
struct attachments {
	struct map map; /* of struct attachment *; owned, and so are they */
	uint64_t bytes; /* of all of them */
};

void attachments_deinit(struct attachments *attachments);
const struct attachment *attachments_find(
    const struct attachments *attachments, const uint8_t sha256[SHA256_SIZE]);
void attachment_digest(const struct attachment *attachment, struct digest_form *form);

const struct attachment *attachments_add(
    struct attachments *attachments, const Convene__V1__Attachment *message);

#endif

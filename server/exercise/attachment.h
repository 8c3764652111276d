/*
 * Attachments: which documents the exercise knows, and who may see each. A document is known by the
 * SHA-256 of its bytes; the bytes are the host's. Whoever may see an event that refers to a
 * document may see the document, so its audience is the union of the audiences of those events. One
 * thread at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_ATTACHMENT_H
#define CONVENE_EXERCISE_ATTACHMENT_H

#include "server/exercise/digest.h"
#include "server/exercise/draft.h"

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
	struct attachment **slots; /* owned; NULL: the slot is free */
	size_t count;
	size_t cap; /* power of two */
};

void attachments_deinit(struct attachments *attachments);
struct attachment *attachments_find(
    const struct attachments *attachments, const uint8_t sha256[SHA256_SIZE]);
void attachment_digest(
    const struct attachment *attachment, exercise_hash_fn *hash, struct digest_form *form);

/*
 * Checks what a sender wants to attach, and copies it under the sender's name for it; the size, and
 * a media type that was left out, are taken from what is known of the document. Whoever may not see
 * it is told the same as if it did not exist. Returns false and a refusal when something is
 * wrong.
 */
bool attachments_resolve(struct deciding *deciding, Convene__V1__Attachment *const *given,
    size_t count, Convene__V1__Attachment ***out, size_t *out_count);

void attachment_decide_store(struct deciding *deciding);

/* Takes note of every attachment that an event refers to. */
void attachment_apply_references(struct exercise *exercise, const struct applying *applying);

#endif

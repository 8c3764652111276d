/* A signature covers a text of its own with a prefix, so it can never be taken for one over
 * something else that the key has signed. Signatures are Ed25519 over the whole text at once. */
#include "proto/seal.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

#define SEAL_TAG "convene seal 3\n"
#define SALT_TAG "convene salt 3\n"
#define LEAF_TAG "convene leaf 3\n"
#define NODE_TAG "convene node 3\n"

#define LEAVES_MAX ((size_t)1 << SEAL_DEPTH_MAX)

/* Bytes of a SealLeaf, encoded: one number, a name, hashes. */
#define LEAF_SIZE_MAX 160

size_t seal_depth(const struct classes *classes)
{
	size_t depth = 0;
	while ((size_t)1 << depth < classes->count + 1) {
		depth++;
	}
	return depth;
}

static bool salt_of(
    struct chain *chain, const uint8_t *secret, size_t leaf, uint8_t out[SEAL_SALT_SIZE])
{
	const uint8_t number[4] = {
	    (uint8_t)(leaf >> 24), (uint8_t)(leaf >> 16), (uint8_t)(leaf >> 8), (uint8_t)leaf};
	struct chain_parts parts;
	uint8_t hash[CHAIN_HASH_SIZE];
	chain_parts_begin(&parts, SALT_TAG);
	chain_parts_add(&parts, secret, SEAL_SECRET_SIZE);
	chain_parts_add(&parts, number, sizeof(number));
	bool good = chain_digest(chain, parts.bytes, parts.len, hash);
	memcpy(out, hash, SEAL_SALT_SIZE);
	return good;
}

static ProtobufCBinaryData field(const uint8_t *bytes, size_t len)
{
	return (ProtobufCBinaryData){.len = len, .data = (uint8_t *)(uintptr_t)bytes};
}

/* NULL: a leaf that is there for the number alone. */
static bool hash_leaf(struct chain *chain, const uint8_t salt[SEAL_SALT_SIZE],
    const Convene__V1__SealLeaf *leaf, uint8_t out[CHAIN_HASH_SIZE])
{
	uint8_t bytes[LEAF_SIZE_MAX];
	struct chain_parts parts;
	size_t len = 0;
	if (leaf != NULL) {
		if (convene__v1__seal_leaf__get_packed_size(leaf) > sizeof(bytes)) {
			return false;
		}
		len = convene__v1__seal_leaf__pack(leaf, bytes);
	}
	chain_parts_begin(&parts, LEAF_TAG);
	chain_parts_add(&parts, salt, SEAL_SALT_SIZE);
	chain_parts_add(&parts, bytes, len);
	return chain_digest(chain, parts.bytes, parts.len, out);
}

static Convene__V1__SealLeaf leaf_of_log(const struct seal_log *log)
{
	Convene__V1__SealLeaf leaf = CONVENE__V1__SEAL_LEAF__INIT;
	leaf.position = log->position;
	leaf.hash = field(log->hash, CHAIN_HASH_SIZE);
	leaf.state_digest = field(log->digest, log->digest != NULL ? SEAL_DIGEST_SIZE : 0);
	return leaf;
}

static Convene__V1__SealLeaf leaf_of_class(const struct class_chain *class)
{
	Convene__V1__SealLeaf leaf = CONVENE__V1__SEAL_LEAF__INIT;
	leaf.class_name = (char *)(uintptr_t) class->name;
	leaf.count = class->count;
	leaf.class_hash = field(class->hash, CHAIN_HASH_SIZE);
	return leaf;
}

static bool join(struct chain *chain, const uint8_t left[CHAIN_HASH_SIZE],
    const uint8_t right[CHAIN_HASH_SIZE], uint8_t out[CHAIN_HASH_SIZE])
{
	struct chain_parts parts;
	chain_parts_begin(&parts, NODE_TAG);
	chain_parts_add(&parts, left, CHAIN_HASH_SIZE);
	chain_parts_add(&parts, right, CHAIN_HASH_SIZE);
	return chain_digest(chain, parts.bytes, parts.len, out);
}

/* Each level takes the place of the one below it. */
static bool climb(struct chain *chain, uint8_t (*nodes)[CHAIN_HASH_SIZE], size_t count, size_t at,
    struct seal_path *path)
{
	size_t depth = 0;
	for (; count > 1; count /= 2, at /= 2) {
		if (path != NULL) {
			memcpy(path->nodes[depth], nodes[at ^ 1], CHAIN_HASH_SIZE);
		}
		depth++;
		for (size_t i = 0; i < count / 2; i++) {
			if (!join(chain, nodes[2 * i], nodes[2 * i + 1], nodes[i])) {
				return false;
			}
		}
	}
	if (path != NULL) {
		path->depth = depth;
	}
	return true;
}

bool seal_root(struct chain *chain, const uint8_t secret[SEAL_SECRET_SIZE],
    const struct seal_log *log, const struct classes *classes, size_t class, struct seal_path *path,
    uint8_t root[CHAIN_HASH_SIZE])
{
	uint8_t nodes[LEAVES_MAX][CHAIN_HASH_SIZE], salt[SEAL_SALT_SIZE];
	size_t count = (size_t)1 << seal_depth(classes);
	for (size_t i = 0; i < count; i++) {
		Convene__V1__SealLeaf leaf =
		    i == 0                ? leaf_of_log(log)
		    : i <= classes->count ? leaf_of_class(&classes->list[i - 1])
		                          : (Convene__V1__SealLeaf)CONVENE__V1__SEAL_LEAF__INIT;
		if (!salt_of(chain, secret, i, salt) ||
		    !hash_leaf(chain, salt, i <= classes->count ? &leaf : NULL, nodes[i])) {
			return false;
		}
		if (path != NULL && i == class + 1) {
			memcpy(path->salt, salt, SEAL_SALT_SIZE);
		}
	}
	if (!climb(chain, nodes, count, class + 1, path)) {
		return false;
	}
	memcpy(root, nodes[0], CHAIN_HASH_SIZE);
	return true;
}

bool seal_root_of_path(struct chain *chain, const struct classes *classes, size_t class,
    const struct seal_path *path, uint8_t root[CHAIN_HASH_SIZE])
{
	Convene__V1__SealLeaf leaf = leaf_of_class(&classes->list[class]);
	size_t at = class + 1;
	uint8_t node[CHAIN_HASH_SIZE];
	bool good = hash_leaf(chain, path->salt, &leaf, node);
	for (size_t i = 0; i < path->depth && good; i++, at /= 2) {
		const uint8_t *other = path->nodes[i];
		good =
		    at % 2 == 0 ? join(chain, node, other, node) : join(chain, other, node, node);
	}
	memcpy(root, node, CHAIN_HASH_SIZE);
	return good;
}

void seal_append_head(struct buf *out, const char *exercise_id, const Convene__V1__Seal *seal)
{
	Convene__V1__SealedHead head = CONVENE__V1__SEALED_HEAD__INIT;
	head.exercise_id = (char *)(uintptr_t)exercise_id;
	head.wall_ms = seal->wall_ms;
	head.root = seal->root;
	head.end = seal->end;
	size_t len = convene__v1__sealed_head__get_packed_size(&head);
	buf_append_text(out, SEAL_TAG);
	out->len += convene__v1__sealed_head__pack(&head, buf_reserve(out, len));
}

static bool signature_valid(const Convene__V1__Seal *seal, const struct buf *text)
{
	EVP_MD_CTX *context = NULL;
	bool valid = false;
	ERR_clear_error();
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(
	    EVP_PKEY_ED25519, NULL, seal->public_key.data, seal->public_key.len);
	if (key == NULL) {
		return false;
	}
	context = EVP_MD_CTX_new();
	if (context != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1) {
		valid = EVP_DigestVerify(context, seal->signature.data, seal->signature.len,
		            text->data, text->len) == 1;
	}
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	ERR_clear_error();
	return valid;
}

bool seal_is_signed(const char *exercise_id, const Convene__V1__Seal *seal)
{
	struct buf text = {0};
	if (seal->root.len != CHAIN_HASH_SIZE || seal->public_key.len != SEAL_KEY_SIZE ||
	    seal->signature.len != SEAL_SIGNATURE_SIZE) {
		return false;
	}
	seal_append_head(&text, exercise_id, seal);
	bool valid = signature_valid(seal, &text);
	buf_deinit(&text);
	return valid;
}

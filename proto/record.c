/*
 * The bytes of the record, and what a seal signs. A signature covers a text of its own with a
 * prefix, so it can never be taken for one over something else that the key has signed. Signatures
 * are Ed25519 over the whole text at once. record_read_seq() walks over fields that it does not
 * know, for events of a newer server are in the chain as well; what is in a wire type that protobuf
 * no longer has ends it.
 */
#include "proto/record.h"

#include "proto/hex.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

#define SEAL_PREFIX "convene seal 1\n"
#define KEY_PREFIX  "ed25519:"
#define TAG_FIELD_1 (1 << 3) /* a varint */

void record_append(struct buf *out, const Convene__V1__RecordItem *item)
{
	size_t len = convene__v1__record_item__get_packed_size(item);
	buf_append_varint(out, len);
	out->len += convene__v1__record_item__pack(item, buf_reserve(out, len));
}

void record_append_beginning(struct buf *out, const void *genesis, size_t len)
{
	Convene__V1__RecordItem item;
	convene__v1__record_item__init(&item);
	item.item_case = CONVENE__V1__RECORD_ITEM__ITEM_GENESIS;
	item.genesis = (ProtobufCBinaryData){.len = len, .data = (uint8_t *)genesis};
	buf_append_text(out, RECORD_FIRST_LINE);
	record_append(out, &item);
}

void record_append_sealed_head(
    struct buf *out, const char *exercise_id, const Convene__V1__Seal *seal)
{
	Convene__V1__SealedHead head;
	convene__v1__sealed_head__init(&head);
	head.exercise_id = (char *)exercise_id;
	head.seq = seal->seq;
	head.hash = seal->hash;
	head.state_digest = seal->state_digest;
	size_t len = convene__v1__sealed_head__get_packed_size(&head);
	buf_append_text(out, SEAL_PREFIX);
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

bool record_seal_valid(const char *exercise_id, const Convene__V1__Seal *seal)
{
	struct buf text = {0};
	if (seal->hash.len != CHAIN_HASH_SIZE || seal->public_key.len != RECORD_KEY_SIZE ||
	    seal->signature.len != RECORD_SIGNATURE_SIZE ||
	    (seal->state_digest.len != 0 && seal->state_digest.len != RECORD_DIGEST_SIZE)) {
		return false;
	}
	record_append_sealed_head(&text, exercise_id, seal);
	bool valid = signature_valid(seal, &text);
	buf_deinit(&text);
	return valid;
}

void record_key_text(const uint8_t key[RECORD_KEY_SIZE], char out[RECORD_KEY_TEXT_SIZE])
{
	memcpy(out, KEY_PREFIX, strlen(KEY_PREFIX));
	hex_write(key, RECORD_KEY_SIZE, out + strlen(KEY_PREFIX));
}

bool record_key_parse(const char *text, uint8_t key[RECORD_KEY_SIZE])
{
	if (strncmp(text, KEY_PREFIX, strlen(KEY_PREFIX)) == 0) {
		text += strlen(KEY_PREFIX);
	}
	return hex_read(text, key, RECORD_KEY_SIZE);
}

bool record_read_seq(const uint8_t *bytes, size_t len, uint64_t *seq)
{
	size_t at = 0;
	unsigned found = 0;
	while (at < len) {
		uint64_t tag, value = 0, skip;
		int used = varint_read(bytes + at, len - at, &tag);
		if (used <= 0) {
			return false;
		}
		at += (size_t)used;
		used = 0;
		if ((tag & 7) == PROTOBUF_C_WIRE_TYPE_VARINT ||
		    (tag & 7) == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED) {
			used = varint_read(bytes + at, len - at, &value);
			if (used <= 0) {
				return false;
			}
		}
		at += (size_t)used;
		switch (tag & 7) {
		case PROTOBUF_C_WIRE_TYPE_VARINT:
			skip = 0;
			break;
		case PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED:
			skip = value;
			break;
		case PROTOBUF_C_WIRE_TYPE_64BIT:
			skip = 8;
			break;
		case PROTOBUF_C_WIRE_TYPE_32BIT:
			skip = 4;
			break;
		default:
			return false;
		}
		if (tag == TAG_FIELD_1) {
			*seq = value;
			found++;
		}
		if (skip > len - at) {
			return false;
		}
		at += (size_t)skip;
	}
	return found == 1;
}

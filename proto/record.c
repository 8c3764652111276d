/* The bytes of the record. */
#include "proto/record.h"

#include "proto/hex.h"

#include <string.h>

#define KEY_PREFIX "ed25519:"

void record_append(struct buf *out, const Convene__V1__RecordItem *item)
{
	size_t len = convene__v1__record_item__get_packed_size(item);
	buf_append_varint(out, len);
	out->len += convene__v1__record_item__pack(item, buf_reserve(out, len));
}

void record_append_beginning(
    struct buf *out, const void *genesis, size_t len, const char *class_name)
{
	Convene__V1__RecordItem item;
	convene__v1__record_item__init(&item);
	item.item_case = CONVENE__V1__RECORD_ITEM__ITEM_GENESIS;
	/* protobuf-c packs only: the bytes are not written to */
	item.genesis = (ProtobufCBinaryData){.len = len, .data = (uint8_t *)(uintptr_t)genesis};
	buf_append_text(out, RECORD_FIRST_LINE);
	record_append(out, &item);
	if (class_name != NULL) {
		item.item_case = CONVENE__V1__RECORD_ITEM__ITEM_CLASS_NAME;
		item.class_name = (char *)(uintptr_t)class_name;
		record_append(out, &item);
	}
}

void record_append_entry(struct buf *out, const Convene__V1__LogEntry *entry)
{
	Convene__V1__RecordItem item;
	convene__v1__record_item__init(&item);
	item.item_case = CONVENE__V1__RECORD_ITEM__ITEM_ENTRY;
	item.entry = (Convene__V1__LogEntry *)(uintptr_t)entry;
	record_append(out, &item);
}

void record_append_seal(struct buf *out, const Convene__V1__Seal *seal)
{
	Convene__V1__RecordItem item;
	convene__v1__record_item__init(&item);
	item.item_case = CONVENE__V1__RECORD_ITEM__ITEM_SEAL;
	item.seal = (Convene__V1__Seal *)(uintptr_t)seal;
	record_append(out, &item);
}

void record_append_document(struct buf *out, const uint8_t sha256[CHAIN_HASH_SIZE],
    uint64_t size_bytes, uint64_t offset, const void *data, size_t len)
{
	Convene__V1__RecordItem item;
	convene__v1__record_item__init(&item);
	Convene__V1__Document document = CONVENE__V1__DOCUMENT__INIT;
	document.sha256 =
	    (ProtobufCBinaryData){.len = CHAIN_HASH_SIZE, .data = (uint8_t *)(uintptr_t)sha256};
	document.size_bytes = size_bytes;
	document.offset = offset;
	document.data = (ProtobufCBinaryData){.len = len, .data = (uint8_t *)(uintptr_t)data};
	item.item_case = CONVENE__V1__RECORD_ITEM__ITEM_DOCUMENT;
	item.document = &document;
	record_append(out, &item);
}

void record_key_text(const uint8_t key[SEAL_KEY_SIZE], char out[RECORD_KEY_TEXT_SIZE])
{
	memcpy(out, KEY_PREFIX, strlen(KEY_PREFIX));
	hex_write(key, SEAL_KEY_SIZE, out + strlen(KEY_PREFIX));
}

bool record_key_parse(const char *text, uint8_t key[SEAL_KEY_SIZE])
{
	if (strncmp(text, KEY_PREFIX, strlen(KEY_PREFIX)) == 0) {
		text += strlen(KEY_PREFIX);
	}
	return hex_read(text, key, SEAL_KEY_SIZE);
}

#include "proto/peek.h"

#include "convene/v1/event.pb-c.h"
#include "proto/wire.h"

#include <string.h>

#define HASH_SIZE 32

/* The first of the bodies in Event's oneof; the fields before it are of all events. */
#define BODY_FIRST 10u

/* Numbers of fields of Envelope and Attachment. */
enum { ENVELOPE_POSITION = 1, ATTACHMENT_SHA256 = 1, ATTACHMENT_SIZE_BYTES = 4 };

uint32_t peek_kind(const uint8_t *event, size_t len)
{
	struct wire wire = {event, event + len};
	struct wire_field field;
	uint32_t kind = 0;
	int more;
	while ((more = wire_next(&wire, &field)) > 0) {
		if (field.number >= BODY_FIRST && field.bytes != NULL) {
			kind = field.number;
		}
	}
	return more == 0 ? kind : 0;
}

bool peek_position(const uint8_t *envelope, size_t len, uint64_t *position)
{
	struct wire wire = {envelope, envelope + len};
	struct wire_field field;
	unsigned found = 0;
	int more;
	while ((more = wire_next(&wire, &field)) > 0) {
		if (field.number == ENVELOPE_POSITION && field.bytes == NULL) {
			*position = field.value;
			found++;
		}
	}
	return more == 0 && found == 1;
}

struct search {
	peek_document_fn *each;
	void *context; /* borrowed */
};

static bool tell(const struct search *search, struct wire wire)
{
	struct wire_field field;
	const uint8_t *sha256 = NULL;
	uint64_t size_bytes = 0;
	int more;
	while ((more = wire_next(&wire, &field)) > 0) {
		if (field.number == ATTACHMENT_SHA256 && field.bytes != NULL) {
			sha256 = field.len == HASH_SIZE ? field.bytes : NULL;
		} else if (field.number == ATTACHMENT_SIZE_BYTES && field.bytes == NULL) {
			size_bytes = field.value;
		}
	}
	return more == 0 && (sha256 == NULL || search->each(search->context, sha256, size_bytes));
}

/* No message of the protocol has one of its own kind in it, so this ends. */
static bool look( // NOLINT(misc-no-recursion)
    const struct search *search, const ProtobufCMessageDescriptor *descriptor, struct wire wire)
{
	struct wire_field field;
	int more;
	while ((more = wire_next(&wire, &field)) > 0) {
		const ProtobufCFieldDescriptor *known =
		    field.bytes == NULL
		        ? NULL
		        : protobuf_c_message_descriptor_get_field(descriptor, field.number);
		if (known == NULL || known->type != PROTOBUF_C_TYPE_MESSAGE) {
			continue;
		}
		struct wire inner = {field.bytes, field.bytes + field.len};
		bool good = known->descriptor == &convene__v1__attachment__descriptor
		                ? tell(search, inner)
		                : look(search, known->descriptor, inner);
		if (!good) {
			return false;
		}
	}
	return more == 0;
}

bool peek_documents(const uint8_t *event, size_t len, peek_document_fn *each, void *context)
{
	/* how an Attachment begins: most events have none, and need not be walked through */
	static const uint8_t mark[] = {ATTACHMENT_SHA256 << 3 | 2, HASH_SIZE};
	const struct search search = {each, context};
	if (len == 0 || memmem(event, len, mark, sizeof(mark)) == NULL) {
		return true;
	}
	return look(&search, &convene__v1__event__descriptor, (struct wire){event, event + len});
}

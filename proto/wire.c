#include "proto/wire.h"

#include "proto/buf.h"

/* Little-endian, 4 or 8 bytes. */
static uint64_t fixed(const uint8_t *bytes, size_t len)
{
	uint64_t value = 0;
	for (size_t i = len; i > 0; i--) {
		value = value << 8 | bytes[i - 1];
	}
	return value;
}

int wire_next(struct wire *wire, struct wire_field *field)
{
	uint64_t tag, value;
	size_t left = (size_t)(wire->end - wire->at), len;
	int used = varint_read(wire->at, left, &tag);
	if (left == 0) {
		return 0;
	}
	if (used <= 0 || tag >> 3 == 0 || tag >> 3 > 0x1fffffff) {
		return -1;
	}
	wire->at += used;
	left -= (size_t)used;
	*field = (struct wire_field){.number = (uint32_t)(tag >> 3)};
	switch (tag & 7) {
	case 0:
	case 2:
		used = varint_read(wire->at, left, &value);
		if (used <= 0) {
			return -1;
		}
		wire->at += used;
		left -= (size_t)used;
		if ((tag & 7) == 0) {
			field->value = value;
			return 1;
		}
		if (value > left) {
			return -1;
		}
		field->bytes = wire->at;
		field->len = (size_t)value;
		wire->at += field->len;
		return 1;
	case 1:
	case 5:
		len = (tag & 7) == 1 ? 8 : 4;
		if (left < len) {
			return -1;
		}
		field->value = fixed(wire->at, len);
		wire->at += len;
		return 1;
	default:
		return -1;
	}
}

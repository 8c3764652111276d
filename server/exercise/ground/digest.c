/*
 * Objects that changed stand in a list; settling takes each one's old value out of the sum and adds
 * the new one, so nothing is looked at that did not change, and as it is a sum, the order of the
 * list has no influence. Numbers are little-endian and bytes have their length before them: what is
 * written depends on no machine, and no field can be mistaken for a part of the one before. All of
 * this, up to where a form is folded and the 128 bytes, is in the digests of journals that exist,
 * and can no longer be changed.
 */
#include "server/exercise/ground/digest.h"

#include "server/exercise/ground/hash.h"

#include <string.h>

#define BYTES_TAKEN_MAX 128

static void make_room(struct digest_form *form, size_t len)
{
	uint8_t so_far[DIGEST_SIZE];
	if (form->len + len > sizeof form->bytes) {
		form->hash(form->bytes, form->len, so_far);
		memcpy(form->bytes, so_far, sizeof so_far);
		form->len = sizeof so_far;
	}
}

void digest_put(struct digest_form *form, uint64_t value)
{
	make_room(form, 8);
	for (int i = 0; i < 8; i++) {
		form->bytes[form->len++] = (uint8_t)(value >> (8 * i));
	}
}

void digest_put_bytes(struct digest_form *form, const void *bytes, size_t len)
{
	digest_put(form, len);
	uint8_t instead[DIGEST_SIZE];
	if (len > BYTES_TAKEN_MAX) {
		form->hash(bytes, len, instead);
		bytes = instead;
		len = sizeof instead;
	}
	make_room(form, len);
	if (len > 0) {
		memcpy(form->bytes + form->len, bytes, len);
	}
	form->len += len;
}

void digest_put_text(struct digest_form *form, const char *text)
{
	digest_put_bytes(form, text, strlen(text));
}

void digest_touch(struct digest *digest, struct digest_node *node)
{
	if (node->dirty) {
		return;
	}
	node->dirty = true;
	node->next = digest->dirty;
	digest->dirty = node;
}

static uint64_t limb(const uint8_t *bytes)
{
	uint64_t value = 0;
	for (int i = 0; i < 8; i++) {
		value |= (uint64_t)bytes[i] << (8 * i);
	}
	return value;
}

/* Adds `value` to the sum, or takes it away. */
static void sum_change(uint64_t sum[4], const uint8_t value[DIGEST_SIZE], bool add)
{
	uint64_t carry = add ? 0 : 1;
	for (int i = 0; i < 4; i++) {
		/* a - b is a + ~b + 1 */
		uint64_t term = add ? limb(value + 8 * i) : ~limb(value + 8 * i);
		uint64_t partial = sum[i] + carry;
		uint64_t carried = partial < carry;
		sum[i] = partial + term;
		carry = carried + (sum[i] < term);
	}
}

void digest_settle(struct digest *digest, exercise_hash_fn *hash, digest_write_fn *write)
{
	while (digest->dirty != NULL) {
		struct digest_node *node = digest->dirty;
		digest->dirty = node->next;
		node->next = NULL;
		node->dirty = false;
		if (node->counted) {
			sum_change(digest->sum, node->value, false);
		}
		struct digest_form form = {.hash = hash};
		digest_put(&form, node->kind);
		write(node, &form);
		hash(form.bytes, form.len, node->value);
		sum_change(digest->sum, node->value, true);
		node->counted = true;
	}
}

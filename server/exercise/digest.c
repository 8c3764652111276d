#include "server/exercise/digest.h"

#include <string.h>

#define BYTES_TAKEN_MAX 128

void digest_put(struct digest_form *form, uint64_t value)
{
	if (form->len + 8 > sizeof form->bytes) {
		return;
	}
	for (int i = 0; i < 8; i++) {
		form->bytes[form->len++] = (uint8_t)(value >> (8 * i));
	}
}

void digest_put_bytes(struct digest_form *form, const void *bytes, size_t len)
{
	digest_put(form, len);
	size_t taken = len < BYTES_TAKEN_MAX ? len : BYTES_TAKEN_MAX;
	if (form->len + taken > sizeof form->bytes) {
		return;
	}
	if (taken > 0) {
		memcpy(form->bytes + form->len, bytes, taken);
	}
	form->len += taken;
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
		struct digest_form form = {.len = 0};
		digest_put(&form, node->kind);
		write(node, hash, &form);
		hash(form.bytes, form.len, node->value);
		sum_change(digest->sum, node->value, true);
		node->counted = true;
	}
}

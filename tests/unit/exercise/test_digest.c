#include "server/exercise/ground/digest.h"

#include "tests/sim/world.h"

struct thing {
	struct digest_node node;
	uint64_t value;
};

static void write_thing(struct digest_node *node, struct digest_form *form)
{
	digest_put(form, ((struct thing *)node)->value);
}

static void settle(struct digest *digest)
{
	digest_settle(digest, world_hash, write_thing);
}

static void test_order_does_not_matter(void **state)
{
	(void)state;
	struct thing one[50] = {{.value = 0}}, two[50] = {{.value = 0}};
	struct digest forward = {.dirty = NULL}, backward = {.dirty = NULL};
	for (size_t i = 0; i < 50; i++) {
		one[i].value = two[i].value = i * i;
		digest_touch(&forward, &one[i].node);
	}
	for (size_t i = 50; i > 0; i--) {
		digest_touch(&backward, &two[i - 1].node);
		settle(&backward);
	}
	settle(&forward);
	assert_memory_equal(forward.sum, backward.sum, sizeof forward.sum);
}

static void test_changes_and_back(void **state)
{
	(void)state;
	struct thing things[3] = {{.value = 1}, {.value = 2}, {.value = 3}};
	struct digest digest = {.dirty = NULL};
	for (size_t i = 0; i < 3; i++) {
		digest_touch(&digest, &things[i].node);
	}
	settle(&digest);
	uint64_t before[4];
	memcpy(before, digest.sum, sizeof before);
	things[1].value = 9;
	digest_touch(&digest, &things[1].node);
	digest_touch(&digest, &things[1].node);
	settle(&digest);
	assert_memory_not_equal(before, digest.sum, sizeof before);
	things[1].value = 2;
	digest_touch(&digest, &things[1].node);
	settle(&digest);
	assert_memory_equal(before, digest.sum, sizeof before);
}

static size_t hashed;

static void counting_hash(const void *bytes, size_t len, uint8_t out[DIGEST_SIZE])
{
	hashed++;
	world_hash(bytes, len, out);
}

static void test_work_is_what_changed(void **state)
{
	(void)state;
	static struct thing things[1000];
	struct digest digest = {.dirty = NULL};
	for (size_t i = 0; i < 1000; i++) {
		things[i].value = i;
		digest_touch(&digest, &things[i].node);
	}
	digest_settle(&digest, counting_hash, write_thing);
	assert_int_equal(hashed, 1000);
	digest_touch(&digest, &things[7].node);
	digest_settle(&digest, counting_hash, write_thing);
	assert_int_equal(hashed, 1001);
}

/* A form never grows beyond its room, and different texts never look alike. */
static void test_form(void **state)
{
	(void)state;
	struct digest_form one = {.hash = world_hash}, two = {.hash = world_hash};
	digest_put_text(&one, "ab");
	digest_put_text(&one, "c");
	digest_put_text(&two, "a");
	digest_put_text(&two, "bc");
	assert_int_equal(one.len, two.len);
	assert_memory_not_equal(one.bytes, two.bytes, one.len);
	char text[200];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	for (int i = 0; i < 100; i++) {
		digest_put_text(&one, text);
		digest_put(&one, 1);
		assert_true(one.len <= sizeof one.bytes);
	}
}

/* Whatever is put changes it, however much is there already. */
static void test_nothing_is_left_out(void **state)
{
	(void)state;
	char long_one[200], long_two[200];
	memset(long_one, 'x', sizeof long_one);
	memcpy(long_two, long_one, sizeof long_two);
	long_two[150] = 'y';
	for (size_t before = 0; before < 200; before++) {
		struct digest_form forms[4];
		for (size_t i = 0; i < 4; i++) {
			forms[i] = (struct digest_form){.hash = world_hash};
			for (size_t j = 0; j < before; j++) {
				digest_put(&forms[i], j);
			}
		}
		digest_put(&forms[0], 1);
		digest_put(&forms[1], 2);
		digest_put_bytes(&forms[2], long_one, sizeof long_one);
		digest_put_bytes(&forms[3], long_two, sizeof long_two);
		for (size_t i = 0; i < 4; i++) {
			for (size_t j = 0; j < i; j++) {
				assert_false(
				    forms[i].len == forms[j].len &&
				    memcmp(forms[i].bytes, forms[j].bytes, forms[i].len) == 0);
			}
		}
	}
}

/* Exactly as digests in journals have it: a text of up to 128 bytes stands itself, a longer one as
 * its hash; and beyond 512 bytes, the hash of these and what follows. */
static void test_form_of_long_ones(void **state)
{
	(void)state;
	char text[129];
	uint8_t expected[DIGEST_SIZE];
	memset(text, 'x', sizeof text);
	struct digest_form form = {.hash = world_hash};
	digest_put_bytes(&form, text, 128);
	assert_int_equal(form.len, 8 + 128);
	assert_memory_equal(form.bytes + 8, text, 128);
	form.len = 0;
	digest_put_bytes(&form, text, 129);
	world_hash(text, 129, expected);
	assert_int_equal(form.len, 8 + DIGEST_SIZE);
	assert_int_equal(form.bytes[0], 129);
	assert_memory_equal(form.bytes + 8, expected, DIGEST_SIZE);
	form.len = 0;
	for (uint64_t i = 0; i < sizeof form.bytes / 8; i++) {
		digest_put(&form, i);
		assert_int_equal(form.len, 8 * (i + 1));
	}
	world_hash(form.bytes, sizeof form.bytes, expected);
	digest_put(&form, 7);
	assert_int_equal(form.len, DIGEST_SIZE + 8);
	assert_memory_equal(form.bytes, expected, DIGEST_SIZE);
	assert_int_equal(form.bytes[DIGEST_SIZE], 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_order_does_not_matter),
	    cmocka_unit_test(test_changes_and_back),
	    cmocka_unit_test(test_work_is_what_changed),
	    cmocka_unit_test(test_form),
	    cmocka_unit_test(test_nothing_is_left_out),
	    cmocka_unit_test(test_form_of_long_ones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

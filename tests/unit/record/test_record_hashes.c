/* The chains and the tree, as record.proto writes them down, computed a second way. */
#include "proto/record.h"

#include "proto/xalloc.h"
#include "record_maker.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void hash_of(struct buf *text, uint8_t out[CHAIN_HASH_SIZE])
{
	EVP_Digest(text->data, text->len, out, NULL, EVP_sha256(), NULL);
	text->len = 0;
}

/* The chain as record.proto writes it down, computed here a second way. */
static void chain_is_as_specified(void **state)
{
	struct chain *chain = chain_new();
	uint8_t expected[CHAIN_HASH_SIZE], envelope[CHAIN_HASH_SIZE], event[CHAIN_HASH_SIZE];
	uint8_t big[3000], salt[CHAIN_SALT_SIZE] = "sixteen bytes..", digest[CHAIN_HASH_SIZE];
	struct buf text = {0};

	(void)state;
	memset(big, 'x', sizeof(big));
	assert_true(chain_begin(chain, "genesis", 7));
	buf_append_text(&text, "convene genesis 3\ngenesis");
	hash_of(&text, expected);
	assert_memory_equal(chain_hash(chain), expected, CHAIN_HASH_SIZE);
	for (size_t len = 0; len <= sizeof(big); len += 250) {
		buf_append_text(&text, "env");
		hash_of(&text, envelope);
		buf_append_text(&text, "convene event 3\n");
		buf_append(&text, salt, sizeof(salt));
		buf_append(&text, big, len);
		hash_of(&text, event);
		buf_append_text(&text, "convene entry 3\n");
		buf_append(&text, expected, sizeof(expected));
		buf_append(&text, envelope, sizeof(envelope));
		buf_append(&text, event, sizeof(event));
		hash_of(&text, expected);
		assert_true(chain_event(chain, salt, big, len, digest));
		assert_memory_equal(digest, event, CHAIN_HASH_SIZE);
		assert_true(chain_extend(chain, "env", 3, digest));
		assert_memory_equal(chain_hash(chain), expected, CHAIN_HASH_SIZE);
	}
	buf_deinit(&text);
	chain_free(chain);
}

/* The same for the classes' chains. */
static void classes_are_as_specified(void **state)
{
	struct record_maker *maker = record_maker_new();
	uint8_t first[CHAIN_HASH_SIZE], expected[CHAIN_HASH_SIZE];
	const uint8_t *event_digest = first;
	struct buf text = {0};
	static const uint8_t to_a[] = {0x12, 3, 0x12, 1, 'A'}, to_b[] = {0x12, 3, 0x12, 1, 'B'},
	                     to_all[] = {0x12, 2, 0x08, 1}, to_players[] = {0x12, 3, 0x1a, 1, 5},
	                     to_staff[] = {0x12, 3, 0x1a, 1, 2};

	(void)state;
	record_maker_add(maker, "en");
	buf_append_text(&text, "convene class 3\n");
	buf_append(&text, maker->classes.genesis_hash, CHAIN_HASH_SIZE);
	buf_append_text(&text, "player/B");
	hash_of(&text, expected);
	memset(first, 4, sizeof(first));
	/* anew, with the same first event */
	struct classes classes;
	struct chain *chain = chain_new();
	assert_true(chain_begin(chain, "g", 1));
	classes_begin(&classes, chain);
	memcpy(classes.genesis_hash, maker->classes.genesis_hash, CHAIN_HASH_SIZE);
	static const uint8_t created[] = {0x52, 10, 0x5a, 3, 0x0a, 1, 'A', 0x5a, 3, 0x0a, 1, 'B'};
	assert_true(classes_extend(
	    &classes, chain, to_a, sizeof(to_a), created, sizeof(created), event_digest));
	assert_int_equal(classes.count, 2);
	assert_memory_equal(classes.list[1].hash, expected, CHAIN_HASH_SIZE);
	assert_int_equal(classes.list[0].count, 1);
	const struct {
		const uint8_t *envelope;
		size_t len;
		bool a, b;
	} rows[] = {{to_a, sizeof(to_a), true, false}, {to_b, sizeof(to_b), false, true},
	    {to_all, sizeof(to_all), true, true}, {to_players, sizeof(to_players), true, true},
	    {to_staff, sizeof(to_staff), false, false}, {NULL, 0, false, false}};
	for (size_t i = 0; i < 6; i++) {
		assert_true(classes_extend(
		    &classes, chain, rows[i].envelope, rows[i].len, NULL, 0, event_digest));
		assert_true(classes.list[0].sees == rows[i].a && classes.list[1].sees == rows[i].b);
		if (rows[i].b) {
			buf_append_text(&text, "convene class entry 3\n");
			buf_append(&text, expected, CHAIN_HASH_SIZE);
			buf_append(&text, event_digest, CHAIN_HASH_SIZE);
			hash_of(&text, expected);
		}
		assert_memory_equal(classes.list[1].hash, expected, CHAIN_HASH_SIZE);
	}
	assert_int_equal(classes.list[1].count, 3);
	assert_false(classes_extend(&classes, chain, "\x12", 1, NULL, 0, event_digest));
	classes_deinit(&classes);
	chain_free(chain);
	buf_deinit(&text);
	record_maker_free(maker);
}

/* Whichever class's path leads to the root of all leaves, and no other leaf's does. */
static void paths_lead_to_the_root(void **state)
{
	struct chain *chain = chain_new();
	uint8_t secret[SEAL_SECRET_SIZE] = {1}, hash[CHAIN_HASH_SIZE] = {2};
	const struct seal_log log = {7, hash, NULL};

	(void)state;
	for (size_t count = 0; count <= CLASS_COUNT_MAX;
	     count = count < 9 ? count + 1 : count * 2 - 3) {
		struct classes classes = {.count = count};
		uint8_t root[CHAIN_HASH_SIZE], found[CHAIN_HASH_SIZE];
		struct seal_path path;

		classes.list = xcalloc(count + 1, sizeof(*classes.list));
		for (size_t i = 0; i < count; i++) {
			snprintf(
			    classes.list[i].name, sizeof(classes.list[i].name), "player/%zu", i);
		}
		assert_true((size_t)1 << seal_depth(&classes) >= count + 1);
		for (size_t i = 0; i < count; i++) {
			assert_true(seal_root(chain, secret, &log, &classes, i, &path, root));
			assert_int_equal(path.depth, seal_depth(&classes));
			assert_true(seal_root_of_path(chain, &classes, i, &path, found));
			assert_memory_equal(found, root, CHAIN_HASH_SIZE);
			classes.list[i].count++;
			assert_true(seal_root_of_path(chain, &classes, i, &path, found));
			assert_memory_not_equal(found, root, CHAIN_HASH_SIZE);
			classes.list[i].count--;
		}
		free(classes.list);
	}
	chain_free(chain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(chain_is_as_specified),
	    cmocka_unit_test(classes_are_as_specified),
	    cmocka_unit_test(paths_lead_to_the_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

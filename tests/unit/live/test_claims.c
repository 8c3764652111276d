#include "server/live/claims.h"

#include "tests/unit/live/live_fixture.h"

static void the_oldest_is_forgotten(void **state)
{
	static struct claims claims;
	uint8_t hash[HASH_SIZE] = {0};

	(void)state;
	assert_false(claims_has(&claims, 1, hash));
	for (unsigned i = 0; i < CLAIMS_MAX + 1; i++) {
		hash[0] = (uint8_t)i;
		hash[1] = (uint8_t)(i >> 8);
		claims_add(&claims, 5, hash);
		assert_true(claims_has(&claims, 5, hash));
		assert_false(claims_has(&claims, 6, hash));
	}
	hash[0] = hash[1] = 0;
	assert_false(claims_has(&claims, 5, hash));
	hash[0] = 1;
	assert_true(claims_has(&claims, 5, hash));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_oldest_is_forgotten)};

	return cmocka_run_group_tests_name("claims", tests, NULL, NULL);
}

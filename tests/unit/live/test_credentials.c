#include "server/live/credentials.h"

#include "server/base/sha256.h"
#include "tests/unit/live/live_fixture.h"

static void hash_of(uint64_t number, uint8_t out[HASH_SIZE])
{
	sha256(&number, sizeof(number), out);
}

static void thousands_are_found_again(void **state)
{
	struct credentials credentials = {0};
	struct journal_token token = {0};
	uint8_t hash[HASH_SIZE];

	(void)state;
	hash_of(1, hash);
	assert_int_equal(credentials_find(&credentials.tokens, hash), 0);
	for (uint64_t i = 1; i <= 5000; i++) {
		hash_of(i, token.token_hash);
		token.participant_id = i * 3;
		credentials_add_token(&credentials, &token);
	}
	for (uint64_t i = 1; i <= 5000; i++) {
		hash_of(i, hash);
		assert_int_equal(credentials_find(&credentials.tokens, hash), i * 3);
		hash[HASH_SIZE - 1] ^= 1; /* the same slot, another hash */
		assert_int_equal(credentials_find(&credentials.tokens, hash), 0);
	}
	credentials_deinit(&credentials);
}

/* All in one slot: the table is walked to its end and around. */
static void hashes_that_begin_alike_are_told_apart(void **state)
{
	struct credentials credentials = {0};
	struct journal_token token = {0};

	(void)state;
	memset(token.token_hash, 0xff, 8);
	for (uint8_t i = 1; i <= 100; i++) {
		token.token_hash[31] = i;
		token.participant_id = i;
		credentials_add_token(&credentials, &token);
	}
	for (uint8_t i = 1; i <= 100; i++) {
		token.token_hash[31] = i;
		assert_int_equal(credentials_find(&credentials.tokens, token.token_hash), i);
	}
	token.token_hash[31] = 101;
	assert_int_equal(credentials_find(&credentials.tokens, token.token_hash), 0);
	credentials_deinit(&credentials);
}

static void a_persons_tokens_end(void **state)
{
	struct credentials credentials = {0};
	struct journal_token token = {0};

	(void)state;
	memset(token.token_hash, 0xff, 8);
	for (uint8_t i = 1; i <= 100; i++) {
		token.token_hash[31] = i;
		token.participant_id = i % 3 + 1;
		credentials_add_token(&credentials, &token);
	}
	credentials_end_tokens(&credentials, 2);
	for (uint8_t i = 1; i <= 100; i++) {
		token.token_hash[31] = i;
		assert_int_equal(credentials_find(&credentials.tokens, token.token_hash),
		    i % 3 == 1 ? 0 : i % 3 + 1);
	}
	credentials_deinit(&credentials);
}

static void names_are_found_by_id(void **state)
{
	struct credentials credentials = {0};
	uint8_t salt[16] = {0};
	char name[32];

	(void)state;
	assert_string_equal(credentials_name(&credentials, 5), "");
	assert_string_equal(credentials_name(&credentials, 6), "");
	for (uint64_t i = 1; i <= 200; i++) {
		snprintf(name, sizeof(name), "name %llu", (unsigned long long)i);
		credentials_add_person(&credentials,
		    &(struct journal_person){.participant_id = i * 2, .name = name, .salt = salt},
		    1000 - i);
		credentials_add_invite(
		    &credentials, &(struct journal_invite){.invite_id = i * 2 + 1,
		                      .code_hash = {(uint8_t)i, 1},
		                      .person_name = i % 2 ? name : ""});
	}
	assert_string_equal(credentials_name(&credentials, 2), "name 1");
	assert_string_equal(credentials_name(&credentials, 400), "name 200");
	assert_string_equal(credentials_name(&credentials, 399), "name 199");
	assert_string_equal(credentials_name(&credentials, 402), "");
	assert_string_equal(credentials_name(&credentials, 7), "name 3");
	assert_string_equal(credentials_name(&credentials, 9), "");
	assert_string_equal(credentials_name(&credentials, 0), "");
	credentials_deinit(&credentials);
}

/* A file has them by their ids, which say nothing of who came first. */
static void people_lie_as_they_joined(void **state)
{
	struct credentials credentials = {0};

	(void)state;
	credentials_order(&credentials);
	for (uint64_t i = 1; i <= 200; i++) {
		credentials_add_person(&credentials,
		    &(struct journal_person){.participant_id = i, .name = "n"}, i * 77 % 211);
	}
	credentials_order(&credentials);
	for (size_t i = 1; i < 200; i++) {
		assert_true(
		    credentials.people[i - 1].joined_seq < credentials.people[i].joined_seq);
	}
	for (uint64_t seq = 0; seq <= 211; seq++) {
		size_t through = 0;
		for (uint64_t i = 1; i <= 200; i++) {
			through += i * 77 % 211 <= seq;
		}
		assert_int_equal(credentials_people_through(&credentials, seq), through);
	}
	credentials_deinit(&credentials);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(thousands_are_found_again),
	    cmocka_unit_test(hashes_that_begin_alike_are_told_apart),
	    cmocka_unit_test(a_persons_tokens_end),
	    cmocka_unit_test(names_are_found_by_id),
	    cmocka_unit_test(people_lie_as_they_joined),
	};

	return cmocka_run_group_tests_name("credentials", tests, NULL, NULL);
}

/* Names to addresses: what is none is told, and nobody waits. */
#include "client/lib/resolver.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PATIENCE_MS 20000

static enum resolver_status get(
    struct resolver *resolver, const char *host, int64_t now_ms, char why[200])
{
	struct resolver_address address = {.len = 0};
	enum resolver_status status =
	    resolver_get(resolver, host, 8443, 0, now_ms, &address, why, 200);

	if (status == RESOLVER_FOUND) {
		assert_true(address.len > 0);
	}
	return status;
}

/* Looks until there is an answer; nothing tells when. */
static enum resolver_status wait_for(struct resolver *resolver, const char *host, char why[200])
{
	enum resolver_status status = RESOLVER_ASKING;

	for (int64_t now_ms = 1; status == RESOLVER_ASKING; now_ms++) {
		assert_true(now_ms < PATIENCE_MS);
		poll(NULL, 0, 1);
		status = get(resolver, host, 0, why);
	}
	return status;
}

static void a_name_is_asked_for_without_waiting(void **state)
{
	struct resolver *resolver = resolver_new();
	char why[200] = "";

	(void)state;
	/* the answer comes from another thread, however fast it is: not within the call */
	assert_int_equal(get(resolver, "no-such-host.invalid", 0, why), RESOLVER_ASKING);
	assert_int_equal(wait_for(resolver, "no-such-host.invalid", why), RESOLVER_FAILED);
	assert_non_null(strstr(why, "the host \"no-such-host.invalid\" is not known"));
	/* remembered, for a short while */
	assert_int_equal(get(resolver, "no-such-host.invalid", 0, why), RESOLVER_FAILED);
	assert_int_equal(wait_for(resolver, "localhost", why), RESOLVER_FOUND);
	assert_int_equal(get(resolver, "localhost", 0, why), RESOLVER_FOUND);
	resolver_free(resolver);
}

static void an_address_needs_no_asking(void **state)
{
	struct resolver *resolver = resolver_new();
	char why[200] = "";

	(void)state;
	assert_int_equal(get(resolver, "127.0.0.1", 0, why), RESOLVER_FOUND);
	assert_int_equal(get(resolver, "::1", 0, why), RESOLVER_FOUND);
	resolver_free(resolver);
}

/* Freed while somebody still asks. */
static void an_answer_that_nobody_waits_for(void **state)
{
	struct resolver *resolver = resolver_new();
	char why[200] = "";

	(void)state;
	for (int i = 0; i < 8; i++) {
		char name[] = "no-such-host-0.invalid";

		name[13] = (char)('0' + i);
		get(resolver, name, 0, why);
	}
	resolver_free(resolver);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_name_is_asked_for_without_waiting),
	    cmocka_unit_test(an_address_needs_no_asking),
	    cmocka_unit_test(an_answer_that_nobody_waits_for)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

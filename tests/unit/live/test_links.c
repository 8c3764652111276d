#include "proto/roles.h"
#include "server/cli/links.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void check(const struct link_base *base, const char *wanted)
{
	struct buf out = {0};
	char *text;

	link_append(&out, base, "test", "7KQ2-M4XW-9DHT-2PQA");
	text = buf_take_text(&out);
	assert_string_equal(text, wanted);
	free(text);
}

/* From what a running server says. */
static void a_link_names_where_and_whom(void **state)
{
	Convene__V1__ServerConfig config = CONVENE__V1__SERVER_CONFIG__INIT;
	Convene__V1__AdminReply reply = CONVENE__V1__ADMIN_REPLY__INIT;
	uint8_t fingerprint[32];
	struct link_base base;
	struct err err;

	(void)state;
	memset(fingerprint, 0xa5, sizeof(fingerprint));
	config.public_host = (char *)(uintptr_t) "play.example";
	config.port = 8443;
	reply.certificate_sha256 =
	    (ProtobufCBinaryData){.len = sizeof(fingerprint), .data = fingerprint};
	assert_int_equal(link_base_find(&config, &reply, NULL, &base, &err), 0);
	check(&base, "convene://play.example:8443/test#7KQ2-M4XW-9DHT-2PQA");
	link_base_deinit(&base);
	/* the server may have taken another port than was configured */
	reply.port = 9000;
	reply.self_signed = true;
	assert_int_equal(link_base_find(&config, &reply, NULL, &base, &err), 0);
	check(&base, "convene://play.example:9000/test#7KQ2-M4XW-9DHT-2PQA@sha256:"
	             "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5");
	link_base_deinit(&base);
	reply.self_signed = false;
	config.public_host = (char *)(uintptr_t) "2001:db8::1";
	assert_int_equal(link_base_find(&config, &reply, NULL, &base, &err), 0);
	check(&base, "convene://[2001:db8::1]:9000/test#7KQ2-M4XW-9DHT-2PQA");
	link_base_deinit(&base);
	assert_int_equal(link_base_find(&config, &reply, "other.example:1", &base, &err), 0);
	check(&base, "convene://other.example:1/test#7KQ2-M4XW-9DHT-2PQA");
	link_base_deinit(&base);
}

static void roles_have_names(void **state)
{
	(void)state;
	for (int role = 1; role <= CONVENE__V1__ROLE__ROLE_OBSERVER; role++) {
		assert_int_equal(role_from_name(role_name((Convene__V1__Role)role)), role);
	}
	assert_string_equal(role_name(CONVENE__V1__ROLE__ROLE_PLAYER), "player");
	assert_int_equal(role_from_name("king"), 0);
	assert_int_equal(role_from_name(""), 0);
	assert_string_equal(role_name((Convene__V1__Role)99), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_link_names_where_and_whom),
	    cmocka_unit_test(roles_have_names),
	};

	return cmocka_run_group_tests_name("links", tests, NULL, NULL);
}

#include "tests/integration/hello.h"

#include "tests/integration/check.h"
#include "tests/support/raw_client.h"

const struct join_link *link_of(struct hall *hall, const char *role, const char *team)
{
	return test_server_link(&hall->server, role, team);
}

Convene__V1__ErrorCode refused_from(struct hall *hall, const char *source,
    const Convene__V1__Hello *hello, uint64_t *retry_after_ms)
{
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	Convene__V1__ErrorCode code;
	struct raw_client client;

	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_HELLO;
	frame.hello = (Convene__V1__Hello *)(uintptr_t)hello;
	do {
		raw_connect(&client, hall->server.port, source);
		assert_true(raw_send_frame(&client, &frame));
		code = raw_wait_error(&client, NULL, 0, retry_after_ms);
		raw_close(&client, false);
	} while (code == CODE(EXERCISE_UNAVAILABLE)); /* it is still being loaded */
	return code;
}

Convene__V1__ErrorCode refused(struct hall *hall, const Convene__V1__Hello *hello)
{
	return refused_from(hall, NULL, hello, NULL);
}

Convene__V1__Hello hello_by_code(const char *exercise, const char *code, const char *name)
{
	Convene__V1__Hello hello = CONVENE__V1__HELLO__INIT;

	hello.protocol_version = PROTOCOL_VERSION;
	hello.exercise_id = (char *)(uintptr_t)exercise;
	hello.credential_case = CONVENE__V1__HELLO__CREDENTIAL_JOIN_CODE;
	hello.join_code = (char *)(uintptr_t)code;
	hello.name = (char *)(uintptr_t)name;
	return hello;
}

Convene__V1__Hello hello_by_token(const uint8_t *token, size_t len)
{
	Convene__V1__Hello hello = CONVENE__V1__HELLO__INIT;

	hello.protocol_version = PROTOCOL_VERSION;
	hello.exercise_id = (char *)(uintptr_t) "test";
	hello.credential_case = CONVENE__V1__HELLO__CREDENTIAL_RESUME_TOKEN;
	hello.resume_token.data = (uint8_t *)(uintptr_t)token;
	hello.resume_token.len = len;
	return hello;
}

void token_of(struct desk *desk, uint8_t token[32])
{
	const uint8_t *bytes;

	assert_int_equal(convene_resume_token(driver_peek(desk->client), &bytes), 32);
	memcpy(token, bytes, 32);
}

uint64_t personal(struct hall *hall, char code[32])
{
	struct desk *organiser = desk_join(hall, "organiser", "-", "Olga");

	assert_int_equal(desk_do(organiser, "{'issue_invite': {'role': 'player', 'team_id': "
	                                    "'XB-POL', 'person_name': 'Vera Nagy'}}"),
	    0);
	memcpy(code, organiser->answer.join_code, 32);
	return organiser->answer.object_id;
}

struct desk *join_by_code(struct hall *hall, const char *code)
{
	struct convene_options options = {.join_code = code};
	struct desk *desk = desk_try(hall, link_of(hall, "observer", "-"), &options);

	desk_wait_welcome(desk, 1);
	return desk;
}

/*
 * RESP2. PUBLISH alone is not written to Redis' log, so a publisher sends MULTI, XADD, PUBLISH,
 * EXEC: with `appendfsync always` the stream entry is on disk before the loop turn in which the
 * subscribers are sent the message.
 */
#include "tests/bench/crowd.h"

#define CHANNEL "convene"

static void redis_login(struct client *client)
{
	if (client->crowd->subscribes) {
		static const char subscribe[] = "*2\r\n$9\r\nSUBSCRIBE\r\n$7\r\n" CHANNEL "\r\n";
		client_send(client, subscribe, sizeof(subscribe) - 1);
	} else {
		client_ready(client);
	}
}

/* A line from *at on; its end is moved behind the line break. NULL when it has not arrived. */
static const uint8_t *take_line(const uint8_t *bytes, size_t len, size_t *at)
{
	const uint8_t *end = memchr(bytes + *at, '\n', len - *at);
	if (!end) {
		return NULL;
	}
	const uint8_t *start = bytes + *at;
	*at = (size_t)(end - bytes) + 1;
	return start;
}

/* One array of bulk strings and integers, as a push is. Returns its size, 0: not yet whole. */
static size_t take_push(const uint8_t *bytes, size_t len, const uint8_t **last, size_t *last_len)
{
	size_t at = 0;
	const uint8_t *line = take_line(bytes, len, &at);
	if (!line || line[0] != '*') {
		return line ? SIZE_MAX : 0;
	}
	long items = strtol((const char *)line + 1, NULL, 10);
	*last_len = 0;
	for (long item = 0; item < items; item++) {
		line = take_line(bytes, len, &at);
		if (!line) {
			return 0;
		}
		if (line[0] != '$') {
			continue;
		}
		long size = strtol((const char *)line + 1, NULL, 10);
		if (size < 0 || (size_t)size + 2 > len - at) {
			return 0;
		}
		*last = bytes + at;
		*last_len = (size_t)size;
		at += (size_t)size + 2;
	}
	return at;
}

static size_t subscriber_received(struct client *client, const uint8_t *bytes, size_t len)
{
	size_t taken = 0;
	while (taken < len) {
		const uint8_t *last = NULL;
		size_t last_len = 0;
		size_t size = take_push(bytes + taken, len - taken, &last, &last_len);
		if (size == SIZE_MAX) {
			return SIZE_MAX;
		}
		if (size == 0) {
			break;
		}
		if (client->state == CLIENT_LOGIN) {
			client_ready(client);
		} else {
			client_delivered(client, last, last_len);
		}
		taken += size;
	}
	return taken;
}

/* The only integer in the answers to a publication is the number of receivers, in EXEC's. */
static size_t publisher_received(struct client *client, const uint8_t *bytes, size_t len)
{
	size_t taken = 0;
	const uint8_t *line;
	while (taken < len && (line = take_line(bytes, len, &taken)) != NULL) {
		if (line[0] == ':') {
			client_answered(client, 0);
		} else if (line[0] == '-') {
			client->crowd->refused++;
			client_problem(client, "redis: %.80s", (const char *)line);
		}
	}
	return taken;
}

static size_t redis_received(struct client *client, const uint8_t *bytes, size_t len)
{
	if (client->crowd->subscribes) {
		return subscriber_received(client, bytes, len);
	}
	return publisher_received(client, bytes, len);
}

static void redis_publish(struct client *client, const char *payload, size_t len, uint64_t now)
{
	(void)now;
	struct buf out = {0};
	buf_append_text(&out, "*1\r\n$5\r\nMULTI\r\n");
	buf_append_text(&out, "*5\r\n$4\r\nXADD\r\n$3\r\nlog\r\n$1\r\n*\r\n$1\r\ne\r\n");
	buf_printf(&out, "$%zu\r\n%.*s\r\n", len, (int)len, payload);
	buf_append_text(&out, "*3\r\n$7\r\nPUBLISH\r\n$7\r\n" CHANNEL "\r\n");
	buf_printf(&out, "$%zu\r\n%.*s\r\n", len, (int)len, payload);
	buf_append_text(&out, "*1\r\n$4\r\nEXEC\r\n");
	client_send(client, out.data, out.len);
	buf_deinit(&out);
}

const struct protocol protocol_redis = {
    .name = "redis",
    .login = redis_login,
    .received = redis_received,
    .publish = redis_publish,
    .in_flight_max = UINT32_MAX,
};

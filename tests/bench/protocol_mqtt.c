/*
 * MQTT 3.1.1 (OASIS standard, 2014), QoS 0. A publisher sends PINGREQ after each PUBLISH: the
 * broker handles a connection's packets in order, so PINGRESP says that the message was taken.
 */
#include "tests/bench/crowd.h"

#define TOPIC "convene"

enum packet {
	CONNECT = 0x10,
	CONNACK = 0x20,
	PUBLISH = 0x30,
	SUBSCRIBE = 0x82,
	SUBACK = 0x90,
	PINGREQ = 0xc0,
	PINGRESP = 0xd0,
};

static void append_text(struct buf *out, const char *text)
{
	size_t len = strlen(text);
	buf_append_byte(out, (uint8_t)(len >> 8));
	buf_append_byte(out, (uint8_t)len);
	buf_append(out, text, len);
}

static void send_packet(struct client *client, enum packet type, const struct buf *body)
{
	struct buf out = {0};
	buf_append_byte(&out, (uint8_t)type);
	buf_append_varint(&out, body->len); /* MQTT's "remaining length" has a varint's form */
	buf_append(&out, body->data, body->len);
	client_send(client, out.data, out.len);
	buf_deinit(&out);
}

static void mqtt_login(struct client *client)
{
	struct buf body = {0};
	char id[32];
	snprintf(id, sizeof(id), "%s%u", client->crowd->subscribes ? "s" : "p", client->number);
	append_text(&body, "MQTT");
	buf_append(&body, "\x04\x02\x00\x00", 4); /* level 4, clean session, no keep-alive */
	append_text(&body, id);
	send_packet(client, CONNECT, &body);
	buf_deinit(&body);
}

static void subscribe(struct client *client)
{
	struct buf body = {0};
	buf_append(&body, "\x00\x01", 2); /* packet identifier */
	append_text(&body, TOPIC);
	buf_append_byte(&body, 0); /* QoS */
	send_packet(client, SUBSCRIBE, &body);
	buf_deinit(&body);
}

static void handle(struct client *client, uint8_t type, const uint8_t *body, size_t len)
{
	if ((type & 0xf0) == PUBLISH) {
		size_t topic = len >= 2 ? ((size_t)body[0] << 8) + body[1] + 2 : len + 1;
		if (topic <= len) {
			client_delivered(client, body + topic, len - topic);
		}
	} else if (type == CONNACK) {
		if (len != 2 || body[1] != 0) {
			client_problem(client, "the broker refused a client");
		} else if (client->crowd->subscribes) {
			subscribe(client);
		} else {
			client_ready(client);
		}
	} else if (type == SUBACK) {
		client_ready(client);
	} else if (type == PINGRESP) {
		client_answered(client, 0);
	}
}

static size_t mqtt_received(struct client *client, const uint8_t *bytes, size_t len)
{
	size_t taken = 0;
	while (len - taken >= 2) {
		uint64_t body_len = 0;
		int header = varint_read(bytes + taken + 1, len - taken - 1, &body_len);
		if (header < 0) {
			return SIZE_MAX;
		}
		size_t start = taken + 1 + (size_t)header;
		if (header == 0 || body_len > len - start) {
			break;
		}
		handle(client, bytes[taken], bytes + start, (size_t)body_len);
		taken = start + (size_t)body_len;
	}
	return taken;
}

static void mqtt_publish(struct client *client, const char *payload, size_t len, uint64_t now)
{
	(void)now;
	struct buf body = {0};
	append_text(&body, TOPIC);
	buf_append(&body, payload, len);
	send_packet(client, PUBLISH, &body);
	buf_deinit(&body);
	client_send(client, "\xc0\x00", 2); /* PINGREQ */
}

const struct protocol protocol_mqtt = {
    .name = "mosquitto",
    .login = mqtt_login,
    .received = mqtt_received,
    .publish = mqtt_publish,
    .in_flight_max = UINT32_MAX,
};

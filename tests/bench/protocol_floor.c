/*
 * The floor's protocol (floor.c): a client that says nothing is a subscriber and is sent messages
 * of 200 raw bytes; a client that sends such a message has it passed on, and is answered "\n".
 */
#include "tests/bench/crowd.h"

#define MESSAGE_SIZE 200

static size_t floor_received(struct client *client, const uint8_t *bytes, size_t len)
{
	if (!client->crowd->subscribes) {
		for (size_t index = 0; index < len; index++) {
			client_answered(client, 0);
		}
		return len;
	}
	size_t taken = 0;
	for (; len - taken >= MESSAGE_SIZE; taken += MESSAGE_SIZE) {
		client_delivered(client, bytes + taken, MESSAGE_SIZE);
	}
	return taken;
}

static void floor_publish(struct client *client, const char *payload, size_t len, uint64_t now)
{
	(void)now;
	char message[MESSAGE_SIZE];
	memset(message, 'x', sizeof(message));
	memcpy(message, payload, len < sizeof(message) ? len : sizeof(message));
	client_send(client, message, sizeof(message));
}

const struct protocol protocol_floor = {
    .name = "floor",
    .received = floor_received,
    .publish = floor_publish,
    .in_flight_max = UINT32_MAX,
};

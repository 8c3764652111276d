/*
 * Whether the other side lives: pings, and how long silence may last. Part of the core
 * (core_private.h).
 *
 *            any byte, or progress
 *          +-----------------------+
 *          v                       |
 *        HEARD ---- PING_MS ---> PINGED ---- ANSWER_MS ---> the connection is given up
 *                (sooner while a command
 *                 waits for its answer)
 *
 * Silence counts from the ping and not from the last byte: a program that was stopped for an hour
 * asks first, and gives the connection up only if nobody answers.
 */
#include "client/lib/convene.h"
#include "client/lib/core_private.h"

void core_heard(struct convene *client)
{
	client->heard_ms = client->now_ms;
	client->pinged = false;
}

void convene_progress(struct convene *client, int64_t now_ms)
{
	client->now_ms = now_ms;
	core_heard(client);
}

/* When silence has lasted too long: for a ping, and after one to give the connection up. */
static int64_t silence_due_ms(const struct convene *client)
{
	bool asked = client->pending.in_flight > 0;
	if (client->pinged) {
		return client->ping_ms + CONVENE_ANSWER_MS;
	}
	if (asked && client->asked_ms > client->heard_ms) {
		return client->asked_ms + CONVENE_ASKED_PING_MS;
	}
	return client->heard_ms + (asked ? CONVENE_ASKED_PING_MS : CONVENE_PING_MS);
}

int64_t core_alive_due_ms(const struct convene *client)
{
	int64_t keepalive_ms = client->sent_ms + CONVENE_KEEPALIVE_MS;
	int64_t silence_ms = silence_due_ms(client);
	return silence_ms < keepalive_ms ? silence_ms : keepalive_ms;
}

static void send_ping(struct convene *client)
{
	Convene__V1__Ping ping = CONVENE__V1__PING__INIT;
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	ping.nonce = ++client->nonce;
	client->ping_ms = client->now_ms;
	client->pinged = true;
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_PING;
	frame.ping = &ping;
	core_put(client, &frame);
}

void core_keep_alive(struct convene *client)
{
	bool silent = client->now_ms >= silence_due_ms(client);
	if (silent && client->pinged) {
		core_lose(
		    client, CONVENE_REASON_SILENCE, 0, 0, "nothing comes from the server any more");
	} else if (silent || client->now_ms - client->sent_ms >= CONVENE_KEEPALIVE_MS) {
		send_ping(client);
	}
}

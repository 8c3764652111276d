#include "tests/support/raw_client.h"

#include "tests/support/expect.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* Longer than anything takes, even sanitised on a busy machine. */
#define PATIENCE_S 60

static const unsigned char alpn[] = "\x09"
                                    "convene/1";

void raw_connect_tcp(struct raw_client *client, uint16_t port, const char *source)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	struct timeval patience = {.tv_sec = PATIENCE_S};

	*client = (struct raw_client){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
	expect(client->fd >= 0, "socket: %s", strerror(errno));
	frame_decoder_init(&client->decoder, FRAME_LIMIT);
	setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(client->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (source != NULL) {
		inet_pton(AF_INET, source, &address.sin_addr);
		expect(bind(client->fd, (struct sockaddr *)&address, sizeof(address)) == 0,
		    "bind to %s: %s", source, strerror(errno));
	}
	inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
	address.sin_port = htons(port);
	expect(connect(client->fd, (struct sockaddr *)&address, sizeof(address)) == 0,
	    "connect: %s", strerror(errno));
}

void raw_connect(struct raw_client *client, uint16_t port, const char *source)
{
	raw_connect_tcp(client, port, source);
	client->context = SSL_CTX_new(TLS_client_method());
	client->ssl = SSL_new(client->context);
	expect(client->ssl != NULL, "no TLS");
	SSL_set_alpn_protos(client->ssl, alpn, sizeof(alpn) - 1);
	SSL_set_fd(client->ssl, client->fd);
	expect(SSL_connect(client->ssl) == 1, "the handshake failed: %s",
	    ERR_reason_error_string(ERR_peek_error()));
}

void raw_close(struct raw_client *client, bool abort)
{
	struct linger at_once = {.l_onoff = 1};

	if (client->fd < 0) {
		return;
	}
	if (abort) {
		setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	} else if (client->ssl != NULL && SSL_is_init_finished(client->ssl)) {
		SSL_shutdown(client->ssl);
	}
	ERR_clear_error();
	SSL_free(client->ssl);
	SSL_CTX_free(client->context);
	close(client->fd);
	client->fd = -1;
	frame_decoder_deinit(&client->decoder);
	buf_deinit(&client->received);
	if (client->frame != NULL) {
		convene__v1__server_frame__free_unpacked(client->frame, NULL);
	}
	client->frame = NULL;
}

bool raw_send(struct raw_client *client, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	while (len > 0) {
		size_t sent = 0;

		ERR_clear_error();
		if (client->ssl != NULL) {
			if (SSL_write_ex(client->ssl, at, len, &sent) != 1) {
				return false;
			}
		} else {
			ssize_t count = send(client->fd, at, len, MSG_NOSIGNAL);

			if (count <= 0) {
				return false;
			}
			sent = (size_t)count;
		}
		at += sent;
		len -= sent;
	}
	return true;
}

bool raw_send_part(struct raw_client *client, const Convene__V1__ClientFrame *frame, size_t len)
{
	size_t size = convene__v1__client_frame__get_packed_size(frame);
	struct buf out = {0};
	bool sent;

	buf_append_varint(&out, size);
	convene__v1__client_frame__pack(frame, buf_reserve(&out, size));
	out.len += size;
	sent = raw_send(client, out.data, len < out.len ? len : out.len);
	buf_deinit(&out);
	return sent;
}

bool raw_send_frame(struct raw_client *client, const Convene__V1__ClientFrame *frame)
{
	return raw_send_part(client, frame, SIZE_MAX);
}

/* Bytes, 0 at an orderly end, -1 at any other. */
static int receive_bytes(struct raw_client *client, uint8_t *bytes, size_t size)
{
	ssize_t count;

	ERR_clear_error();
	if (client->ssl != NULL) {
		int result = SSL_read(client->ssl, bytes, (int)size);

		if (result > 0) {
			return result;
		}
		expect(SSL_get_error(client->ssl, result) != SSL_ERROR_WANT_READ,
		    "waited in vain for bytes");
		return SSL_get_shutdown(client->ssl) & SSL_RECEIVED_SHUTDOWN ? 0 : -1;
	}
	count = recv(client->fd, bytes, size, 0);
	expect(count >= 0 || errno != EAGAIN, "waited in vain for bytes");
	return count < 0 ? -1 : (int)count;
}

/* As receive_bytes(), and keeps them. */
static int receive_more(struct raw_client *client)
{
	int count = receive_bytes(client, buf_reserve(&client->received, 16384), 16384);

	if (count > 0) {
		client->received.len += (size_t)count;
	}
	return count;
}

const Convene__V1__ServerFrame *raw_receive(struct raw_client *client)
{
	const uint8_t *frame = NULL;
	size_t frame_len = 0;
	enum frame_status status = FRAME_NEED_MORE;

	while (status == FRAME_NEED_MORE) {
		const uint8_t *at = client->received.data + client->looked_at;
		size_t len = client->received.len - client->looked_at;

		if (len > 0) {
			status =
			    frame_decoder_next(&client->decoder, &at, &len, &frame, &frame_len);
		}
		client->looked_at = client->received.len - len;
		if (status == FRAME_NEED_MORE && receive_more(client) <= 0) {
			return NULL;
		}
	}
	expect(status == FRAME_READY, "the server sent something that is no frame");
	if (client->frame != NULL) {
		convene__v1__server_frame__free_unpacked(client->frame, NULL);
	}
	client->frame = convene__v1__server_frame__unpack(NULL, frame_len, frame);
	expect(client->frame != NULL, "the server sent a frame that cannot be decoded");
	return client->frame;
}

enum raw_end raw_wait_end(struct raw_client *client)
{
	int count;

	do {
		count = receive_more(client);
	} while (count > 0);
	return count == 0 ? RAW_ORDERLY : RAW_CUT;
}

Convene__V1__ErrorCode raw_wait_error(
    struct raw_client *client, char *message, size_t size, uint64_t *retry_after_ms)
{
	const Convene__V1__ServerFrame *frame;
	Convene__V1__ErrorCode code = 0;

	while ((frame = raw_receive(client)) != NULL) {
		expect(code == 0, "the server went on after an error");
		if (frame->body_case != CONVENE__V1__SERVER_FRAME__BODY_ERROR) {
			continue;
		}
		code = frame->error->code;
		if (message != NULL) {
			snprintf(message, size, "%s", frame->error->message);
		}
		if (retry_after_ms != NULL) {
			*retry_after_ms = frame->error->retry_after_ms;
		}
	}
	return code;
}

bool raw_hello(struct raw_client *client, const struct join_link *link, const char *name)
{
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	Convene__V1__Hello hello = CONVENE__V1__HELLO__INIT;

	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_HELLO;
	frame.hello = &hello;
	hello.protocol_version = PROTOCOL_VERSION;
	hello.exercise_id = (char *)(uintptr_t)link->exercise;
	hello.credential_case = CONVENE__V1__HELLO__CREDENTIAL_JOIN_CODE;
	hello.join_code = (char *)(uintptr_t)link->code;
	if (name != NULL) {
		hello.name = (char *)(uintptr_t)name;
	}
	return raw_send_frame(client, &frame);
}

uint64_t raw_login(struct raw_client *client, const struct join_link *link, const char *name)
{
	const Convene__V1__ServerFrame *frame;
	uint64_t participant_id = 0;

	expect(raw_hello(client, link, name), "the Hello could not be sent");
	do {
		frame = raw_receive(client);
		expect(frame != NULL, "the connection ended during login");
		expect(frame->body_case != CONVENE__V1__SERVER_FRAME__BODY_ERROR, "refused: %s",
		    frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_ERROR
		        ? frame->error->message
		        : "");
		if (frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_WELCOME) {
			participant_id = frame->welcome->participant_id;
		}
	} while (frame->body_case != CONVENE__V1__SERVER_FRAME__BODY_CAUGHT_UP);
	return participant_id;
}

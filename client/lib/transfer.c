/* Documents and records: one request at a time, asked again after each Welcome. */
#include "client/lib/core_private.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

/* Answers without progress before an upload counts as refused. */
#define STALLS_MAX 8

/* Longest time that a server's wish for later is heeded. */
#define THROTTLED_MOST_MS 60000

static const Convene__V1__Error *own_error(
    struct convene *client, Convene__V1__ErrorCode code, const char *text)
{
	convene__v1__error__init(&client->own_error);
	snprintf(client->own_error_text, sizeof(client->own_error_text), "%s", text);
	client->own_error.code = code;
	client->own_error.message = client->own_error_text;
	return &client->own_error;
}

/* --- upload --- */

static void send_piece(struct convene *client)
{
	Convene__V1__AttachmentUpload piece = CONVENE__V1__ATTACHMENT_UPLOAD__INIT;
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	struct upload *upload = &client->upload;
	size_t len = upload->len - upload->offset;
	upload->due_ms = 0;
	piece.sha256 = (ProtobufCBinaryData){.len = sizeof(upload->sha256), .data = upload->sha256};
	piece.upload_id = (ProtobufCBinaryData){.len = sizeof(upload->id), .data = upload->id};
	piece.size_bytes = upload->len;
	piece.offset = upload->offset;
	/* protobuf-c packs only: the bytes are not written to */
	piece.data = (ProtobufCBinaryData){.len = len < CONVENE_PIECE_MAX ? len : CONVENE_PIECE_MAX,
	    .data = (uint8_t *)(uintptr_t)(upload->data + upload->offset)};
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_ATTACHMENT_UPLOAD;
	frame.attachment_upload = &piece;
	core_put(client, &frame);
}

int64_t core_upload_due_ms(const struct convene *client)
{
	return client->upload.active && client->upload.due_ms != 0 ? client->upload.due_ms
	                                                           : INT64_MAX;
}

void core_upload_due(struct convene *client)
{
	send_piece(client);
}

int convene_upload(
    struct convene *client, const uint8_t *data, size_t len, uint8_t sha256[CONVENE_SHA256_SIZE])
{
	if (client->phase == CONVENE_PHASE_STOPPED) {
		return CONVENE_E_STOPPED;
	}
	if (client->upload.active) {
		return CONVENE_E_BUSY;
	}
	if (len == 0) {
		return CONVENE_E_INVALID;
	}
	if (len > client->max_attachment) {
		return CONVENE_E_TOO_LARGE;
	}
	client->upload = (struct upload){.active = true, .data = data, .len = len};
	client->random(client->random_context, client->upload.id, sizeof(client->upload.id));
	SHA256(data, len, client->upload.sha256);
	memcpy(sha256, client->upload.sha256, CONVENE_SHA256_SIZE);
	if (client->phase == CONVENE_PHASE_LIVE) {
		send_piece(client);
	}
	return 0;
}

void convene_upload_cancel(struct convene *client)
{
	client->upload = (struct upload){.active = false};
}

size_t convene_uploaded(const struct convene *client)
{
	return client->upload.active ? client->upload.offset : 0;
}

static bool upload_over(
    struct convene *client, const Convene__V1__Error *error, struct convene_event *event)
{
	client->upload.active = false;
	if (error == NULL) {
		struct uploaded *uploaded = &client->uploaded[client->uploads++ % CORE_UPLOADED];
		memcpy(uploaded->sha256, client->upload.sha256, sizeof(uploaded->sha256));
		memcpy(uploaded->id, client->upload.id, sizeof(uploaded->id));
	}
	event->kind = CONVENE_UPLOADED;
	event->transfer =
	    (struct convene_transfer){.sha256 = client->upload.sha256, .error = error};
	return true;
}

bool core_progress(struct convene *client, const Convene__V1__AttachmentProgress *progress,
    struct convene_event *event)
{
	struct upload *upload = &client->upload;
	if (!upload->active || progress->upload_id.len != CONVENE_UPLOAD_ID_SIZE ||
	    memcmp(progress->upload_id.data, upload->id, CONVENE_UPLOAD_ID_SIZE) != 0) {
		return false;
	}
	if (progress->error != NULL &&
	    progress->error->code == CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED) {
		uint64_t wait_ms = progress->error->retry_after_ms;
		upload->due_ms =
		    client->now_ms +
		    (int64_t)(wait_ms < THROTTLED_MOST_MS ? wait_ms : THROTTLED_MOST_MS);
		return false;
	}
	/* the server has more or less than we thought (it was restarted): go on from there */
	if (progress->error != NULL && progress->stored_bytes == upload->offset) {
		return upload_over(client, progress->error, event);
	}
	if (progress->stored_bytes == upload->len) {
		return upload_over(client, progress->error, event);
	}
	if (progress->stored_bytes > upload->len) {
		return upload_over(client,
		    own_error(client, CONVENE__V1__ERROR_CODE__ERROR_CODE_INTERNAL,
		        "the server has more bytes than the document"),
		    event);
	}
	if (progress->stored_bytes <= upload->offset && ++upload->stalls >= STALLS_MAX) {
		return upload_over(client,
		    progress->error != NULL
		        ? progress->error
		        : own_error(client, CONVENE__V1__ERROR_CODE__ERROR_CODE_INTERNAL,
		              "the server does not take the document"),
		    event);
	}
	upload->offset = (size_t)progress->stored_bytes;
	send_piece(client);
	return false;
}

/* --- download --- */

static void send_request(struct convene *client)
{
	Convene__V1__AttachmentRequest request = CONVENE__V1__ATTACHMENT_REQUEST__INIT;
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	request.sha256 =
	    (ProtobufCBinaryData){.len = CONVENE_SHA256_SIZE, .data = client->download.sha256};
	request.offset = client->download.data.len;
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_ATTACHMENT_REQUEST;
	frame.attachment_request = &request;
	core_put(client, &frame);
}

int convene_download(struct convene *client, const uint8_t sha256[CONVENE_SHA256_SIZE])
{
	if (client->phase == CONVENE_PHASE_STOPPED) {
		return CONVENE_E_STOPPED;
	}
	if (client->download.active) {
		return CONVENE_E_BUSY;
	}
	buf_deinit(&client->download.data);
	client->download.active = true;
	memcpy(client->download.sha256, sha256, CONVENE_SHA256_SIZE);
	if (client->phase == CONVENE_PHASE_LIVE) {
		send_request(client);
	}
	return 0;
}

static bool download_over(
    struct convene *client, const Convene__V1__Error *error, struct convene_event *event)
{
	struct download *download = &client->download;
	download->active = false;
	event->kind = CONVENE_DOWNLOADED;
	event->transfer = (struct convene_transfer){.sha256 = download->sha256, .error = error};
	if (error == NULL) {
		event->transfer.data = download->data.data;
		event->transfer.len = download->data.len;
	}
	return true;
}

static bool download_whole(struct convene *client, struct convene_event *event)
{
	struct download *download = &client->download;
	uint8_t hash[CONVENE_SHA256_SIZE];
	SHA256(download->data.data, download->data.len, hash);
	if (memcmp(hash, download->sha256, sizeof(hash)) != 0) {
		return download_over(client,
		    own_error(client, CONVENE__V1__ERROR_CODE__ERROR_CODE_INTERNAL,
		        "the document that arrived is not the one that was asked for"),
		    event);
	}
	return download_over(client, NULL, event);
}

bool core_chunk(
    struct convene *client, const Convene__V1__AttachmentChunk *chunk, struct convene_event *event)
{
	struct download *download = &client->download;
	if (!download->active || chunk->sha256.len != CONVENE_SHA256_SIZE ||
	    memcmp(chunk->sha256.data, download->sha256, CONVENE_SHA256_SIZE) != 0) {
		return false;
	}
	if (chunk->error != NULL) {
		return download_over(client, chunk->error, event);
	}
	if (chunk->offset != download->data.len) {
		return false;
	}
	if (download->data.len + chunk->data.len > client->max_attachment) {
		return download_over(client,
		    own_error(client, CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE,
		        "the document is larger than the server itself allows"),
		    event);
	}
	buf_append(&download->data, chunk->data.data, chunk->data.len);
	if (chunk->data.len == 0 ||
	    (chunk->size_bytes > 0 && download->data.len >= chunk->size_bytes)) {
		return download_whole(client, event);
	}
	send_request(client);
	return false;
}

/* --- the record --- */

static void send_record_request(struct convene *client)
{
	Convene__V1__RecordRequest request = CONVENE__V1__RECORD_REQUEST__INIT;
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	request.offset = client->record.offset;
	request.through = client->record.through;
	request.team_id = client->record.team_id;
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_RECORD_REQUEST;
	frame.record_request = &request;
	core_put(client, &frame);
}

int convene_fetch_record(struct convene *client, const char *team_id)
{
	if (client->phase == CONVENE_PHASE_STOPPED) {
		return CONVENE_E_STOPPED;
	}
	if (client->record.active) {
		return CONVENE_E_BUSY;
	}
	if (team_id != NULL && strlen(team_id) >= sizeof(client->record.team_id)) {
		return CONVENE_E_INVALID;
	}
	client->record = (struct record_fetch){.active = true};
	snprintf(client->record.team_id, sizeof(client->record.team_id), "%s",
	    team_id != NULL ? team_id : "");
	if (client->phase == CONVENE_PHASE_LIVE) {
		send_record_request(client);
	}
	return 0;
}

bool core_record(
    struct convene *client, const Convene__V1__RecordChunk *chunk, struct convene_event *event)
{
	struct record_fetch *record = &client->record;
	const Convene__V1__Error *error = chunk->error;
	/* a late answer to a request of an earlier connection */
	if (!record->active || (error == NULL && chunk->offset != record->offset)) {
		return false;
	}
	if (error == NULL && !chunk->last && chunk->data.len == 0) {
		error = own_error(client, CONVENE__V1__ERROR_CODE__ERROR_CODE_INTERNAL,
		    "the server's record does not go on");
	}
	event->kind = CONVENE_RECORD;
	event->record = (struct convene_record){.error = error};
	if (error != NULL || chunk->last) {
		record->active = false;
	}
	if (error != NULL) {
		return true;
	}
	event->record.data = chunk->data.data;
	event->record.len = chunk->data.len;
	event->record.last = chunk->last;
	if (!chunk->last) {
		record->offset += chunk->data.len;
		record->through = chunk->through;
		send_record_request(client);
	}
	return true;
}

void core_transfers_resume(struct convene *client)
{
	if (client->upload.active) {
		/* the server says how much of it is left over from the connection before */
		client->upload.offset = 0;
		send_piece(client);
	}
	if (client->download.active) {
		send_request(client);
	}
	if (client->record.active) {
		send_record_request(client);
	}
}

void core_transfers_deinit(struct convene *client)
{
	buf_deinit(&client->download.data);
}

/*
 * Documents up, in pieces that go to disk with the next commit. A document that is there already is
 * taken once more, to be compared only: whoever refers to it must have shown to have it.
 */
#include "proto/xalloc.h"
#include "server/base/sha256.h"
#include "server/exercise/limits.h"
#include "server/session/session.h"

#include <stdlib.h>
#include <string.h>

#define PIECE_BYTES_MAX (48u * 1024u)
/* Each piece is a row on disk: no document may be made of crumbs. */
#define PIECE_BYTES_MIN 1024u

#define WRONG_HASH_TEXT "the bytes do not have this SHA-256; send them again"

void session_fill_error(Convene__V1__Error *error, Convene__V1__ErrorCode code, const char *text)
{
	convene__v1__error__init(error);
	error->code = code;
	error->message = (char *)(uintptr_t)text;
}

ProtobufCBinaryData session_hash_bytes(const uint8_t *sha256)
{
	return (ProtobufCBinaryData){.len = HASH_SIZE, .data = (uint8_t *)(uintptr_t)sha256};
}

/* `text`: NULL, or why the piece was refused. */
static void reply_progress(struct session *session, const uint8_t *sha256, uint64_t stored_bytes,
    Convene__V1__ErrorCode code, const char *text)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__AttachmentProgress progress = CONVENE__V1__ATTACHMENT_PROGRESS__INIT;
	Convene__V1__Error error;

	progress.sha256 = session_hash_bytes(sha256);
	progress.stored_bytes = stored_bytes;
	if (text != NULL) {
		session_fill_error(&error, code, text);
		progress.error = &error;
	}
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_ATTACHMENT_PROGRESS;
	frame.attachment_progress = &progress;
	session_reply(session, &frame);
}

void session_piece_stored(struct follower *follower, const uint8_t sha256[HASH_SIZE],
    uint64_t stored_bytes, const char *text)
{
	reply_progress((struct session *)follower, sha256, stored_bytes,
	    CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID, text);
}

/* Why a piece cannot be taken, or 0. */
static Convene__V1__ErrorCode refuse_piece(const struct session *session,
    const Convene__V1__AttachmentUpload *upload, const struct attachment_row *row,
    const char **text)
{
	const struct attachment_index *index = &session->room->live->file->attachments;

	if (session->follower.viewer.role == CONVENE__V1__ROLE__ROLE_OBSERVER) {
		*text = "observers do not upload documents";
		return CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED;
	}
	if (upload->size_bytes == 0 || upload->size_bytes > ATTACHMENT_BYTES_MAX) {
		*text = "a document has 1 byte to 16 MiB";
		return CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE;
	}
	if (upload->data.len == 0 || upload->data.len > PIECE_BYTES_MAX ||
	    upload->offset > upload->size_bytes ||
	    upload->data.len > upload->size_bytes - upload->offset) {
		*text = "a piece has 1 byte to 48 KiB and lies within the document";
		return CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID;
	}
	if (upload->data.len < PIECE_BYTES_MIN &&
	    upload->offset + upload->data.len != upload->size_bytes) {
		*text = "a piece that is not the last has at least 1 KiB";
		return CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID;
	}
	if (row != NULL && row->size_bytes != upload->size_bytes) {
		*text = "another size was named for this SHA-256 before";
		return CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID;
	}
	if (row == NULL && index->total_bytes + upload->size_bytes >
	                       session->host->config->attachment_quota_bytes) {
		*text = "the exercise has no room for more documents; ask the organiser";
		return CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA;
	}
	return 0;
}

/* --- documents that are there already --- */

/* True when the bytes are here, but not through this client, and others' events refer to them. */
static bool must_prove(const struct session *session, const struct attachment_row *row)
{
	const struct exercise_file *file = session->room->live->file;

	return row != NULL && attachment_row_whole(row) &&
	       exercise_refers_to_attachment(file->engine, row->sha256) &&
	       !claims_has(&file->claims, session->follower.participant_id, row->sha256);
}

void session_drop_proof(struct session *session)
{
	if (session->proof == NULL)
		return;
	sha256_stream_free(session->proof->stream);
	free(session->proof);
	session->proof = NULL;
}

static void begin_proof(struct session *session, const uint8_t *sha256)
{
	session_drop_proof(session);
	session->proof = xcalloc(1, sizeof(*session->proof));
	session->proof->stream = sha256_stream_new();
	memcpy(session->proof->sha256, sha256, HASH_SIZE);
}

/* The last piece has come: either the client has the document, or it made something up. */
static void end_proof(struct session *session, uint64_t size_bytes)
{
	struct upload_proof *proof = session->proof;
	uint8_t sha256[HASH_SIZE], found[HASH_SIZE];

	memcpy(sha256, proof->sha256, HASH_SIZE);
	sha256_stream_end(proof->stream, found);
	proof->stream = NULL;
	session_drop_proof(session);
	if (memcmp(found, sha256, HASH_SIZE) != 0) {
		reply_progress(session, sha256, 0, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    WRONG_HASH_TEXT);
		return;
	}
	claims_add(&session->room->live->file->claims, session->follower.participant_id, sha256);
	reply_progress(session, sha256, size_bytes, 0, NULL);
}

/*
 * Takes a piece of a document that is stored already, as if it were not: somebody who only knows a
 * hash learns nothing from it, and somebody who has the bytes is believed when all have been seen.
 */
static void prove_piece(struct session *session, const Convene__V1__AttachmentUpload *upload)
{
	struct upload_proof *proof = session->proof;
	const uint8_t *sha256 = upload->sha256.data;

	if (upload->offset == 0 &&
	    (proof == NULL || memcmp(proof->sha256, sha256, HASH_SIZE) != 0)) {
		begin_proof(session, sha256);
		proof = session->proof;
	}
	if (proof == NULL || memcmp(proof->sha256, sha256, HASH_SIZE) != 0) {
		reply_progress(session, sha256, 0, 0, NULL);
		return;
	}
	if (upload->offset == proof->offset) {
		sha256_stream_add(proof->stream, upload->data.data, upload->data.len);
		proof->offset += upload->data.len;
	}
	if (proof->offset == upload->size_bytes)
		end_proof(session, upload->size_bytes);
	else
		reply_progress(session, sha256, proof->offset, 0, NULL);
}

/* --- taking a piece --- */

void session_upload(struct session *session, const Convene__V1__AttachmentUpload *upload)
{
	struct live *live = session->room->live;
	struct journal_piece piece = {.size_bytes = upload->size_bytes, .offset = upload->offset};
	struct attachment_row *row;
	Convene__V1__ErrorCode refusal;
	const char *text;

	if (upload->sha256.len != HASH_SIZE) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_MALFORMED_FRAME, 0,
		    "a SHA-256 has 32 bytes");
		return;
	}
	row = attachment_index_find(&live->file->attachments, upload->sha256.data);
	refusal = refuse_piece(session, upload, row, &text);
	if (refusal != 0) {
		reply_progress(
		    session, upload->sha256.data, row ? row->stored_bytes : 0, refusal, text);
		return;
	}
	if (must_prove(session, row)) {
		prove_piece(session, upload);
		return;
	}
	if (upload->offset != (row ? row->queued_bytes : 0)) {
		/* another piece is wanted, or none: the client goes on from there */
		reply_progress(session, upload->sha256.data, row ? row->queued_bytes : 0, 0, NULL);
		return;
	}
	if (row == NULL)
		row = attachment_index_add(
		    &live->file->attachments, upload->sha256.data, upload->size_bytes, 0);
	memcpy(piece.sha256, upload->sha256.data, HASH_SIZE);
	piece.data = upload->data.data;
	piece.data_len = upload->data.len;
	row->queued_bytes += upload->data.len;
	batch_add_piece(live_batch(live), &piece, session->follower.connection_id);
	if (live_is_congested(live))
		session_pause(session);
}

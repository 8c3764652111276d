/* A piece is taken when it begins where the document ends so far, in memory and on the way to disk;
 * otherwise the client is told where that is, and goes on from there. What a client is told of a
 * document that others brought is what it would be told of one that nobody has. */
#include "server/session/upload.h"

#include "proto/xalloc.h"
#include "server/base/sha256.h"
#include "server/exercise/ground/limits.h"
#include "server/session/rate.h"

#include <stdlib.h>
#include <string.h>

#define PIECE_BYTES_MAX (48u * 1024u)
/* Each piece is a row on disk: no document may be made of crumbs. */
#define PIECE_BYTES_MIN 1024u

#define WRONG_HASH_TEXT "the bytes do not have this SHA-256; send them again"

/* A document that is stored already and is being compared with what a client sends. */
struct upload_proof {
	uint8_t sha256[HASH_SIZE];
	uint64_t size_bytes;          /* as its first piece says */
	uint64_t offset;              /* compared so far */
	struct sha256_stream *stream; /* owned */
};

/* `text`: NULL, or why the piece was refused; `wait_ms`: after which it may come again. */
static void reply_progress_in(struct session *session, const uint8_t *sha256, uint64_t stored_bytes,
    Convene__V1__ErrorCode code, const char *text, uint64_t wait_ms)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__AttachmentProgress progress = CONVENE__V1__ATTACHMENT_PROGRESS__INIT;
	progress.sha256.data = (uint8_t *)(uintptr_t)sha256;
	progress.sha256.len = HASH_SIZE;
	progress.stored_bytes = stored_bytes;
	Convene__V1__Error error;
	progress.error = session_error(&error, code, text);
	error.retry_after_ms = wait_ms;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_ATTACHMENT_PROGRESS;
	frame.attachment_progress = &progress;
	session_reply(session, &frame);
}

static void reply_progress(struct session *session, const uint8_t *sha256, uint64_t stored_bytes,
    Convene__V1__ErrorCode code, const char *text)
{
	reply_progress_in(session, sha256, stored_bytes, code, text, 0);
}

void upload_piece_stored(struct follower *follower, const uint8_t sha256[HASH_SIZE],
    uint64_t stored_bytes, bool mismatch)
{
	reply_progress((struct session *)follower, sha256, stored_bytes,
	    CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID, mismatch ? WRONG_HASH_TEXT : NULL);
}

/* --- what may be taken --- */

/* How far a document has come, as this client is to see it. */
struct place {
	uint64_t size_bytes;    /* 0: nobody has begun it */
	uint64_t offset;        /* where the next piece begins */
	uint64_t counted_bytes; /* of it, in the quota already */
	bool whole;             /* it cannot be begun anew */
};

static Convene__V1__ErrorCode check_shape(
    const Convene__V1__AttachmentUpload *upload, const char **text)
{
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
	return 0;
}

/* Why a piece cannot be taken, or 0. A first piece may name another size than was named before:
 * only one can be right for a hash, and whoever began may have been wrong. */
static Convene__V1__ErrorCode refuse_piece(const struct session *session,
    const Convene__V1__AttachmentUpload *upload, const struct place *place, const char **text)
{
	const struct attachment_index *index = &live_file(session->room->live)->attachments;
	if (session->follower.viewer.role == CONVENE__V1__ROLE__ROLE_OBSERVER) {
		*text = "observers do not upload documents";
		return CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED;
	}
	Convene__V1__ErrorCode refusal = check_shape(upload, text);
	if (refusal != 0) {
		return refusal;
	}
	if (place->size_bytes != 0 && place->size_bytes != upload->size_bytes &&
	    (upload->offset != 0 || place->whole)) {
		*text = "another size was named for this SHA-256 before";
		return CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID;
	}
	if (!place->whole && index->total_bytes - place->counted_bytes + upload->size_bytes >
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
	uint64_t size_bytes;
	return row != NULL && attachment_row_whole(row) &&
	       !exercise_file_has_uploaded(live_file(session->room->live),
	           session->follower.participant_id, row->sha256, &size_bytes);
}

void upload_drop_proof(struct session *session)
{
	if (session->proof == NULL) {
		return;
	}
	sha256_stream_free(session->proof->stream);
	free(session->proof);
	session->proof = NULL;
}

static void begin_proof(struct session *session, const Convene__V1__AttachmentUpload *upload)
{
	upload_drop_proof(session);
	session->proof = xcalloc(1, sizeof(*session->proof));
	session->proof->stream = sha256_stream_new();
	session->proof->size_bytes = upload->size_bytes;
	memcpy(session->proof->sha256, upload->sha256.data, HASH_SIZE);
}

/* The last piece has come: either the client has the document, or it made something up. */
static void end_proof(struct session *session, uint64_t size_bytes)
{
	struct upload_proof *proof = session->proof;
	uint8_t sha256[HASH_SIZE], found[HASH_SIZE];
	memcpy(sha256, proof->sha256, HASH_SIZE);
	sha256_stream_end(proof->stream, found);
	proof->stream = NULL;
	upload_drop_proof(session);
	if (memcmp(found, sha256, HASH_SIZE) != 0) {
		reply_progress(session, sha256, 0, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    WRONG_HASH_TEXT);
		return;
	}
	claims_add(
	    &live_file(session->room->live)->claims, session->follower.participant_id, sha256);
	reply_progress(session, sha256, size_bytes, 0, NULL);
}

/* The client's own proof of this document; NULL: it has not begun one. */
static struct upload_proof *find_proof(const struct session *session, const uint8_t *sha256)
{
	struct upload_proof *proof = session->proof;
	return proof != NULL && memcmp(proof->sha256, sha256, HASH_SIZE) == 0 ? proof : NULL;
}

/*
 * Takes a piece of a document that is stored already, as if it were not: somebody who only knows a
 * hash learns nothing from it, and somebody who has the bytes is believed when all have been seen.
 */
static void prove_piece(struct session *session, const Convene__V1__AttachmentUpload *upload)
{
	const uint8_t *sha256 = upload->sha256.data;
	struct upload_proof *proof = find_proof(session, sha256);
	if (upload->offset == 0 && (proof == NULL || proof->size_bytes != upload->size_bytes)) {
		begin_proof(session, upload);
		proof = session->proof;
	}
	if (proof == NULL) {
		reply_progress(session, sha256, 0, 0, NULL);
		return;
	}
	if (upload->offset == proof->offset) {
		sha256_stream_add(proof->stream, upload->data.data, upload->data.len);
		proof->offset += upload->data.len;
	}
	if (proof->offset == proof->size_bytes) {
		end_proof(session, proof->size_bytes);
	} else {
		reply_progress(session, sha256, proof->offset, 0, NULL);
	}
}

/* --- taking a piece --- */

static void find_place(const struct session *session, const uint8_t *sha256,
    const struct attachment_row *row, bool prove, struct place *place)
{
	const struct upload_proof *proof = prove ? find_proof(session, sha256) : NULL;
	*place = (struct place){0};
	if (proof != NULL) {
		place->size_bytes = proof->size_bytes;
		place->offset = proof->offset;
	} else if (!prove && row != NULL) {
		place->size_bytes = row->size_bytes;
		place->offset = place->counted_bytes = row->queued_bytes;
		place->whole = attachment_row_whole(row);
	}
}

/* Makes room in memory for a piece that fits where the document is; NULL: it does not. */
static struct attachment_row *row_for_piece(struct attachment_index *index,
    struct attachment_row *row, const Convene__V1__AttachmentUpload *upload)
{
	if (row == NULL) {
		return upload->offset == 0
		           ? attachment_index_add(index, upload->sha256.data, upload->size_bytes, 0)
		           : NULL;
	}
	if (row->size_bytes != upload->size_bytes) {
		/* begun anew as soon as nothing of the old size is on its way */
		if (row->queued_bytes != row->stored_bytes) {
			return NULL;
		}
		attachment_index_restart(index, row, upload->size_bytes);
	}
	return upload->offset == row->queued_bytes ? row : NULL;
}

static void store_piece(struct session *session, const Convene__V1__AttachmentUpload *upload,
    struct attachment_row *row)
{
	struct live *live = session->room->live;
	struct journal_piece piece = {.size_bytes = upload->size_bytes,
	    .offset = upload->offset,
	    .data = upload->data.data,
	    .data_len = upload->data.len};
	memcpy(piece.sha256, upload->sha256.data, HASH_SIZE);
	live_store_piece(live, &piece, row, session->follower.connection_id);
	if (live_is_congested(live)) {
		session_pause(session);
	}
}

void upload_piece(struct session *session, const Convene__V1__AttachmentUpload *upload)
{
	struct attachment_index *index = &live_file(session->room->live)->attachments;
	const uint8_t *sha256 = upload->sha256.data;
	if (upload->sha256.len != HASH_SIZE) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_MALFORMED_FRAME, 0,
		    "a SHA-256 has 32 bytes");
		return;
	}
	struct attachment_row *row = attachment_index_find(index, sha256);
	bool prove = must_prove(session, row);
	struct place place;
	find_place(session, sha256, row, prove, &place);
	const char *text;
	Convene__V1__ErrorCode refusal = refuse_piece(session, upload, &place, &text);
	if (refusal != 0) {
		/* always 0: how far others are with it is not this client's to know */
		reply_progress(session, sha256, 0, refusal, text);
		return;
	}
	uint64_t wait_ms = rate_piece(session, upload->data.len);
	if (wait_ms > 0) {
		reply_progress_in(session, sha256, 0, CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED,
		    "more documents came from you than may come at once; send the piece again "
		    "after "
		    "retry_after_ms",
		    wait_ms);
		return;
	}
	if (prove) {
		prove_piece(session, upload);
		return;
	}
	struct attachment_row *fitting = row_for_piece(index, row, upload);
	if (fitting != NULL) {
		store_piece(session, upload, fitting);
	} else { /* another piece is wanted, or none: the client goes on from there */
		reply_progress(session, sha256,
		    place.size_bytes == upload->size_bytes ? place.offset : 0, 0, NULL);
	}
}

/* A piece is taken when it begins where the upload ends so far, in memory and on the way to disk;
 * otherwise the client is told where that is, and goes on from there. What two people bring is
 * taken twice, and kept once when both have stored it. */
#include "server/session/upload.h"

#include "server/exercise/ground/limits.h"
#include "server/session/rate.h"

#include <string.h>

#define PIECE_BYTES_MAX (48u * 1024u)
/* Each piece is a row on disk: no document may be made of crumbs. */
#define PIECE_BYTES_MIN 1024u

/* When so many uploads of a participant wait for the disk that none can make way for another, that
 * may begin after this. */
#define CROWDED_RETRY_MS 250

/* An answer to a piece. */
struct piece_answer {
	const uint8_t *id, *sha256; /* borrowed */
	uint64_t stored_bytes;
	Convene__V1__ErrorCode code;
	const char *text; /* borrowed; NULL: no refusal */
	uint64_t wait_ms; /* after which the piece may come again */
};

static void reply(struct session *session, const struct piece_answer *said)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__AttachmentProgress progress = CONVENE__V1__ATTACHMENT_PROGRESS__INIT;
	progress.upload_id.data = (uint8_t *)(uintptr_t)said->id;
	progress.upload_id.len = UPLOAD_ID_SIZE;
	progress.sha256.data = (uint8_t *)(uintptr_t)said->sha256;
	progress.sha256.len = HASH_SIZE;
	progress.stored_bytes = said->stored_bytes;
	Convene__V1__Error error;
	progress.error = session_error(&error, said->code, said->text);
	error.retry_after_ms = said->wait_ms;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_ATTACHMENT_PROGRESS;
	frame.attachment_progress = &progress;
	session_reply(session, &frame);
}

void upload_piece_stored(struct follower *follower, const struct upload_row *row, bool mismatch)
{
	reply((struct session *)follower,
	    &(struct piece_answer){.id = row->id,
	        .sha256 = row->sha256,
	        .stored_bytes = row->stored_bytes,
	        .code = CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
	        .text = mismatch ? "the bytes do not have this SHA-256; send them again" : NULL});
}

/* --- what may be taken --- */

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

/* Whether the share of the sender's team has room for all of it. */
static bool has_room(const struct session *session, uint64_t size_bytes)
{
	const struct live *live = session->room->live;
	int team = session->follower.viewer.team;
	return upload_index_bytes(&live_file(live)->uploads, team) + size_bytes <=
	       exercise_document_room(
	           live_engine(live), team, session->host->config->attachment_quota_bytes);
}

/* Why a piece cannot be taken, or 0. `row`: its upload; NULL: it begins one. */
static Convene__V1__ErrorCode refuse_piece(const struct session *session,
    const Convene__V1__AttachmentUpload *upload, const struct upload_row *row, const char **text)
{
	if (session->follower.viewer.role == CONVENE__V1__ROLE__ROLE_OBSERVER) {
		*text = "observers do not upload documents";
		return CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED;
	}
	Convene__V1__ErrorCode refusal = check_shape(upload, text);
	if (refusal != 0) {
		return refusal;
	}
	if (row != NULL && row->size_bytes != upload->size_bytes) {
		*text = "another size was named for this upload before; begin a new one";
		return CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID;
	}
	/* what was found in the file takes no team's room before somebody goes on with it */
	bool is_new = row == NULL ? upload->offset == 0 : row->participant_id == 0;
	if (is_new && !has_room(session, upload->size_bytes)) {
		*text = "the documents of your team, those on their way included, fill its share "
		        "of the exercise's room; ask the organiser";
		return CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA;
	}
	return 0;
}

/* --- taking a piece --- */

/* The sender is known now of an upload that was begun before the server was started. */
static void resume(const struct session *session, const Convene__V1__AttachmentUpload *upload,
    struct upload_row *row)
{
	row->participant_id = session->follower.participant_id;
	row->team = session->follower.viewer.team;
	memcpy(row->id, upload->upload_id.data, UPLOAD_ID_SIZE);
	memcpy(row->sha256, upload->sha256.data, HASH_SIZE);
}

/* NULL: there are too many for another one just now. */
static struct upload_row *begin(struct session *session,
    const Convene__V1__AttachmentUpload *upload, const uint8_t key[HASH_SIZE])
{
	struct upload_row row = {.participant_id = session->follower.participant_id,
	    .team = session->follower.viewer.team,
	    .size_bytes = upload->size_bytes};
	memcpy(row.key, key, HASH_SIZE);
	memcpy(row.id, upload->upload_id.data, UPLOAD_ID_SIZE);
	memcpy(row.sha256, upload->sha256.data, HASH_SIZE);
	return live_begin_upload(session->room->live, &row);
}

static void store_piece(
    struct session *session, const Convene__V1__AttachmentUpload *upload, struct upload_row *row)
{
	struct live *live = session->room->live;
	struct journal_piece piece = {.is_upload = true,
	    .size_bytes = upload->size_bytes,
	    .offset = upload->offset,
	    .data = upload->data.data,
	    .data_len = upload->data.len};
	memcpy(piece.sha256, row->key, HASH_SIZE);
	memcpy(piece.content, row->sha256, HASH_SIZE);
	live_store_piece(live, &piece, row, session->follower.connection_id);
	if (live_is_congested(live)) {
		session_pause(session);
	}
}

void upload_piece(struct session *session, const Convene__V1__AttachmentUpload *upload)
{
	if (upload->sha256.len != HASH_SIZE || upload->upload_id.len != UPLOAD_ID_SIZE) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_MALFORMED_FRAME, 0,
		    "a SHA-256 has 32 bytes, and an upload_id 16");
		return;
	}
	uint8_t key[HASH_SIZE];
	upload_key(
	    session->follower.participant_id, upload->upload_id.data, upload->sha256.data, key);
	struct upload_row *row = upload_index_find(&live_file(session->room->live)->uploads, key);
	struct piece_answer said = {.id = upload->upload_id.data, .sha256 = upload->sha256.data};
	said.code = refuse_piece(session, upload, row, &said.text);
	if (said.code == 0 && row != NULL && row->participant_id == 0) {
		resume(session, upload, row);
	}
	if (said.code == 0) {
		said.wait_ms = rate_piece(session, upload->data.len);
	}
	if (said.code == 0 && said.wait_ms == 0 && row == NULL && upload->offset == 0) {
		row = begin(session, upload, key);
		said.wait_ms = row == NULL ? CROWDED_RETRY_MS : 0;
	}
	if (said.wait_ms > 0) {
		said.code = CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED;
		said.text = "more documents came from you than may come at once; send the piece "
		            "again after retry_after_ms";
	}
	if (said.code == 0 && row != NULL && upload->offset == row->queued_bytes &&
	    row->queued_bytes < row->size_bytes) {
		store_piece(session, upload, row);
		return;
	}
	/* another piece is wanted, or none, or this one later: the client goes on from there */
	said.stored_bytes = row != NULL ? row->queued_bytes : 0;
	reply(session, &said);
}

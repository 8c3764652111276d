/* Documents up and down, and the record. The client asks for each piece, so nothing is kept for it
 * between two of them. */
#include "server/exercise/limits.h"
#include "server/live/read_job.h"
#include "server/session/session.h"

#include <string.h>

#define PIECE_BYTES_MAX (48u * 1024u)
/* Each piece is a row on disk: no document may be made of crumbs. */
#define PIECE_BYTES_MIN 1024u

/* Pieces that a client may have asked for and not yet received. */
#define READS_WAITING_MAX 4

static void fill_error(Convene__V1__Error *error, Convene__V1__ErrorCode code, const char *text)
{
	convene__v1__error__init(error);
	error->code = code;
	error->message = (char *)(uintptr_t)text;
}

static ProtobufCBinaryData hash_bytes(const uint8_t *sha256)
{
	return (ProtobufCBinaryData){.len = HASH_SIZE, .data = (uint8_t *)(uintptr_t)sha256};
}

/* --- uploading --- */

/* `text`: NULL, or why the piece was refused. */
static void reply_progress(struct session *session, const uint8_t *sha256, uint64_t stored_bytes,
    Convene__V1__ErrorCode code, const char *text)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__AttachmentProgress progress = CONVENE__V1__ATTACHMENT_PROGRESS__INIT;
	Convene__V1__Error error;

	progress.sha256 = hash_bytes(sha256);
	progress.stored_bytes = stored_bytes;
	if (text != NULL) {
		fill_error(&error, code, text);
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

/* --- downloading --- */

static void reply_chunk(struct session *session, const struct read_job *job,
    Convene__V1__ErrorCode code, const char *text)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__AttachmentChunk chunk = CONVENE__V1__ATTACHMENT_CHUNK__INIT;
	Convene__V1__Error error;

	chunk.sha256 = hash_bytes(job->sha256);
	chunk.offset = job->offset;
	chunk.size_bytes = job->size_bytes;
	chunk.data.data = job->data.data;
	chunk.data.len = job->data.len;
	if (text != NULL) {
		fill_error(&error, code, text);
		chunk.error = &error;
	}
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_ATTACHMENT_CHUNK;
	frame.attachment_chunk = &chunk;
	session_reply(session, &frame);
}

static void chunk_read(struct follower *follower, const struct read_job *job)
{
	reply_chunk((struct session *)follower, job, err_wire(job->result),
	    job->result == 0 ? NULL : job->err.text);
}

/* False, having refused, when a client asks for more than it takes. */
static bool may_read(struct session *session)
{
	if (read_job_count(session->room->live, session->follower.connection_id) <
	    READS_WAITING_MAX)
		return true;
	session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_MANY_IN_FLIGHT, 0,
	    "at most %d pieces may be asked for at a time", READS_WAITING_MAX);
	return false;
}

void session_download(struct session *session, const Convene__V1__AttachmentRequest *request)
{
	struct live *live = session->room->live;
	struct read_job job = {.kind = READ_ATTACHMENT,
	    .connection_id = session->follower.connection_id,
	    .offset = request->offset,
	    .done = chunk_read};

	if (request->sha256.len != HASH_SIZE) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_MALFORMED_FRAME, 0,
		    "a SHA-256 has 32 bytes");
		return;
	}
	if (!may_read(session))
		return;
	memcpy(job.sha256, request->sha256.data, HASH_SIZE);
	/* a document that the viewer may not see looks like one that is not there */
	if (!exercise_may_see_attachment(live->file->engine, &session->follower.viewer, job.sha256))
		reply_chunk(session, &job, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "there is no such document, or it is not for you");
	else
		read_job_queue(live, &job);
}

/* --- the record --- */

static bool may_have_record(Convene__V1__Role role)
{
	return role == CONVENE__V1__ROLE__ROLE_ORGANISER ||
	       role == CONVENE__V1__ROLE__ROLE_CONTROLLER ||
	       role == CONVENE__V1__ROLE__ROLE_EVALUATOR;
}

static void reply_record(struct session *session, const struct read_job *job,
    Convene__V1__ErrorCode code, const char *text)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__RecordChunk chunk = CONVENE__V1__RECORD_CHUNK__INIT;
	Convene__V1__Error error;

	chunk.after_seq = job->after_seq;
	chunk.through_seq = job->through_seq;
	chunk.next_after_seq = job->next_after_seq;
	chunk.last = job->last;
	chunk.data.data = job->data.data;
	chunk.data.len = job->data.len;
	if (text != NULL) {
		fill_error(&error, code, text);
		chunk.error = &error;
	}
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_RECORD_CHUNK;
	frame.record_chunk = &chunk;
	session_reply(session, &frame);
}

static void record_read(struct follower *follower, const struct read_job *job)
{
	reply_record((struct session *)follower, job, err_wire(job->result),
	    job->result == 0 ? NULL : job->err.text);
}

void session_record(struct session *session, const Convene__V1__RecordRequest *request)
{
	struct live *live = session->room->live;
	struct read_job job = {.kind = READ_RECORD,
	    .connection_id = session->follower.connection_id,
	    .after_seq = request->after_seq,
	    .through_seq = request->through_seq,
	    .done = record_read};

	if (job.through_seq == 0)
		job.through_seq = live->durable_seq;
	if (!may_have_record(session->follower.viewer.role))
		reply_record(session, &job, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED,
		    "the record is for organisers, controllers and evaluators");
	else if (job.through_seq > live->durable_seq || job.after_seq >= job.through_seq)
		reply_record(session, &job, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "after_seq must be below through_seq, and both within the log");
	else if (may_read(session))
		read_job_queue(live, &job);
}

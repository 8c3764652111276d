/* In order: the rest of a frame that was begun; the Welcome; pongs; what waits and is ready; names,
 * then the events that speak of them. Asked anew each time that the stream has room, so nothing is
 * prepared for a client that does not read. */
#include "server/session/sending.h"

/* What may go out beyond the room there is, rather than in two parts. */
#define ROOM_EXCESS (16u * 1024u)

/* The person's removal is on disk: from here on nothing more is for this connection. */
static bool is_removed(const struct session *session)
{
	return session->room != NULL && session->follower.removal_ticket != 0 &&
	       live_is_durable(session->room->live, session->follower.removal_ticket);
}

/* False: it is in the exercise still. */
static bool end_removed(struct session *session)
{
	if (!is_removed(session)) {
		return false;
	}
	Convene__V1__ErrorCode code = session->follower.removal_code;
	session_refuse(session, code, 0, "%s",
	    code == CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED
	        ? "you were removed from this exercise"
	    : code == CONVENE__V1__ERROR_CODE__ERROR_CODE_LEFT
	        ? "you have left; to come back, join with the code"
	        : "your code was replaced; join with the new one");
	return true;
}

/* True when everything that the oldest waiting frame depends on is on disk and with the client. */
static bool first_is_ready(const struct session *session)
{
	const struct outbox_item *item = outbox_first(&session->outbox);
	const struct live *live = session->room ? session->room->live : NULL;
	if (item == NULL) {
		return false;
	}
	if (live == NULL) {
		return true; /* what depended on the exercise was dropped when it ended */
	}
	return live_is_durable(live, item->ticket) && item->seq <= session->cursor;
}

static void begin_part(struct session *session, struct blob *blob)
{
	session->part = blob;
	session->part->references++;
	session->part_at = 0;
}

static size_t write_part(struct session *session, size_t room)
{
	struct blob *part = session->part;
	size_t left = part->len - session->part_at;
	bool more = left > room;
	if (more) {
		left = room;
	}
	room = stream_write(session->stream, part->bytes + session->part_at, left, more);
	session->part_at += left;
	if (!more) {
		blob_drop(part);
		session->part = NULL;
	}
	return room;
}

static size_t write_first(struct session *session, struct outbox *outbox, size_t room)
{
	const struct outbox_item *item = outbox_first(outbox);
	begin_part(session, item->blob);
	if (item->is_result) {
		session_command_answered(session);
	}
	outbox_pop(outbox);
	session_resume(session);
	return write_part(session, room);
}

/* Before the events that are the first to speak of them. False: all were told. */
static bool write_names(struct session *session, size_t *room)
{
	const struct live *live = session->room->live;
	const struct credentials *credentials = &live_file(live)->credentials;
	size_t told = session->names_told, people = credentials->person_count;
	if (told == people) {
		return false;
	}
	/* of the others nothing is on disk yet */
	people = credentials_people_through(credentials, live_durable_seq(live));
	if (told >= people) {
		return false;
	}
	session->names_told = people;
	struct blob *names = crowd_latest_names(
	    &session->room->crowd, live, &session->follower.viewer, told, people);
	if (names == NULL) {
		return false;
	}
	begin_part(session, names);
	*room = write_part(session, *room);
	return true;
}

/* Sends the next batch of events; false when there is none for now. `*room` is what may be written
 * after it. */
static bool write_events(struct session *session, size_t *room)
{
	struct live *live = session->room ? session->room->live : NULL;
	if (live == NULL || session->state != SESSION_FOLLOW ||
	    session->cursor >= live_durable_seq(live)) {
		return false;
	}
	if (write_names(session, room)) {
		return true;
	}
	uint64_t limit = live_number(live, &session->follower);
	if (!session->with_events || session->number >= limit) {
		session->cursor = live_durable_seq(live);
		session->number = limit;
		return true;
	}
	const struct hub_frame *frame =
	    live_frame(live, &session->follower, session->number, limit);
	if (frame == NULL) {
		return false;
	}
	session->number = frame->through;
	if (frame->through == limit) {
		session->cursor = live_durable_seq(live);
	}
	if (frame->bytes->len > *room + ROOM_EXCESS) {
		begin_part(session, frame->bytes);
		*room = write_part(session, *room);
	} else {
		*room =
		    stream_write(session->stream, frame->bytes->bytes, frame->bytes->len, false);
	}
	return true;
}

static size_t write_welcome(struct session *session)
{
	size_t room =
	    stream_write(session->stream, session->welcome->bytes, session->welcome->len, false);
	blob_drop(session->welcome);
	session->welcome = NULL;
	session->state = SESSION_FOLLOW;
	return room;
}

void sending_writable(void *owner)
{
	struct session *session = owner;
	size_t room = stream_room(session->stream);
	if (end_removed(session)) {
		return;
	}
	while (room > 0) {
		if (session->part != NULL) {
			room = write_part(session, room);
		} else if (session->state == SESSION_ADMITTED) {
			if (!live_is_durable(session->room->live, session->welcome_ticket)) {
				return;
			}
			room = write_welcome(session);
		} else if (session->pongs.count > 0) {
			room = write_first(session, &session->pongs, room);
		} else if (first_is_ready(session)) {
			room = write_first(session, &session->outbox, room);
		} else if (!write_events(session, &room)) {
			break;
		}
	}
	if (session->state == SESSION_LEAVING && session->part == NULL &&
	    session->outbox.count == 0) {
		stream_close(session->stream);
	}
}

void sending_advanced(struct follower *follower)
{
	struct session *session = (struct session *)follower;
	if (end_removed(session)) {
		return;
	}
	session_resume(session);
	stream_want_write(session->stream);
}

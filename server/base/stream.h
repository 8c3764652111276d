/*
 * A stream: bytes to one peer and from it, whatever carries them. The seam between networks and
 * those who talk over them: a connection is one (net/), a test has one in memory, and one may stand
 * on another, which it then owns: so a protocol gets between TLS and a session without either
 * knowing. Loop thread only. Made, and freed after `closed`, by whatever carries it; others hold
 * its owner's data or its id, never a pointer beyond that.
 *
 * Bytes arrive through `received`. Bytes leave when the stream asks for them: whoever has something
 * to send calls stream_want_write(); in one of the next turns `writable` is called and hands over
 * bytes with stream_write() until that says that no more are taken. So nothing of the owner's is
 * queued here. No event is told from within a call of this header.
 *
 * What the bytes mean is not known here. They are frames all the same, and a stream whose carrier
 * has messages may want to end one where a frame ends: stream_write() says whether the last frame
 * goes on. What is received is cut anywhere.
 */
#ifndef CONVENE_BASE_STREAM_H
#define CONVENE_BASE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum close_reason {
	CLOSE_BY_PEER, /* orderly */
	CLOSE_BY_US,
	CLOSE_TRUNCATED,  /* the peer vanished or cut the stream without saying so */
	CLOSE_TLS_FAILED, /* handshake or record failed */
	CLOSE_HANDSHAKE_TIMEOUT,
	CLOSE_DEADLINE, /* stream_set_deadline() passed */
	CLOSE_STALLED,  /* the peer took nothing for too long */
};
const char *stream_close_text(enum close_reason reason);

/* What the owner of a stream is told. */
struct stream_events {
	/* a piece of at most 4 KiB; between two of them a pause or a close is heeded */
	void (*received)(void *owner, const uint8_t *bytes, size_t len);
	void (*writable)(void *owner);
	/* The deadline has passed: say so and close, if there is anything to say. NULL: the stream
	 * is closed with CLOSE_DEADLINE. */
	void (*expired)(void *owner);
	void (*closed)(void *owner, enum close_reason reason); /* last call */
};

struct stream;

/* How a kind of stream does what the functions below ask for. */
struct stream_kind {
	size_t (*write)(struct stream *stream, const uint8_t *bytes, size_t len, bool more);
	size_t (*room)(const struct stream *stream);
	void (*want_write)(struct stream *stream);
	void (*pause)(struct stream *stream);
	void (*resume)(struct stream *stream);
	void (*set_deadline)(struct stream *stream, uint32_t ms);
	void (*vouch)(struct stream *stream);
	void (*close)(struct stream *stream);
};

/* Embedded in whatever carries it. */
struct stream {
	const struct stream_kind *kind;     /* borrowed: static */
	const struct stream_events *events; /* borrowed: static; NULL: nobody owns it yet */
	void *owner;                        /* borrowed: lives until `closed` */
	uint64_t id;                        /* 1, 2, 3, ...; never used again */
	const char *address;                /* borrowed, as the stream: "192.0.2.7" or "local" */
	/* borrowed, as the stream: what limits of an address are counted under, an IPv4 address or
	 * an IPv6 network */
	const char *address_key;
};

/* Sets who is told: where the stream is handed over, and again where its owner hands it on.
 * `events` is static; `owner` is borrowed: lives until `closed`, or until it is handed on. */
static inline void stream_attach(
    struct stream *stream, const struct stream_events *events, void *owner)
{
	stream->events = events;
	stream->owner = owner;
}

/* Asks for one call of `writable`. */
static inline void stream_want_write(struct stream *stream)
{
	stream->kind->want_write(stream);
}

/*
 * Sends; only from `writable`. All of `bytes` is taken. `more`: the last frame in them is not
 * whole, its rest comes with the next writes, before anything else. Returns how many more bytes may
 * usefully be written now; 0: stop, `writable` is called again by itself once more can be taken.
 * What is written in one call of `writable` is sent together; a caller that heeds the answer is
 * offered at most 32 KiB at a time, so that a peer that stops reading costs no more than that.
 */
static inline size_t stream_write(
    struct stream *stream, const uint8_t *bytes, size_t len, bool more)
{
	return stream->kind->write(stream, bytes, len, more);
}

/* How many bytes may usefully be written now: what stream_write() returns, asked beforehand. 0
 * outside of `writable`, and while a write is under way. */
static inline size_t stream_room(const struct stream *stream)
{
	return stream->kind->room(stream);
}

/* Stops and resumes reading from the peer. After a pause `received` is not called again before the
 * resume; what has been read already is kept. */
static inline void stream_pause(struct stream *stream)
{
	stream->kind->pause(stream);
}

static inline void stream_resume(struct stream *stream)
{
	stream->kind->resume(stream);
}

/* `expired` is called unless it is set anew within `ms`; 0: no deadline. One a stream; granularity
 * 1 s. */
static inline void stream_set_deadline(struct stream *stream, uint32_t ms)
{
	stream->kind->set_deadline(stream, ms);
}

/* The owner knows who the peer is. Until then it is a stranger: few are let in from one address,
 * and what they send and are sent waits for everybody else's. */
static inline void stream_vouch(struct stream *stream)
{
	stream->kind->vouch(stream);
}

/* Closes: what was written is sent, the peer told, and given a while to do the same. Neither
 * `received` nor `writable` is called any more; `closed` follows. */
static inline void stream_close(struct stream *stream)
{
	stream->kind->close(stream);
}

#endif

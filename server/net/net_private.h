/*
 * What the files of this folder share: the insides of a loop's network and of a connection. Nobody
 * else includes it. Loop thread only.
 *
 * A connection's phases:
 *
 *   accept --> HANDSHAKE --> OPEN --> FLUSHING --> LINGERING --> GONE --> (freed)
 *                  |           |         |                        ^
 *                  +-----------+---------+------------------------+
 *                        lost, timed out, or nothing to flush
 *
 * A local connection begins as OPEN. One that the stop of the net finds with an owner that still
 * wants to write stays OPEN until that is written, or CLOSE_WAIT_MS. From FLUSHING on it is
 * closing: its owner hears nothing more but `closed`, what the peer sends is thrown away. FLUSHING:
 * ciphertext and the close_notify are on their way. LINGERING: they are sent and our side of the
 * socket is shut; closing it before the peer has done so too could make the kernel throw away what
 * the peer has not read yet. Both together are bounded by CLOSE_WAIT_MS. GONE: a task is queued
 * that tells the owner and closes the socket; the connection is freed in the socket's close
 * callback, the one place that frees it.
 *
 * One task of a connection moves input, the other output and the end; everything that is called
 * from outside only sets state and posts one of the two. Their rank is TURN_LAST until the owner
 * vouches for the peer (stream_vouch()), and again when the connection closes: a crowd
 * that comes or goes at once does not keep the others waiting.
 */
#ifndef CONVENE_NET_NET_PRIVATE_H
#define CONVENE_NET_NET_PRIVATE_H

#include "server/net/address.h"
#include "server/net/bio.h"
#include "server/net/net.h"

/* Ciphertext read at a time: a whole TLS record (RFC 8446, 5.2: 16 KiB + 256 + 5). */
#define READ_BYTES      (16u * 1024 + 512)
/* Plaintext given to an owner at a time; between two pieces a pause or the end of the slice is
 * heeded, so it bounds how long either has to wait. */
#define PIECE_BYTES     (4u * 1024)
/* Ciphertext is sent when there is this much, so that a reader that turns slow holds little. */
#define SEND_BYTES      (32u * 1024)
/* Plaintext that an owner may write in one turn: to a peer that keeps up, and to one whose last
 * write did not go out whole. */
#define FAST_ROOM       (128u * 1024)
#define SLOW_ROOM       (16u * 1024)
/* Writes under way at once. The owner has one; further ones are OpenSSL's own answers (a key
 * update's), which a peer that reads nothing could otherwise pile up. */
#define MAX_WRITES      16
/* From the beginning of an orderly close to its end by force. */
#define CLOSE_WAIT_MS   5000
#define TICK_MS         1000
/* Connections whose deadlines are looked at in one turn. */
#define CHECKED_AT_ONCE 256
#define CACHE_LINE      64
/* Accepted a turn; the rest waits in the kernel, while those who are here are served. */
#define ACCEPTS_A_TURN  32

enum phase { PHASE_HANDSHAKE, PHASE_OPEN, PHASE_FLUSHING, PHASE_LINGERING, PHASE_GONE };

union any_socket {
	uv_handle_t handle;
	uv_stream_t stream;
	uv_tcp_t tcp;
	uv_pipe_t pipe;
};

/* What fan-out touches comes first, in two lines of the cache: with thousands of connections each
 * further line costs more than the work that is done with it. */
struct connection {
	_Alignas(CACHE_LINE) struct turn_task output_task;
	struct stream stream; /* as its owner knows it */
	struct net *net;      /* borrowed: outlives the connection */
	SSL *ssl;             /* owned; NULL over a local socket */
	int file;        /* the socket's descriptor; borrowed: libuv closes it with the socket */
	uint32_t writes; /* under way; each owns its bytes */
	enum phase phase;
	enum close_reason reason;
	bool local;    /* over a local socket: whoever can open it administers the server */
	bool counted;  /* against max_per_address */
	bool watching; /* the loop reads from the socket */
	bool paused;   /* by the owner */
	bool dry;      /* all that was read has been given to the owner */
	bool eof;      /* the peer sends no more */
	bool wanted;   /* `writable` was asked for */
	bool refused;  /* the owner was told 0: `writable` follows by itself */
	bool parting;  /* closes once the owner has written what it still wanted to */
	bool slow;     /* the last write did not go out whole */
	bool notified; /* the close_notify is written, or must not be */

	/* input: ciphertext that was read and could not be fed yet */
	struct turn_task input_task;
	uint8_t *stash; /* owned; NULL: none */
	uint32_t stash_len, stash_at;

	/* deadlines, on the loop's clock */
	uint64_t deadline_ms; /* of the handshake, the owner, the close; 0: none */
	size_t unsent_seen;   /* bytes in the socket's queue at the last tick that saw progress */
	uint64_t progress_ms; /* of that tick */

	struct connection *next;  /* borrowed: in the net's list */
	struct connection **link; /* borrowed: what points to it there */
	struct address_key address_key;
	char address[ADDRESS_TEXT_BYTES], address_key_text[ADDRESS_KEY_TEXT_BYTES];
	union any_socket socket;
};

struct listener {
	union any_socket socket;
	struct net *net;       /* borrowed: outlives the listener */
	struct listener *next; /* owned by the net's list */
	char *path;            /* owned; of a local socket, else NULL */
	bool waiting;          /* libuv holds an accepted connection that we have not taken */
};

struct net {
	uv_loop_t *loop;   /* borrowed: outlives the net */
	struct turn *turn; /* borrowed: outlives the net */
	struct tls *tls;   /* borrowed: outlives the net; NULL: local sockets only */
	struct log *log;   /* borrowed: outlives the net */
	struct net_options options;
	const struct protocol *protocols; /* borrowed: static; see net.h */
	void *context;                    /* borrowed: outlives the net */

	struct connection *connections; /* borrowed: each leaves the list before it is freed */
	uint32_t connection_count;      /* of that list: until `closed` */
	uint32_t sockets;               /* of connections; not yet closed */
	uint64_t last_id;
	struct address_counts addresses;
	struct listener *listeners; /* owned */
	uint32_t listener_handles;  /* not yet closed */
	struct turn_task accept_task;
	uint64_t accept_turn; /* the turn that `accepts` counts */
	uint32_t accepts;

	/* what all connections use in turn; see bio.h */
	BIO_METHOD *bio_method; /* owned */
	struct bio_ends ends;
	struct connection *writing; /* borrowed: during its `writable`, else NULL */
	size_t room;                /* of plaintext, left in that call */
	uint8_t read_buffer[READ_BYTES];
	uint8_t piece[PIECE_BYTES];

	uv_timer_t tick;
	struct turn_task tick_task;
	struct connection *next_checked; /* borrowed: in the list; NULL: the first */
	bool stopping;
	bool tick_closing;
	void (*stopped)(void *context);
	void *stopped_context; /* borrowed: outlives the call of `stopped` */
};

static inline struct connection *connection_of(const struct stream *stream)
{
	return (
	    struct connection *)((char *)(uintptr_t)stream - offsetof(struct connection, stream));
}

/* connection.c. A new one is in the net's list, its socket's handle initialised but not connected.
 */
struct connection *connection_new(struct net *net, bool local);
/* Its socket is connected: begins the handshake, or is accepted. */
void connection_start(struct connection *connection);
/* The handshake is done: hands the stream over to whoever speaks its protocol. */
void connection_opened(struct connection *connection);
/* Begins an orderly close. */
void connection_shut(struct connection *connection, enum close_reason reason);
/* The same, once the owner has written what it has asked to write; CLOSE_BY_US. */
void connection_part(struct connection *connection);
/* Ends it without further ado. All keep the reason of an earlier call. */
void connection_drop(struct connection *connection, enum close_reason reason);
static inline bool connection_is_closing(const struct connection *connection)
{
	return connection->phase >= PHASE_FLUSHING;
}

/* GONE's last step: tells the owner, releases everything, closes the socket. */
void connection_end(struct connection *connection);
/* Deadline and stall, once a tick. */
void connection_check(struct connection *connection, uint64_t now_ms);

/* input.c: from the socket through TLS to the owner. */
void input_run(struct turn_task *task);
void input_watch(struct connection *connection);
void input_unwatch(struct connection *connection);

/* output.c: from the owner through TLS to the socket. */
void output_run(struct turn_task *task);
size_t output_write(struct stream *stream, const uint8_t *bytes, size_t len, bool more);
size_t output_room(const struct stream *stream);
/* Sends the ciphertext that is in the shared buffer, which must be this connection's. */
void output_flush(struct connection *connection);

/* listener.c */
void listener_accept_run(struct turn_task *task);
/* There is room for a connection again. */
void listener_has_room(struct net *net);

/* net.c */
/* A look at the deadlines of the next CHECKED_AT_ONCE connections; false: the last are among them.
 * `now_ms` on the loop's clock; tests name a time to come. */
bool net_tick_some(struct net *net, uint64_t now_ms);
/* The same for all. */
void net_tick(struct net *net, uint64_t now_ms);
/* Something has ended: is all of it, when stopping? */
void net_check_stopped(struct net *net);

#endif

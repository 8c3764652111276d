/* Words for how a stream ended. */
#include "server/base/stream.h"

const char *stream_close_text(enum close_reason reason)
{
	switch (reason) {
	case CLOSE_BY_PEER:
		return "closed by the peer";
	case CLOSE_BY_US:
		return "closed by the server";
	case CLOSE_TRUNCATED:
		return "cut off by the peer";
	case CLOSE_TLS_FAILED:
		return "tls failed";
	case CLOSE_HANDSHAKE_TIMEOUT:
		return "handshake took too long";
	case CLOSE_DEADLINE:
		return "deadline passed";
	case CLOSE_STALLED:
		return "peer took nothing for too long";
	}
	return "unknown reason";
}

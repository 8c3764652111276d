/* One connection, one request, one reply, with plain blocking calls: the subcommands have no loop.
 * That nobody listens is told apart from everything else that may go wrong, since the caller then
 * goes to the files itself. The time limit is the socket's, and so holds for each wait and not for
 * the whole; what works on whole files has a longer one. */
#include "server/admin/admin_client.h"

#include "proto/frame.h"
#include "proto/guard.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* A commit on a busy disk takes a while; more than this means that the server hangs. */
#define PATIENCE_S           30
/* Whole files are read, perhaps behind others. */
#define PATIENCE_FOR_FILES_S 600

static time_t patience_for(const Convene__V1__AdminRequest *request)
{
	switch (request->body_case) {
	case CONVENE__V1__ADMIN_REQUEST__BODY_LOAD_EXERCISE:
	case CONVENE__V1__ADMIN_REQUEST__BODY_ARCHIVE_EXERCISE:
	case CONVENE__V1__ADMIN_REQUEST__BODY_RESTORE_EXERCISE:
	case CONVENE__V1__ADMIN_REQUEST__BODY_DELETE_EXERCISE:
		return PATIENCE_FOR_FILES_S;
	default:
		return PATIENCE_S;
	}
}

static int connect_to(const char *data_folder, time_t patience_s, int *out, struct err *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct timeval patience = {.tv_sec = patience_s};
	if ((size_t)snprintf(address.sun_path, sizeof(address.sun_path), "%s/convened.sock",
	        data_folder) >= sizeof(address.sun_path)) {
		return err_set(err, ERR_INVALID, "the path of the data folder is too long");
	}
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		return err_set(
		    err, err_from_errno(errno), "cannot make a socket: %s", strerror(errno));
	}
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		int number = errno;
		close(fd);
		if (number == ENOENT || number == ECONNREFUSED) {
			return err_set(err, ERR_NOT_FOUND, "no server runs on \"%s\"", data_folder);
		}
		return err_set(err, err_from_errno(number), "cannot reach the server on \"%s\": %s",
		    data_folder, strerror(number));
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	*out = fd;
	return 0;
}

static int send_request(int fd, const Convene__V1__AdminRequest *request, struct err *err)
{
	size_t len = convene__v1__admin_request__get_packed_size(request);
	struct buf out = {0};
	size_t sent = 0;
	int result = 0;
	buf_append_varint(&out, len);
	convene__v1__admin_request__pack(request, buf_reserve(&out, len));
	out.len += len;
	while (sent < out.len && result == 0) {
		ssize_t count = send(fd, out.data + sent, out.len - sent, MSG_NOSIGNAL);
		if (count > 0) {
			sent += (size_t)count;
		} else if (errno != EINTR) {
			result = err_set(err, ERR_IO, "cannot ask the server: %s", strerror(errno));
		}
	}
	buf_deinit(&out);
	return result;
}

static int receive_reply(
    int fd, struct arena *arena, const Convene__V1__AdminReply **reply, struct err *err)
{
	struct frame_decoder decoder;
	int result = 1;
	frame_decoder_init(&decoder, ADMIN_FRAME_LIMIT);
	uint8_t bytes[4096];
	while (result > 0) {
		ssize_t count = recv(fd, bytes, sizeof(bytes), 0);
		const uint8_t *in = bytes, *frame;
		size_t in_len = count > 0 ? (size_t)count : 0, frame_len;
		if (count < 0 && errno == EINTR) {
			continue;
		}
		if (count <= 0) {
			result = err_set(err, ERR_IO, "the server did not answer");
			break;
		}
		enum frame_status status =
		    frame_decoder_next(&decoder, &in, &in_len, &frame, &frame_len);
		if (status == FRAME_NEED_MORE) {
			continue;
		}
		struct guard_error error;
		*reply = status != FRAME_READY ? NULL
		                               : (const Convene__V1__AdminReply *)guard_decode(
		                                     &convene__v1__admin_reply__descriptor, frame,
		                                     frame_len, arena, &error);
		result = *reply != NULL
		             ? 0
		             : err_set(err, ERR_VERSION,
		                   "the server's answer is not understood; are both of the "
		                   "same version?");
	}
	frame_decoder_deinit(&decoder);
	return result;
}

int admin_ask(const char *data_folder, const Convene__V1__AdminRequest *request,
    struct arena *arena, const Convene__V1__AdminReply **reply, struct err *err)
{
	int fd = -1;
	int result = connect_to(data_folder, patience_for(request), &fd, err);
	if (result != 0) {
		return result;
	}
	result = send_request(fd, request, err);
	if (result == 0) {
		result = receive_reply(fd, arena, reply, err);
	}
	close(fd);
	return result;
}

/* The least that OpenSSL needs of a BIO. Reading never reports an end, and writing never fails or
 * stops short: what the socket has to say the connection knows, and how much may lie in the buffer
 * is bounded by it (output.c), for OpenSSL would go on writing. */
#include "server/net/bio.h"

#include <string.h>

static int on_read(BIO *bio, char *out, int room)
{
	struct bio_ends *ends = BIO_get_data(bio);
	size_t count = room > 0 ? (size_t)room : 0;
	BIO_clear_retry_flags(bio);
	if (count > ends->in_len) {
		count = ends->in_len;
	}
	if (count == 0) {
		BIO_set_retry_read(bio);
		return -1;
	}
	memcpy(out, ends->in, count);
	ends->in += count;
	ends->in_len -= count;
	return (int)count;
}

static int on_write(BIO *bio, const char *bytes, int len)
{
	struct bio_ends *ends = BIO_get_data(bio);
	BIO_clear_retry_flags(bio);
	if (len > 0) {
		buf_append(&ends->out, bytes, (size_t)len);
	}
	return len;
}

/* OpenSSL flushes after each flight of a handshake and takes anything but 1 for a failure. Other
 * questions (is this kernel TLS? how many bytes are pending?) are answered by 0. */
static long on_control(BIO *bio, int command, long number, void *pointer)
{
	(void)bio;
	(void)number;
	(void)pointer;
	return command == BIO_CTRL_FLUSH ? 1 : 0;
}

static int on_create(BIO *bio)
{
	BIO_set_init(bio, 1);
	return 1;
}

BIO_METHOD *bio_method_new(void)
{
	BIO_METHOD *method =
	    BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "convene connection");
	if (method == NULL) {
		return NULL;
	}
	if (!BIO_meth_set_read(method, on_read) || !BIO_meth_set_write(method, on_write) ||
	    !BIO_meth_set_ctrl(method, on_control) || !BIO_meth_set_create(method, on_create)) {
		BIO_meth_free(method);
		return NULL;
	}
	return method;
}

BIO *bio_new(const BIO_METHOD *method, struct bio_ends *ends)
{
	BIO *bio = BIO_new(method);
	if (bio != NULL) {
		BIO_set_data(bio, ends);
	}
	return bio;
}

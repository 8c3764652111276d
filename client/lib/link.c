/*
 *   link_open() --> connecting --> handshake --> LINK_OPEN --> LINK_ENDED, the server closed
 *                       |              |             |
 *                       +--------------+-------------+-------> LINK_FAILED
 *
 * Connecting and handshake are both LINK_BUSY for whoever waits. With a fingerprint the certificate
 * is compared after the handshake and before a byte is sent; without one OpenSSL has checked it.
 */
#include "client/lib/link.h"

#include "proto/complaint.h"
#include "proto/hex.h"
#include "proto/xalloc.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define ALPN "convene/1"

/* What was sent and is not acknowledged for so long (RFC 5482) ends the connection: the kernel's
 * own patience is a quarter of an hour. */
#define UNACKNOWLEDGED_MS 9000

struct link {
	int fd;   /* -1: none */
	SSL *ssl; /* owned */
	enum link_status status;
	bool connecting; /* TCP is not there yet */
	bool wants_write;
	bool untrusted;
	bool pinned;
	/* when link_progressed() looked last: bytes that the other end had taken; others waited */
	uint64_t arrived;
	bool waited;
	uint8_t fingerprint[32];
	char host[256];
	uint16_t port;
	char error[512];
};

SSL_CTX *link_context_new(char *why, size_t why_size)
{
	static const unsigned char alpn[] = "\x09" ALPN;
	ERR_clear_error();
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	if (context == NULL || SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 ||
	    SSL_CTX_set_alpn_protos(context, alpn, sizeof(alpn) - 1) != 0) {
		snprintf(why, why_size, "TLS cannot be set up: %s",
		    ERR_reason_error_string(ERR_peek_last_error()));
		SSL_CTX_free(context);
		return NULL;
	}
	/* a machine without a trust store can still use links with a fingerprint */
	SSL_CTX_set_default_verify_paths(context);
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
	                              SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	return context;
}

void link_context_free(SSL_CTX *context)
{
	SSL_CTX_free(context);
}

static enum link_status fail(struct link *link, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static enum link_status fail(struct link *link, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	complaint_list(link->error, sizeof(link->error), format, arguments);
	va_end(arguments);
	link->wants_write = false;
	link->status = LINK_FAILED;
	return LINK_FAILED;
}

static enum link_status cannot_connect(struct link *link, int error)
{
	static const struct {
		int error;
		const char *text;
	} words[] = {{ECONNREFUSED, "nothing listens there"}, {ETIMEDOUT, "no answer"},
	    {ENETUNREACH, "no network leads there"},
	    {EHOSTUNREACH, "the machine cannot be reached"}, {ENETDOWN, "the network is down"}};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].error == error) {
			return fail(link, "cannot connect to %s:%u: %s (%s)", link->host,
			    link->port, words[i].text, strerror(error));
		}
	}
	return fail(link, "cannot connect to %s:%u: %s", link->host, link->port, strerror(error));
}

static bool set_up_tls(struct link *link, SSL_CTX *context, const struct join_link *target)
{
	ERR_clear_error();
	link->ssl = SSL_new(context);
	if (link->ssl == NULL || SSL_set_fd(link->ssl, link->fd) != 1) {
		return false;
	}
	SSL_set_connect_state(link->ssl);
	struct in6_addr address;
	bool numeric = inet_pton(AF_INET, target->host, &address) == 1 ||
	               inet_pton(AF_INET6, target->host, &address) == 1;
	if (!numeric && SSL_set_tlsext_host_name(link->ssl, target->host) != 1) {
		return false;
	}
	if (target->pinned) {
		/* the fingerprint is compared after the handshake, before anything is sent */
		SSL_set_verify(link->ssl, SSL_VERIFY_NONE, NULL);
		return true;
	}
	SSL_set_verify(link->ssl, SSL_VERIFY_PEER, NULL);
	if (numeric) {
		return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(link->ssl), target->host) == 1;
	}
	SSL_set_hostflags(link->ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return SSL_set1_host(link->ssl, target->host) == 1;
}

struct link *link_open(SSL_CTX *context, const struct join_link *target,
    const struct sockaddr *address, socklen_t address_len)
{
	struct link *link = xcalloc(1, sizeof(*link));
	int on = 1;
	unsigned unacknowledged = UNACKNOWLEDGED_MS;
	link->status = LINK_BUSY;
	link->pinned = target->pinned;
	memcpy(link->fingerprint, target->fingerprint, sizeof(link->fingerprint));
	snprintf(link->host, sizeof(link->host), "%s", target->host);
	link->port = target->port;
	link->fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (link->fd < 0) {
		fail(link, "no socket: %s", strerror(errno));
		return link;
	}
	setsockopt(link->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(
	    link->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged, sizeof(unacknowledged));
	if (!set_up_tls(link, context, target)) {
		fail(link, "TLS cannot be set up: %s",
		    ERR_reason_error_string(ERR_peek_last_error()));
		return link;
	}
	if (connect(link->fd, address, address_len) != 0 && errno != EINPROGRESS) {
		cannot_connect(link, errno);
		return link;
	}
	link->connecting = true;
	link->wants_write = true;
	return link;
}

void link_close(struct link *link)
{
	if (link == NULL) {
		return;
	}
	if (link->status == LINK_OPEN) {
		ERR_clear_error();
		SSL_shutdown(link->ssl);
	}
	SSL_free(link->ssl);
	if (link->fd >= 0) {
		close(link->fd);
	}
	free(link);
}

static enum link_status check_fingerprint(struct link *link)
{
	X509 *certificate = SSL_get0_peer_certificate(link->ssl);
	char expected[65], actual[65];
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	if (certificate == NULL || X509_digest(certificate, EVP_sha256(), digest, &len) != 1 ||
	    len != 32) {
		return fail(link, "the server has no certificate");
	}
	if (memcmp(digest, link->fingerprint, 32) != 0) {
		link->untrusted = true;
		hex_write(link->fingerprint, sizeof(link->fingerprint), expected);
		hex_write(digest, len, actual);
		return fail(link,
		    "this is not the server that the join link names: its certificate has the "
		    "fingerprint %s, the link says %s; ask for a new link, and do not go on if "
		    "there is none",
		    actual, expected);
	}
	return LINK_OPEN;
}

/* The reason of a failed TLS call in words. */
static enum link_status tls_failed(struct link *link, int ssl_error)
{
	unsigned long error = ERR_peek_error();
	long verified = SSL_get_verify_result(link->ssl);
	if (!link->pinned && verified != X509_V_OK && link->status == LINK_BUSY) {
		link->untrusted = true;
		return fail(link,
		    "the certificate of %s cannot be trusted: %s; for a self-signed certificate, "
		    "use the join link with @sha256: and its fingerprint",
		    link->host, X509_verify_cert_error_string(verified));
	}
	if (ssl_error == SSL_ERROR_SYSCALL && error == 0) {
		return fail(link, "the connection to %s broke: %s", link->host,
		    errno != 0 ? strerror(errno) : "it was closed");
	}
	if (ssl_error == SSL_ERROR_SSL &&
	    ERR_GET_REASON(error) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
		return fail(link, "the connection to %s broke: it was closed", link->host);
	}
	return fail(link, "TLS with %s failed: %s", link->host,
	    error != 0 ? ERR_reason_error_string(error) : "unknown reason");
}

/* What a TLS call that did not succeed means: LINK_BUSY stands for "later". */
static enum link_status after_tls(struct link *link, int result)
{
	int ssl_error = SSL_get_error(link->ssl, result);
	if (ssl_error == SSL_ERROR_WANT_READ) {
		return LINK_BUSY;
	}
	if (ssl_error == SSL_ERROR_WANT_WRITE) {
		link->wants_write = true;
		return LINK_BUSY;
	}
	if (ssl_error == SSL_ERROR_ZERO_RETURN) {
		snprintf(link->error, sizeof(link->error), "the server closed the connection");
		link->status = LINK_ENDED;
		return LINK_ENDED;
	}
	return tls_failed(link, ssl_error);
}

/* The same on an open connection, where there is always a later. */
static enum link_status after_transfer(struct link *link, int result)
{
	enum link_status status = result == 1 ? LINK_OPEN : after_tls(link, result);
	return status == LINK_BUSY ? LINK_OPEN : status;
}

/* So that what is found after a TLS call is of that call. */
static void clear_errors(void)
{
	ERR_clear_error();
	errno = 0;
}

static enum link_status handshake(struct link *link)
{
	link->wants_write = false;
	clear_errors();
	int result = SSL_do_handshake(link->ssl);
	if (result != 1) {
		return after_tls(link, result);
	}
	if (link->pinned && check_fingerprint(link) != LINK_OPEN) {
		return LINK_FAILED;
	}
	link->status = LINK_OPEN;
	return LINK_OPEN;
}

enum link_status link_advance(struct link *link)
{
	if (link->status != LINK_BUSY) {
		return link->status;
	}
	if (link->connecting) {
		struct sockaddr_storage peer;
		socklen_t len = sizeof(int), peer_len = sizeof(peer);
		int error = 0;
		if (getsockopt(link->fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0) {
			error = errno;
		}
		if (error != 0) {
			return cannot_connect(link, error);
		}
		/* no error and no peer: still on its way */
		if (getpeername(link->fd, (struct sockaddr *)&peer, &peer_len) != 0) {
			return LINK_BUSY;
		}
		link->connecting = false;
	}
	return handshake(link);
}

int link_fd(const struct link *link)
{
	return link->fd;
}

bool link_wants_write(const struct link *link)
{
	return link->wants_write;
}

enum link_status link_read(struct link *link, void *bytes, size_t size, size_t *len)
{
	*len = 0;
	if (link->status != LINK_OPEN) {
		return link->status;
	}
	clear_errors();
	int good = SSL_read_ex(link->ssl, bytes, size, len);
	if (!good) {
		*len = 0; /* OpenSSL does not say what it holds then */
	}
	return after_transfer(link, good);
}

enum link_status link_write(struct link *link, const void *bytes, size_t len, size_t *sent)
{
	*sent = 0;
	if (link->status != LINK_OPEN || len == 0) {
		return link->status;
	}
	link->wants_write = false;
	clear_errors();
	int good = SSL_write_ex(link->ssl, bytes, len, sent);
	if (!good) {
		*sent = 0;
	}
	return after_transfer(link, good);
}

bool link_progressed(struct link *link)
{
	int waiting = 0;
	if (link->status != LINK_OPEN || ioctl(link->fd, SIOCOUTQ, &waiting) != 0 || waiting < 0) {
		return false;
	}
	uint64_t arrived = BIO_number_written(SSL_get_wbio(link->ssl)) - (uint64_t)waiting;
	bool progressed = waiting > 0 && link->waited && arrived > link->arrived;
	link->waited = waiting > 0;
	link->arrived = arrived;
	return progressed;
}

const char *link_error(const struct link *link)
{
	return link->error;
}

bool link_untrusted(const struct link *link)
{
	return link->untrusted;
}

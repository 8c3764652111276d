/* The context that new connections are made with; those that are open keep the one they began
 * with, so that a certificate can be replaced under them. What OpenSSL says is cleared away here,
 * for its queue belongs to the whole thread. */
#include "server/net/tls.h"

#include "proto/xalloc.h"
#include "server/net/certificate.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

struct tls {
	char *certificate_file; /* owned */
	char *key_file;         /* owned */
	bool allow_tls12;
	const struct protocol *protocols; /* borrowed: see tls_speak(); NULL: none */
	SSL_CTX *context;                 /* owned */
	uint8_t fingerprint[32];
	bool self_signed;
};

/* In a list of ALPN (RFC 7301): the length, then the name. NULL: it is not there. */
static const unsigned char *find_name(
    const unsigned char *list, unsigned int list_len, const char *name)
{
	size_t len = strlen(name);
	for (const unsigned char *at = list; at < list + list_len; at += 1 + at[0]) {
		if (at[0] == len && memcmp(at + 1, name, len) == 0) {
			return at;
		}
	}
	return NULL;
}

/* OpenSSL has seen to it that the lengths in the list fit. A client that names no protocol does not
 * come here: see on_client_hello(). */
static int on_select_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_len,
    const unsigned char *offered, unsigned int offered_len, void *context)
{
	const struct tls *tls = context;
	(void)ssl;
	for (const struct protocol *one = tls->protocols; one != NULL && one->name != NULL; one++) {
		const unsigned char *found = find_name(offered, offered_len, one->name);
		if (found == NULL) {
			continue;
		}
		*out = found + 1;
		*out_len = found[0];
		return SSL_TLSEXT_ERR_OK;
	}
	return SSL_TLSEXT_ERR_ALERT_FATAL; /* no_application_protocol */
}

static int on_client_hello(SSL *ssl, int *alert, void *context)
{
	(void)context;
	const unsigned char *extension;
	size_t len;
	if (SSL_client_hello_get0_ext(
	        ssl, TLSEXT_TYPE_application_layer_protocol_negotiation, &extension, &len)) {
		return SSL_CLIENT_HELLO_SUCCESS;
	}
	*alert = SSL_AD_NO_APPLICATION_PROTOCOL;
	return SSL_CLIENT_HELLO_ERROR;
}

static bool configure(SSL_CTX *context, struct tls *tls)
{
	/* Which it is decides nobody's safety, so the cheapest first; a client without AES
	 * instructions, which prefers ChaCha20, gets it. */
	static const char suites[] =
	    "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384";
	static const char suites12[] = "ECDHE+AESGCM:ECDHE+CHACHA20";
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
	                                 SSL_OP_CIPHER_SERVER_PREFERENCE |
	                                 SSL_OP_PRIORITIZE_CHACHA);
	/* a connection at rest holds no record buffers: a third of the memory */
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
	/* tickets hold all that resumption needs; the server remembers no sessions */
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_alpn_select_cb(context, on_select_protocol, tls);
	SSL_CTX_set_client_hello_cb(context, on_client_hello, NULL);
	return SSL_CTX_set_min_proto_version(
	           context, tls->allow_tls12 ? TLS1_2_VERSION : TLS1_3_VERSION) &&
	       SSL_CTX_set_num_tickets(context, 1) && SSL_CTX_set_ciphersuites(context, suites) &&
	       SSL_CTX_set_cipher_list(context, suites12) && SSL_CTX_set_max_pipelines(context, 1);
}

static const char *reason(void)
{
	const char *text = ERR_reason_error_string(ERR_peek_last_error());
	return text != NULL ? text : "unknown reason";
}

static SSL_CTX *make_context(
    struct tls *tls, const struct certificate *certificate, struct err *err)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	if (context == NULL || !configure(context, tls)) {
		err_set(err, ERR_TLS, "TLS cannot be set up: %s", reason());
		goto free_context;
	}
	if (SSL_CTX_use_certificate(context, certificate->leaf) != 1 ||
	    SSL_CTX_set1_chain(context, certificate->chain) != 1) {
		err_set(err, ERR_TLS, "\"%s\": the certificate is refused: %s",
		    tls->certificate_file, reason());
		goto free_context;
	}
	if (SSL_CTX_use_PrivateKey(context, certificate->key) != 1) {
		err_set(err, ERR_TLS, "\"%s\": the key is refused: %s", tls->key_file, reason());
		goto free_context;
	}
	return context;
free_context:
	SSL_CTX_free(context);
	ERR_clear_error();
	return NULL;
}

static bool exists(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0;
}

int tls_reload(struct tls *tls, struct err *err)
{
	struct certificate certificate;
	uint8_t fingerprint[sizeof(tls->fingerprint)];
	SSL_CTX *context = NULL;
	int result = certificate_load(tls->certificate_file, tls->key_file, &certificate, err);
	if (result != 0) {
		return result;
	}
	context = make_context(tls, &certificate, err);
	if (context == NULL ||
	    X509_digest(certificate.leaf, EVP_sha256(), fingerprint, NULL) != 1) {
		if (context != NULL) {
			err_set(err, ERR_TLS, "\"%s\": cannot be hashed", tls->certificate_file);
		}
		result = ERR_TLS;
		goto free_certificate;
	}
	SSL_CTX_free(tls->context); /* lives on in the connections that were made with it */
	tls->context = context;
	context = NULL;
	memcpy(tls->fingerprint, fingerprint, sizeof(fingerprint));
	tls->self_signed = certificate_is_self_signed(&certificate);
free_certificate:
	SSL_CTX_free(context);
	certificate_deinit(&certificate);
	ERR_clear_error();
	return result;
}

static char *path_in(const char *folder, const char *name)
{
	size_t room = strlen(folder) + strlen(name) + 2;
	char *path = xcalloc(1, room);
	snprintf(path, room, "%s/%s", folder, name);
	return path;
}

/* The files of tls_options, or those in the data folder, which are made when there are none. */
static int find_files(struct tls *tls, const struct tls_options *options, struct err *err)
{
	if ((options->certificate_file == NULL) != (options->key_file == NULL)) {
		return err_set(err, ERR_INVALID,
		    "a certificate file and a key file are needed, or neither: then a self-signed "
		    "certificate is used");
	}
	if (options->certificate_file != NULL) {
		tls->certificate_file = xstrdup(options->certificate_file);
		tls->key_file = xstrdup(options->key_file);
		return 0;
	}
	tls->certificate_file = path_in(options->data_folder, "tls-certificate.pem");
	tls->key_file = path_in(options->data_folder, "tls-key.pem");
	/* a key alone is what a start leaves that was interrupted: nobody knows it yet */
	if (!exists(tls->certificate_file)) {
		return certificate_make(tls->certificate_file, tls->key_file, err);
	}
	if (!exists(tls->key_file)) {
		return err_set(err, ERR_NOT_FOUND,
		    "\"%s\": is missing, but its certificate \"%s\" is there; restore the key, or "
		    "remove the certificate to have both made anew (join links then change)",
		    tls->key_file, tls->certificate_file);
	}
	return 0;
}

int tls_new(const struct tls_options *options, struct tls **out, struct err *err)
{
	struct tls *tls = xcalloc(1, sizeof(*tls));
	tls->allow_tls12 = options->allow_tls12;
	int result = find_files(tls, options, err);
	if (result == 0) {
		result = tls_reload(tls, err);
	}
	if (result != 0) {
		tls_free(tls);
		return result;
	}
	*out = tls;
	return 0;
}

void tls_free(struct tls *tls)
{
	if (tls == NULL) {
		return;
	}
	SSL_CTX_free(tls->context);
	free(tls->certificate_file);
	free(tls->key_file);
	free(tls);
}

void tls_speak(struct tls *tls, const struct protocol *protocols)
{
	tls->protocols = protocols;
}

const struct protocol *tls_spoken(const struct tls *tls, const SSL *ssl)
{
	const struct protocol *one = tls->protocols;
	const unsigned char *name;
	unsigned int len;
	SSL_get0_alpn_selected(ssl, &name, &len);
	while (strlen(one->name) != len || memcmp(one->name, name, len) != 0) {
		one++;
	}
	return one;
}

SSL_CTX *tls_context(struct tls *tls)
{
	return tls->context;
}

void tls_fingerprint(const struct tls *tls, uint8_t out[32])
{
	memcpy(out, tls->fingerprint, sizeof(tls->fingerprint));
}

bool tls_is_self_signed(const struct tls *tls)
{
	return tls->self_signed;
}

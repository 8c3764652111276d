/*
 * A file a session, lines of a word and a value; words that are not known are passed over. The name
 * of the file is made of what the session is found by.
 */
#include "client/lib/session_store.h"

#include "proto/hex.h"
#include "proto/new_file.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define CURRENT "current"
#define SUFFIX  ".session"

#define LOOKS_SUFFIX ".looks"

/* False when there is no home to put it in. */
static bool folder_of_all(char *out, size_t size)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int len;
	/* the XDG base directory specification: a relative path is no path */
	if (state != NULL && state[0] == '/') {
		len = snprintf(out, size, "%s/convene", state);
	} else if (home != NULL && home[0] != '\0') {
		len = snprintf(out, size, "%s/.local/state/convene", home);
	} else {
		return false;
	}
	return len > 0 && (size_t)len < size;
}

void session_store_code_hash(const char *code, char out[17])
{
	uint8_t hash[SHA256_DIGEST_LENGTH];
	SHA256((const uint8_t *)code, strlen(code), hash);
	hex_write(hash, 8, out);
	OPENSSL_cleanse(hash, sizeof(hash));
}

static int failed(char *why, size_t why_size, const char *what, const char *path)
{
	snprintf(why, why_size, "%s \"%s\": %s", what, path, strerror(errno));
	return -1;
}

/* Makes the folder and those above it. */
static int make_folder(char *path, size_t size, char *why, size_t why_size)
{
	if (!folder_of_all(path, size)) {
		snprintf(why, why_size, "neither XDG_STATE_HOME nor HOME is set");
		return -1;
	}
	for (char *at = path + 1;; at++) {
		char kept = *at;
		if (kept != '/' && kept != '\0') {
			continue;
		}
		*at = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST) {
			return failed(why, why_size, "cannot make the folder", path);
		}
		*at = kept;
		if (kept == '\0') {
			return 0;
		}
	}
}

/* The key with '_' for '/' and every other character that is no letter or digit as %XX. */
static void key_name(const char *key, const char *suffix, char *out, size_t size)
{
	size_t at = 0;
	for (const char *c = key; *c != '\0' && at + 4 + strlen(suffix) + 1 < size; c++) {
		if (isalnum((unsigned char)*c) || strchr("-.", *c) != NULL) {
			out[at++] = *c;
		} else if (*c == '/') {
			out[at++] = '_';
		} else {
			at += (size_t)snprintf(
			    out + at, size - at, "%%%02X", (unsigned)(unsigned char)*c);
		}
	}
	/* a name that is too long for the file system is told apart by its hash */
	if (at > 180) {
		session_store_code_hash(key, out + 180);
		at = 196;
	}
	snprintf(out + at, size - at, "%s", suffix);
}

/* host_port_exercise_name_code.session */
static void file_name(const struct stored_session *session, char *out, size_t size)
{
	char key[700];
	snprintf(key, sizeof(key), "%s:%u/%s/%s/%s", session->link.host, session->link.port,
	    session->link.exercise, session->name, session->code_hash);
	key_name(key, SUFFIX, out, size);
}

/* host_port_exercise_participant.looks: of one person, with whichever code and name. */
static void looks_name(
    const struct join_link *link, uint64_t participant_id, char *out, size_t size)
{
	char key[700];
	snprintf(key, sizeof(key), "%s:%u/%s/%" PRIu64, link->host, link->port, link->exercise,
	    participant_id);
	key_name(key, LOOKS_SUFFIX, out, size);
}

static int write_file(
    const char *folder, const char *name, const char *text, char *why, size_t why_size)
{
	char path[4400];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return new_file_write(path, NEW_FILE_REPLACES, text, strlen(text), why, why_size) ? 0 : -1;
}

int session_store_save(const struct stored_session *session, char *why, size_t why_size)
{
	char folder[4096], name[256], text[2048], link[768], token[2 * SESSION_TOKEN_MAX + 1];
	/* the file is read line by line */
	if (strpbrk(session->name, "\r\n") != NULL || strpbrk(session->part, "\r\n") != NULL) {
		snprintf(why, why_size, "the name has more than one line");
		return -1;
	}
	if (make_folder(folder, sizeof(folder), why, why_size) != 0) {
		return -1;
	}
	join_link_format(&session->link, false, link, sizeof(link));
	hex_write(session->token, session->token_len, token);
	snprintf(text, sizeof(text),
	    "link %s\ncode %s\nname %s\npart %s\nparticipant %" PRIu64 "\ntoken %s\n", link,
	    session->code_hash, session->name, session->part, session->participant_id, token);
	file_name(session, name, sizeof(name));
	int status = write_file(folder, name, text, why, why_size);
	if (status == 0) {
		status = write_file(folder, CURRENT, name, why, why_size);
	}
	OPENSSL_cleanse(text, sizeof(text));
	OPENSSL_cleanse(token, sizeof(token));
	return status;
}

static bool parse_token(const char *text, struct stored_session *out)
{
	out->token_len = strlen(text) / 2;
	return out->token_len > 0 && out->token_len <= sizeof(out->token) &&
	       hex_read(text, out->token, out->token_len);
}

static bool parse_line(char *line, struct stored_session *out)
{
	char *value = strchr(line, ' '), why[256];
	if (value == NULL) {
		return true;
	}
	*value++ = '\0';
	if (strcmp(line, "link") == 0) {
		return join_link_parse(value, &out->link, why, sizeof(why)) == 0;
	}
	if (strcmp(line, "code") == 0) {
		snprintf(out->code_hash, sizeof(out->code_hash), "%s", value);
	} else if (strcmp(line, "name") == 0) {
		snprintf(out->name, sizeof(out->name), "%s", value);
	} else if (strcmp(line, "part") == 0) {
		snprintf(out->part, sizeof(out->part), "%s", value);
	} else if (strcmp(line, "participant") == 0) {
		out->participant_id = strtoull(value, NULL, 10);
	} else if (strcmp(line, "token") == 0) {
		return parse_token(value, out);
	}
	return true;
}

static int read_session(
    const char *folder, const char *name, struct stored_session *out, char *why, size_t why_size)
{
	struct stored_session session = {.token_len = 0};
	char path[4400], line[2048];
	bool good = true;
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return failed(why, why_size, "cannot read", path);
	}
	while (good && fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		good = parse_line(line, &session);
	}
	fclose(file);
	OPENSSL_cleanse(line, sizeof(line));
	if (!good || session.token_len == 0 || session.link.host[0] == '\0') {
		snprintf(why, why_size, "\"%s\" is no session", path);
		return -1;
	}
	*out = session;
	return 0;
}

static int64_t changed_ns(const struct stat *status)
{
	return (int64_t)status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec;
}

static bool matches(const struct stored_session *session, const struct join_link *link,
    const char *code_hash, const char *name)
{
	return strcmp(session->link.host, link->host) == 0 && session->link.port == link->port &&
	       strcmp(session->link.exercise, link->exercise) == 0 &&
	       session->link.pinned == link->pinned &&
	       memcmp(session->link.fingerprint, link->fingerprint, 32) == 0 &&
	       (code_hash[0] == '\0' || strcmp(session->code_hash, code_hash) == 0) &&
	       (name == NULL || name[0] == '\0' || strcmp(session->name, name) == 0);
}

int session_store_find(const struct join_link *link, const char *name, struct stored_session *out,
    char *why, size_t why_size)
{
	char folder[4096], code_hash[17] = "", ignored[256];
	int64_t newest_ns = INT64_MIN;
	snprintf(why, why_size, "no earlier session is known");
	if (!folder_of_all(folder, sizeof(folder))) {
		return -1;
	}
	DIR *directory = opendir(folder);
	if (directory == NULL) {
		return -1;
	}
	if (link->code[0] != '\0') {
		session_store_code_hash(link->code, code_hash);
	}
	struct stored_session session;
	const struct dirent *entry;
	while ((entry = readdir(directory)) != NULL) {
		size_t len = strlen(entry->d_name);
		struct stat status;
		if (len <= strlen(SUFFIX) ||
		    strcmp(entry->d_name + len - strlen(SUFFIX), SUFFIX) != 0 ||
		    fstatat(dirfd(directory), entry->d_name, &status, 0) != 0 ||
		    read_session(folder, entry->d_name, &session, ignored, sizeof(ignored)) != 0 ||
		    !matches(&session, link, code_hash, name)) {
			continue;
		}
		if (changed_ns(&status) > newest_ns) {
			newest_ns = changed_ns(&status);
			*out = session;
		}
	}
	closedir(directory);
	OPENSSL_cleanse(&session, sizeof(session));
	return newest_ns != INT64_MIN ? 0 : -1;
}

int session_store_current(struct stored_session *out, char *why, size_t why_size)
{
	char folder[4096], path[4400], name[256] = "";
	snprintf(why, why_size, "no session is current");
	if (!folder_of_all(folder, sizeof(folder))) {
		return -1;
	}
	snprintf(path, sizeof(path), "%s/%s", folder, CURRENT);
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return -1;
	}
	if (fgets(name, sizeof(name), file) != NULL) {
		name[strcspn(name, "\n")] = '\0';
	}
	fclose(file);
	if (name[0] == '\0' || strchr(name, '/') != NULL) {
		return -1;
	}
	return read_session(folder, name, out, why, why_size);
}

int session_store_save_looks(const struct join_link *link, uint64_t participant_id,
    const char *text, char *why, size_t why_size)
{
	char folder[4096], name[256];
	if (make_folder(folder, sizeof(folder), why, why_size) != 0) {
		return -1;
	}
	looks_name(link, participant_id, name, sizeof(name));
	return write_file(folder, name, text, why, why_size);
}

static bool looks_path(
    const struct join_link *link, uint64_t participant_id, char *out, size_t size)
{
	char folder[4096], name[256];
	if (!folder_of_all(folder, sizeof(folder))) {
		return false;
	}
	looks_name(link, participant_id, name, sizeof(name));
	snprintf(out, size, "%s/%s", folder, name);
	return true;
}

FILE *session_store_open_looks(const struct join_link *link, uint64_t participant_id)
{
	char path[4400];
	return looks_path(link, participant_id, path, sizeof(path)) ? fopen(path, "re") : NULL;
}

bool session_store_looks_changed(
    const struct join_link *link, uint64_t participant_id, struct session_stamp *stamp)
{
	struct stat status;
	char path[4400];
	if (!looks_path(link, participant_id, path, sizeof(path)) || stat(path, &status) != 0) {
		return false;
	}
	struct session_stamp now = {.file = status.st_ino, .changed_ns = changed_ns(&status)};
	if (now.file == stamp->file && now.changed_ns == stamp->changed_ns) {
		return false;
	}
	*stamp = now;
	return true;
}

int session_store_lock(void)
{
	char folder[4096], why[256];
	if (make_folder(folder, sizeof(folder), why, sizeof(why)) != 0) {
		return -1;
	}
	/* the folder itself: what is in it is replaced, and a lock with it */
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (fd >= 0 && flock(fd, LOCK_EX) != 0) {
		if (errno == EINTR) {
			continue;
		}
		close(fd);
		fd = -1;
	}
	return fd;
}

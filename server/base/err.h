/*
 * Errors of the server. Functions return 0 or a negative code from the list below; where a person
 * will read the reason, they also fill a struct err. Errors of libraries are translated once, where
 * the library is called. Any thread.
 */
#ifndef CONVENE_BASE_ERR_H
#define CONVENE_BASE_ERR_H

#include "convene/v1/frame.pb-c.h"

#include <stdbool.h>

/* X(name, text, can be tried again, code that a client is told) */
#define ERR_LIST(X)                                                                                \
	X(ERR_IO, "input or output failed", false, ERROR_CODE__ERROR_CODE_INTERNAL)                \
	X(ERR_DISK_FULL, "no space left on the disk", true,                                        \
	    ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE)                                           \
	X(ERR_NOT_FOUND, "does not exist", false, ERROR_CODE__ERROR_CODE_NOT_FOUND)                \
	X(ERR_EXISTS, "exists already", false, ERROR_CODE__ERROR_CODE_INVALID)                     \
	X(ERR_DENIED, "access denied", false, ERROR_CODE__ERROR_CODE_NOT_PERMITTED)                \
	X(ERR_CORRUPT, "damaged", false, ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE)              \
	X(ERR_VERSION, "made by another version", false,                                           \
	    ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE)                                           \
	X(ERR_INVALID, "not valid", false, ERROR_CODE__ERROR_CODE_INVALID)                         \
	X(ERR_TOO_LARGE, "too large", false, ERROR_CODE__ERROR_CODE_TOO_LARGE)                     \
	X(ERR_BUSY, "in use", true, ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE)                   \
	X(ERR_TLS, "TLS failed", false, ERROR_CODE__ERROR_CODE_INTERNAL)                           \
	X(ERR_NETWORK, "network failed", true, ERROR_CODE__ERROR_CODE_INTERNAL)                    \
	X(ERR_CLOSED, "closed", false, ERROR_CODE__ERROR_CODE_SHUTTING_DOWN)                       \
	X(ERR_MEMORY, "not enough memory", true, ERROR_CODE__ERROR_CODE_INTERNAL)

enum err_code {
	ERR_OK = 0,
	ERR_FIRST_ = -1000,
#define X(name, text, retryable, wire) name,
	ERR_LIST(X)
#undef X
};

/* Room for a path, what happened and what would be right. */
struct err {
	int code; /* enum err_code */
	char text[512];
};

/* The list's text, name and so on for a code; "success" for 0. */
const char *err_text(int code);
const char *err_name(int code);
bool err_retryable(int code);
Convene__V1__ErrorCode err_wire(int code);

/* Fills `err` (may be NULL) and returns `code`, so that a function can `return err_set(...)`. */
int err_set(struct err *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Translates errno. */
int err_from_errno(int number);

#endif

/*
 * Errors of the server. Functions return 0 or a negative code from the list below; where a person
 * will read the reason, they also fill a struct err. Errors of libraries are translated once, where
 * the library is called. Any thread.
 */
#ifndef CONVENE_BASE_ERR_H
#define CONVENE_BASE_ERR_H

#include "convene/v1/frame.pb-c.h"

/* X(name, text, code that a client is told) */
#define ERR_LIST(X)                                                                                \
	X(ERR_IO, "input or output failed", ERROR_CODE__ERROR_CODE_INTERNAL)                       \
	X(ERR_DISK_FULL, "no space left on the disk", ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE) \
	X(ERR_NOT_FOUND, "does not exist", ERROR_CODE__ERROR_CODE_NOT_FOUND)                       \
	X(ERR_EXISTS, "exists already", ERROR_CODE__ERROR_CODE_INVALID)                            \
	X(ERR_DENIED, "access denied", ERROR_CODE__ERROR_CODE_NOT_PERMITTED)                       \
	X(ERR_CORRUPT, "damaged", ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE)                     \
	X(ERR_VERSION, "made by another version", ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE)     \
	X(ERR_RULES, "begun with later rules", ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE)        \
	X(ERR_INVALID, "not valid", ERROR_CODE__ERROR_CODE_INVALID)                                \
	X(ERR_TOO_LARGE, "too large", ERROR_CODE__ERROR_CODE_TOO_LARGE)                            \
	X(ERR_BUSY, "in use", ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE)                         \
	X(ERR_TLS, "TLS failed", ERROR_CODE__ERROR_CODE_INTERNAL)                                  \
	X(ERR_NETWORK, "network failed", ERROR_CODE__ERROR_CODE_INTERNAL)                          \
	X(ERR_CLOSED, "closed", ERROR_CODE__ERROR_CODE_SHUTTING_DOWN)                              \
	X(ERR_MEMORY, "not enough memory", ERROR_CODE__ERROR_CODE_INTERNAL)

enum err_code {
	ERR_OK = 0,
	ERR_FIRST_ = -1000,
#define X(name, text, wire) name,
	ERR_LIST(X)
#undef X
};

/* Room for a path, what happened and what would be right. */
struct err {
	int code; /* enum err_code */
	char text[512];
};

/* The list's text and wire code; "success" for 0. */
const char *err_text(int code);
Convene__V1__ErrorCode err_wire(int code);

/* Fills `err` (may be NULL) and returns `code`, so that a function can `return err_set(...)`. */
int err_set(struct err *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Translates errno. */
int err_from_errno(int number);

#endif

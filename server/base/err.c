/* The list of errors as a table; a code that is not in it has a text all the same. A text passes
 * through what makes complaints printable, for it may have a peer's or a library's words in it. */
#include "server/base/err.h"

#include "proto/complaint.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

struct entry {
	const char *text;
	Convene__V1__ErrorCode wire;
};

static const struct entry entries[] = {
#define X(name, text, wire) {text, CONVENE__V1__##wire},
    ERR_LIST(X)
#undef X
};

static const struct entry *entry_of(int code)
{
	static const struct entry unknown = {
	    "unknown error", CONVENE__V1__ERROR_CODE__ERROR_CODE_INTERNAL};
	const int count = (int)(sizeof(entries) / sizeof(entries[0]));
	if (code <= ERR_FIRST_ || code > ERR_FIRST_ + count) {
		return &unknown;
	}
	return &entries[code - ERR_FIRST_ - 1];
}

const char *err_text(int code)
{
	return code == 0 ? "success" : entry_of(code)->text;
}

Convene__V1__ErrorCode err_wire(int code)
{
	return entry_of(code)->wire;
}

int err_set(struct err *err, int code, const char *format, ...)
{
	if (err == NULL) {
		return code;
	}
	err->code = code;
	va_list arguments;
	va_start(arguments, format);
	complaint_list(err->text, sizeof(err->text), format, arguments);
	va_end(arguments);
	return code;
}

int err_from_errno(int number)
{
	switch (number) {
	case ENOSPC:
	case EDQUOT:
		return ERR_DISK_FULL;
	case ENOENT:
	case ENOTDIR:
		return ERR_NOT_FOUND;
	case ENAMETOOLONG:
	case EINVAL:
		return ERR_INVALID;
	case EEXIST:
		return ERR_EXISTS;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_DENIED;
	case EADDRINUSE:
	case EBUSY:
		return ERR_BUSY;
	case ENOMEM:
		return ERR_MEMORY;
	default:
		return ERR_IO;
	}
}

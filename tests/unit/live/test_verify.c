/* A disk that cannot be read is no verdict on the record that lies on it. */
#include "server/cli/commands.h"
#include "server/cli/options.h"
#include "tests/unit/record/record_maker.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What verify.c opens: a record, of which the disk gives the first `good` bytes. */
struct disk {
	const uint8_t *bytes; /* borrowed */
	size_t len, good, at;
};

/* By which of the two names it is called, the headers decide. */
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__wrap_fopen64(const char *path, const char *mode);

static ssize_t disk_read(void *context, char *out, size_t size)
{
	struct disk *disk = context;
	size_t count = disk->good - disk->at < size ? disk->good - disk->at : size;

	if (count == 0 && disk->good < disk->len) {
		errno = EIO;
		return -1;
	}
	memcpy(out, disk->bytes + disk->at, count);
	disk->at += count;
	return (ssize_t)count;
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
	(void)path;
	return fopencookie(mock_ptr_type(void *), mode, (cookie_io_functions_t){.read = disk_read});
}

FILE *__wrap_fopen64(const char *path, const char *mode)
{
	return __wrap_fopen(path, mode);
}

/* The exit status; what was said on stdout and stderr in `said`. */
static int verify(struct disk *disk, char *said, size_t size)
{
	char *argv[] = {(char *)(uintptr_t) "verify", (char *)(uintptr_t) "a.record", NULL};
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	FILE *both = tmpfile();

	assert_non_null(both);
	fflush(NULL);
	dup2(fileno(both), STDOUT_FILENO);
	dup2(fileno(both), STDERR_FILENO);
	will_return(__wrap_fopen, disk);
	int status = command_verify(2, argv);
	fflush(NULL);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	rewind(both);
	said[fread(said, 1, size - 1, both)] = '\0';
	fclose(both);
	return status;
}

static void an_unreadable_record_has_no_verdict(void **state)
{
	struct record_maker *maker = record_maker_filled(4000, 100);
	struct disk disk = {.bytes = maker->out.data, .len = maker->out.len};
	char said[1024];

	(void)state;
	disk.good = disk.len;
	if (verify(&disk, said, sizeof(said)) != EXIT_DONE || strstr(said, ": verified") == NULL) {
		fail_msg("%s", said);
	}
	disk.at = 0;
	disk.good = disk.len / 2;
	assert_int_equal(verify(&disk, said, sizeof(said)), EXIT_FAILED);
	assert_null(strstr(said, "NOT verified"));
	assert_string_equal(said, "convened: cannot read \"a.record\": Input/output error\n");
	record_maker_free(maker);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_unreadable_record_has_no_verdict),
	};

	return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}

#include "tests/fault/flip.h"

#include "proto/record.h"
#include "server/journal/journal_reader.h"
#include "server/journal/journal_record.h"
#include "server/store/files.h"
#include "tests/support/expect.h"
#include "tests/support/test_server.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OUTPUT_MAX 8192

/* What the command printed is its own, and not the last words of a program that broke. */
static int verify(const char *program, const char *path, char output[OUTPUT_MAX])
{
	const char *argv[] = {program, "verify", path, NULL};
	int status = test_run(argv, output, OUTPUT_MAX);

	expect(status == 0 || status == 1, "verify ended with status %d:\n%s", status, output);
	expect(strstr(output, "Sanitizer") == NULL && strstr(output, "runtime error") == NULL,
	    "verify broke:\n%s", output);
	return status;
}

/* 0: none is named. */
static uint64_t first_bad(const char *output)
{
	const char *at = strstr(output, "first bad event: ");

	return at != NULL ? strtoull(at + strlen("first bad event: "), NULL, 10) : 0;
}

void flip_expect_good(const char *program, const char *path)
{
	char output[OUTPUT_MAX];

	expect(verify(program, path, output) == 0, "%s", output);
}

static uint8_t flip_byte(int file, off_t offset, uint8_t change)
{
	uint8_t byte;

	expect(pread(file, &byte, 1, offset) == 1, "cannot read a byte");
	byte ^= change;
	expect(pwrite(file, &byte, 1, offset) == 1, "cannot write a byte");
	return byte;
}

/* The bad event is the one in which the byte lies; of a seal it may be the next. */
static void expect_named(const struct record_file *record, size_t offset, uint64_t named)
{
	uint64_t event = record_file_event_at(record, offset);
	bool in_seal = offset >= record->beginning && offset >= record->events[event - 1].end;

	expect(named == event || (in_seal && named == event + 1),
	    "byte %zu lies in event %llu, but event %llu is named", offset,
	    (unsigned long long)event, (unsigned long long)named);
}

void flip_record(const char *program, const char *path, const struct record_file *record,
    struct dice *dice, unsigned count)
{
	int file = open(path, O_RDWR | O_CLOEXEC);
	char output[OUTPUT_MAX];

	expect(file >= 0, "cannot open \"%s\"", path);
	for (unsigned i = 0; i < count; i++) {
		size_t offset = (size_t)dice_below(dice, record->len);
		uint8_t change = (uint8_t)(1 + dice_below(dice, 255));

		flip_byte(file, (off_t)offset, change);
		expect(verify(program, path, output) == 1, "byte %zu changed by %#x is missed:\n%s",
		    offset, change, output);
		expect_named(record, offset, first_bad(output));
		flip_byte(file, (off_t)offset, change);
	}
	close(file);
}

void flip_every_byte(const struct record_file *record, size_t end)
{
	for (size_t i = 0; i < end && i < record->len; i++) {
		struct record_verifier *verifier = record_verifier_new(NULL);
		const struct record_verdict *verdict;
		bool good = true;

		record->bytes[i] ^= (uint8_t)(1u << (i % 8));
		/* fed a piece beyond what it wants, as its header advises */
		for (size_t at = 0; at < record->len && good; at += 4096) {
			size_t len = record->len - at < 4096 ? record->len - at : 4096;

			good = record_verifier_feed(verifier, record->bytes + at, len);
			if (!good && at + len < record->len) {
				record_verifier_feed(verifier, record->bytes + at + len,
				    record->len - at - len < 64 ? record->len - at - len : 64);
			}
		}
		verdict = record_verifier_finish(verifier);
		expect(!verdict->ok, "byte %zu changed is missed", i);
		expect_named(record, i, verdict->first_bad);
		record_verifier_free(verifier);
		record->bytes[i] ^= (uint8_t)(1u << (i % 8));
	}
}

/* --- the exercise's file --- */

/* The record as far as the file itself gives it: without the seal that a server would add. */
static void read_out(const char *path, struct buf *out)
{
	struct journal_reader *reader;
	struct journal_record_options options = {.unsealed = true};
	struct journal_record *record = journal_record_new(&options);
	bool last = false;
	struct err err;

	expect(journal_reader_open(&store_files, path, &reader, &err) == 0, "%s", err.text);
	while (!last) {
		expect(
		    journal_record_read(record, reader, NULL, 0, 1u << 20, out, &last, &err) == 0,
		    "%s", err.text);
	}
	journal_record_free(record);
	journal_reader_close(reader);
}

unsigned flip_journal(const char *program, const char *path, struct dice *dice, unsigned count)
{
	int file = open(path, O_RDWR | O_CLOEXEC);
	struct buf before = {0};
	unsigned found = 0;
	struct stat status;
	char output[OUTPUT_MAX];

	expect(file >= 0 && fstat(file, &status) == 0, "cannot open \"%s\"", path);
	read_out(path, &before);
	for (unsigned i = 0; i < count; i++) {
		off_t offset = (off_t)dice_below(dice, (uint64_t)status.st_size);
		uint8_t change = (uint8_t)(1 + dice_below(dice, 255));

		flip_byte(file, offset, change);
		if (verify(program, path, output) != 0) {
			found++;
		} else {
			struct buf after = {0};

			read_out(path, &after);
			expect(after.len == before.len &&
			           memcmp(after.data, before.data, after.len) == 0,
			    "byte %lld of the file changed by %#x alters the record and is missed",
			    (long long)offset, change);
			buf_deinit(&after);
		}
		flip_byte(file, offset, change);
	}
	buf_deinit(&before);
	close(file);
	return found;
}

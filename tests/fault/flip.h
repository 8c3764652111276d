/*
 * Damages files byte by byte and asks `convened verify` or `convene verify` what it thinks of each.
 * One thread; owns nothing; the file is as before afterwards. Exits when a damage is missed or the
 * wrong event is named.
 */
#ifndef CONVENE_TESTS_FAULT_FLIP_H
#define CONVENE_TESTS_FAULT_FLIP_H

#include "tests/fault/dice.h"
#include "tests/fault/record_file.h"

/* `convened verify PATH` finds nothing wrong. */
void flip_expect_good(const char *program, const char *path);

/* `count` single bytes of a record, anywhere. */
void flip_record(const char *program, const char *path, const struct record_file *record,
    struct dice *dice, unsigned count);

/* Every byte of a record from the beginning up to `end`, by the verifier in this process. */
void flip_every_byte(const struct record_file *record, size_t end);

/*
 * `count` single bytes of an exercise's file. Each is found, or it is in a part of the file that is
 * not of the record (an unused part of a page, a name, a credential): then the record that is read
 * out is the same as before. Returns how many were found.
 */
unsigned flip_journal(const char *program, const char *path, struct dice *dice, unsigned count);

#endif

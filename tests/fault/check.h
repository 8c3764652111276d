/*
 * Compares what clients were sent and told with the record. The audience filter is written here
 * anew, from the words of common.proto, so that the server is not checked against itself. One
 * thread; owns nothing; each check exits when it does not hold.
 */
#ifndef CONVENE_TESTS_FAULT_CHECK_H
#define CONVENE_TESTS_FAULT_CHECK_H

#include "tests/fault/person.h"
#include "tests/fault/record_file.h"

/*
 * The person's entries are exactly the record's events for that role and team: each once, in order,
 * byte for byte, with the envelope if and only if the role is sent envelopes. Entries after the
 * record's end are not looked at.
 */
void check_stream(const struct record_file *record, const struct person *person);

/*
 * Each command was answered; what it is said to have brought about is in the record at those seqs
 * with its id and its author; what was refused or had nothing to do is not. No id is there twice.
 * Returns how many commands with events were acknowledged.
 */
uint64_t check_commands(
    const struct record_file *record, const struct person *people, size_t person_count);

/* Applying the record's events to a new engine gives, at each seal that has one, the same digest of
 * the state. Returns how many. */
uint64_t check_digests(const struct record_file *record);

#endif

/*
 * A record made of another, offline: what one team was sent, or the same with the texts of some
 * entries withheld. Both still verify, for the seals cover the hashes of what is left out. One
 * thread; fails with a sentence.
 */
#ifndef CONVENE_SESSION_RECORD_PART_H
#define CONVENE_SESSION_RECORD_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* `in` is a record that verifies, and can be read twice; for a team's, a full one. What cannot be
 * written is found by whoever closes `out`. False, with the reason in `why`. */
bool record_part_of_team(FILE *in, const char *team_id, FILE *out, char *why, size_t size);

/* The entries with these numbers keep nothing but the hash of their event. */
bool record_part_without(
    FILE *in, const uint64_t *numbers, size_t count, FILE *out, char *why, size_t size);

#endif

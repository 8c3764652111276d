/*
 * The digest of a state from nothing: every object there is, found by walking the state and hashed
 * anew, whatever the engine holds to have changed. Test helper.
 */
#ifndef CONVENE_TESTS_SIM_WHOLE_DIGEST_H
#define CONVENE_TESTS_SIM_WHOLE_DIGEST_H

struct exercise;

/* Brings the engine's digest up to date and fails the test, naming the kind of object, when one was
 * changed or made and the digest does not know. */
void whole_digest_check(struct exercise *exercise);

#endif

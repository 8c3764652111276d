/*
 * An inject as YAML, in the form that scenario files have: what yaml_read() reads back as the same
 * inject. Works by descriptor, so a new field needs nothing here. Pure; one thread. Cannot fail.
 */
#ifndef CONVENE_TEXT_INJECT_YAML_H
#define CONVENE_TEXT_INJECT_YAML_H

#include "convene/v1/scenario.pb-c.h"
#include "proto/buf.h"

/* An inject, or another message of a scenario. Fields without a value are left out. */
void yaml_write(struct buf *out, const ProtobufCMessage *message);

#endif

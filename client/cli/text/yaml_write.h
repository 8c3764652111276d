/*
 * A message as YAML, an inject for one, as scenario files have it: yaml_read() reads back the same.
 * Works by descriptor, so a new field needs nothing here. Pure; one thread. Cannot fail.
 */
#ifndef CONVENE_TEXT_YAML_WRITE_H
#define CONVENE_TEXT_YAML_WRITE_H

#include "convene/v1/scenario.pb-c.h"
#include "proto/buf.h"

/* An inject, or another message of a scenario. Fields without a value are left out. */
void yaml_write(struct buf *out, const ProtobufCMessage *message);

#endif

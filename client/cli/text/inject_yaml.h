/*
 * An inject as YAML, in the form that scenario files have: what yaml_read() reads back as the same
 * inject. Works by descriptor, so a new field needs nothing here. Pure; one thread. Cannot fail.
 */
#ifndef CONVENE_TEXT_INJECT_YAML_H
#define CONVENE_TEXT_INJECT_YAML_H

#include "convene/v1/scenario.pb-c.h"
#include "proto/buf.h"

/* Fields without a value are left out. */
void yaml_write(struct buf *out, const ProtobufCMessage *message);
void inject_yaml_write(struct buf *out, const Convene__V1__Inject *inject);

#endif

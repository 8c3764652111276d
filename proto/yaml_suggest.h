/* What the author of a file probably meant. For the reader of YAML. Pure; any thread. */
#ifndef CONVENE_PROTO_YAML_SUGGEST_H
#define CONVENE_PROTO_YAML_SUGGEST_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

/* "did you mean 'planned_ms'?", or the names that are allowed. At most `size` bytes with the NUL.
 */
void yaml_suggest_field(const ProtobufCMessageDescriptor *descriptor, const char *name, size_t len,
    char *out, size_t size);

/*
 * Whether `wanted` may be what was meant with `name`, and is nearer to it than what was found so
 * far; `*nearest` is SIZE_MAX at first.
 */
bool yaml_suggest_is_nearer(const char *wanted, const char *name, size_t len, size_t *nearest);

/* The values that are allowed, by their short names, preceded by a guess where there is one. */
void yaml_suggest_enum(const ProtobufCEnumDescriptor *descriptor, const char *name, size_t len,
    char *out, size_t size);

#endif

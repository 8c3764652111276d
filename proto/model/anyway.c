/*
 * By the field's name, through descriptors: a command that gets an `anyway` of its own needs no
 * line here. Only a share has it elsewhere, in its disclosure.
 */
#include "proto/model/anyway.h"

#include "proto/reflect.h"

static bool set_in(const ProtobufCMessage *message)
{
	const ProtobufCFieldDescriptor *field =
	    protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "anyway");
	if (field == NULL || field->type != PROTOBUF_C_TYPE_BOOL) {
		return false;
	}
	*(protobuf_c_boolean *)reflect_member(message, field) = true;
	return true;
}

bool anyway_set(Convene__V1__Command *command)
{
	const ProtobufCFieldDescriptor *body = protobuf_c_message_descriptor_get_field(
	    &convene__v1__command__descriptor, (unsigned)command->body_case);
	if (body == NULL) {
		return false;
	}
	/* a share has it in its disclosure */
	if (command->body_case == CONVENE__V1__COMMAND__BODY_SHARE_CASE) {
		return command->share_case->disclosure != NULL &&
		       set_in(&command->share_case->disclosure->base);
	}
	return set_in(*(const ProtobufCMessage *const *)reflect_member(&command->base, body));
}

#include "server/exercise/ground/text.h"

const char *text_or_empty(const char *text)
{
	return text != NULL ? text : "";
}

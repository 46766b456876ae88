/* objects.h - kinds of things while they become `object` blocks. */
#ifndef IMPORT_OPEN_CONNECTORS_OBJECTS_H
#define IMPORT_OPEN_CONNECTORS_OBJECTS_H

#include "import/open_connectors/draft.h"

/* ---- object_fields.c ---- */

/* Declares the record called `type` whose fields the list tells, those of
 * records within by dotted names; false, and nothing, where they are none. */
bool object_fields_declare(Draft *draft, const char *type, const Json *fields);
/* The same of `objectMetadata`, where lists are marked `[*]`. */
bool object_metadata_declare(Draft *draft, const char *type,
                             const Json *fields);

#endif

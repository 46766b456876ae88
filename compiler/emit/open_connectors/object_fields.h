/* object_fields.h - what `object` blocks say of fields: `models` of the
 * definition, and the lists that older definitions have instead. */
#ifndef EMIT_OPEN_CONNECTORS_OBJECT_FIELDS_H
#define EMIT_OPEN_CONNECTORS_OBJECT_FIELDS_H

#include "emit/open_connectors/platform.h"

/* Whether the object stands in that list: a word of its setting `lists`. */
bool object_is_listed(const Object *object, const char *list);
/* Writes `models`, always, and `defaultTransformations` and `objectMetadata`
 * where there is anything. Fields of fields are listed under dotted names, as
 * far as the list may grow; what is more is an error. */
void object_fields_write(Platform *platform);
/* Writes `fields` of the definition of a common object: the fields of
 * `object->fields` with their types. */
void object_fields_write_common(Platform *platform, const Object *object);
/* What the platform calls the type of a field of a common object. */
const char *object_field_type(Arena *arena, const Field *field);

#endif

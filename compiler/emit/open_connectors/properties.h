/* properties.h - fields of a record as properties of a Swagger definition. */
#ifndef EMIT_OPEN_CONNECTORS_PROPERTIES_H
#define EMIT_OPEN_CONNECTORS_PROPERTIES_H

#include "emit/open_connectors/platform.h"

typedef enum PropertySide { PROPERTY_REQUEST, PROPERTY_ANSWER } PropertySide;

/* True if the field stands in a body of that side. */
bool property_is_sent(const Field *field, PropertySide side);
/* True if that is its name in the source or on the wire. */
bool property_is_called(const Field *field, const char *name);
/* Writes the property under its wire name, unless it does not stand there; one
 * that comes from a header is warned about. `style`: of the model it is in. */
void property_write(Platform *platform, const Field *field, PropertySide side,
                    unsigned style);
/* True if its fields stand where it is used: it has no definition. */
bool property_is_nested(const Type *type);
/* Writes `required` and `properties` of a record. */
void property_write_members(Platform *platform, const Record *record,
                            PropertySide side, unsigned style);
/* Writes type, format, items ... into the object that is open. */
void property_write_type(Platform *platform, const Type *type,
                         PropertySide side, unsigned style);
/* The same for what `alias` stands for. */
void property_write_alias(Platform *platform, const Type *alias,
                          PropertySide side, unsigned style);
/* Writes a value that is known when the source is compiled; nothing for NULL
 * and for all else. */
void property_write_constant(JsonWriter *json, Arena *arena, const char *key,
                             const Expr *expr);
void property_write_extensions(JsonWriter *json, Arena *arena,
                               const Extensions *extensions);

#endif

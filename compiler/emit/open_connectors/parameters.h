/* parameters.h - entries of `parameters`, global and of one resource. */
#ifndef EMIT_OPEN_CONNECTORS_PARAMETERS_H
#define EMIT_OPEN_CONNECTORS_PARAMETERS_H

#include "emit/open_connectors/platform.h"

/* The platform's word for a place of a request: "query", "bodyField" ... */
const char *parameter_place(Place place);
/* The platform's name of a type that is no model: "string", "integer" ... */
const char *parameter_data_type(const Field *field);

/* A constant or configured value, sent as `vendor_name` at `vendor_type`. Not
 * for VALUE_NOTHING and VALUE_UNKNOWN. */
Parameter parameter_constant(Value value, const char *vendor_type,
                             const char *vendor_name);
/* An argument of the caller. */
Parameter parameter_argument(const char *name, const char *type,
                             const char *vendor_type, const char *vendor_name,
                             bool required);
/* Writes the answer's `vendor_name` at `vendor_type` into configuration. */
Parameter parameter_response(const char *key, const char *vendor_type,
                             const char *vendor_name);

/* Appends, or replaces the one with that vendor name at that place, since on
 * the platform the later one wins. Header names are equal in any case. */
void parameters_add(Platform *platform, Parameters *list, Parameter parameter);
/* The request parameter that ends there, or NULL. */
const Parameter *parameters_find(const Parameters *list,
                                 const char *vendor_type,
                                 const char *vendor_name);
/* Adds what the assignments send; an unknown value is an error. */
void parameters_add_assigns(Platform *platform, Parameters *list,
                            const Assign *assigns, size_t count);
/* A cookie is a part of the header `Cookie`. */
void parameters_add_cookie(Platform *platform, Parameters *list,
                           const char *name, Value value);

/* Write the member `parameters`; a global one has no data type. */
void parameters_write_global(Platform *platform);
void parameters_write_endpoint(Platform *platform, const Endpoint *endpoint);

#endif

/* models.h - `model` of a resource: types as Swagger 2.0 definitions. */
#ifndef EMIT_OPEN_CONNECTORS_MODELS_H
#define EMIT_OPEN_CONNECTORS_MODELS_H

#include "emit/open_connectors/platform.h"

/* "contact", "contactList"; NULL for a type that needs no definition. */
const char *model_name(const Platform *platform, const Type *type);
/* How the definition of a type is written: bits of ModelStyle. */
unsigned model_style(const Platform *platform, const Schema *schema);
/* Writes the member `model` for the endpoint's request and answer, with all
 * definitions that they need; nothing if neither has a model. */
void models_write(Platform *platform, const Endpoint *endpoint);

#endif

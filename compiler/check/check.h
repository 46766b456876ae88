/* check.h - from syntax tree to model. */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include "front/program.h"
#include "model/model.h"

/* Checks the program's first unit and all it uses. Returns its connector, or
 * NULL where the file has no `connector` line (a library). The model is
 * complete only if the program's diagnostics hold no error. */
const Connector *check_program(Program *program);

/* Whether `text` can stand where a `url` is wanted: a scheme, and no character
 * that a URL can't hold. */
bool literal_is_url(const char *text);

#endif

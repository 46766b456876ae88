/* operations.h - what the files that read operations share.
 *
 * Owns: the parts of operation_read (checker.h). Each fills its part of the
 * operation and reports what is wrong with it.
 */
#ifndef CHECK_OPERATIONS_H
#define CHECK_OPERATIONS_H

#include "check/checker.h"

/* ---- op_paths.c ---- */

/* The method that a label names; GET where there is no such one. */
const char *method_check(Checker *ck, const Node *label);
/* Cuts the path into parts and makes a parameter of each variable; `fields` is
 * the block `path { }`, or NULL. */
void path_read(Checker *ck, Operation *op, const Node *label,
               const Node *fields);
/* Reports the fields of `path { }` that the path doesn't name. */
void path_check_unused(Checker *ck, const Operation *op, const Node *fields);
/* Notes an argument's name as taken. */
void argument_note(Checker *ck, const Field *field);

/* ---- xml.c ---- */

/* How the answer is read, `own` if the operation itself says so; NULL: as JSON.
 * Reports a type that XML can't carry. */
const Choice *decode_read(Checker *ck, const Operation *op, bool own);
/* The root element of a body that is XML, or NULL; reports the same. */
const char *xml_root_read(Checker *ck, const Operation *op);

/* ---- op_params.c ---- */

/* Reads query { }, header { } and the like; sorts all parameters, required
 * ones first. */
void params_read(Checker *ck, Operation *op, NodeList items);

#endif

/* json_writer.h - writes JSON: a text, pretty-printed with two spaces, or a
 * tree.
 *
 * Owns: the layout of every JSON file that connc writes. Keys come in the
 * order in which they are written, so output is as stable as its writer.
 * `key` is the member's name inside an object, NULL inside an array.
 */
#ifndef BASE_JSON_WRITER_H
#define BASE_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct JsonTree;

typedef struct JsonWriter {
    Buf *out;
    struct JsonTree *tree; /* grows in place of a text: json_tree.h */
    int depth;
    bool first;   /* nothing written yet at this depth */
    bool compact; /* one line, without spaces */
} JsonWriter;

void json_object(JsonWriter *json, const char *key);
void json_object_end(JsonWriter *json);
void json_array(JsonWriter *json, const char *key);
void json_array_end(JsonWriter *json);
void json_text(JsonWriter *json, const char *key, const char *text);
void json_int(JsonWriter *json, const char *key, int64_t value);
/* A number that is already JSON text. */
void json_number(JsonWriter *json, const char *key, const char *digits);
void json_bool(JsonWriter *json, const char *key, bool value);
void json_null(JsonWriter *json, const char *key);
/* `text` as a JSON string with its quotes. */
void json_quote(Buf *out, const char *text, size_t length);

#endif

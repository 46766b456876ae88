/* fuzz_xml.c - hostile XML to JSON and back, and JSON to XML.
 *
 * The input is an answer's body. What is XML becomes valid JSON, which becomes
 * XML that means the same. What decodes as the record of the unit tests
 * encodes, and the outcome is read and encoded to the same bytes again. Input
 * that is JSON and can be XML becomes a document that is XML. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "conn/functions.h"
#include "unit/xml_sample.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const conn_json_limits deepest = {.max_depth = CONN_JSON_DEPTH};

static void require(bool truth)
{
    if (!truth)
        abort();
}

static conn_str text_of(const conn_buf *buf)
{
    return (conn_str){buf->data, buf->len};
}

static void require_same(const conn_buf *a, const conn_buf *b)
{
    require(a->len == b->len && memcmp(a->data, b->data, a->len) == 0);
}

static conn_status read_xml(conn_str xml, const conn_type *type, conn_buf *json)
{
    conn_error err = {0};
    conn_status status = conn_xml_to_json(xml, type, NULL, json, NULL, &err);
    require(status == CONN_OK || err.offset <= xml.len);
    require(status != CONN_OK ||
            conn_json_check(json->data, json->len, &deepest, NULL) == CONN_OK);
    conn_error_clear(&err);
    return status;
}

/* ---- without types ---- */

/* Both readers, that of bodies and that of hooks, take the same. */
static void check_hook(conn_str xml, bool taken)
{
    conn_run *run = conn_run_open(NULL);
    require(run != NULL);
    conn_fn_string_parse_xml(run, conn_any_text(xml.data, xml.len));
    require(!taken || !conn_stopped(run));
    conn_run_close(run);
}

static void check_untyped(conn_str xml)
{
    conn_buf json = {0}, again = {0}, written = {0};
    bool taken = read_xml(xml, NULL, &json) == CONN_OK;
    if (taken) {
        check_hook(xml, taken);
        require(conn_xml_from_json(&written, "R", NULL, text_of(&json), NULL) ==
                CONN_OK);
        require(read_xml(text_of(&written), NULL, &again) == CONN_OK);
        require_same(&json, &again);
    }
    conn_buf_free(&json);
    conn_buf_free(&again);
    conn_buf_free(&written);
}

/* ---- as a record ---- */

/* The record's JSON, if the document is one; JSON can't write all of them (an
 * enum's empty text). */
static bool encode(conn_str xml, conn_buf *out)
{
    conn_arena arena = {0};
    conn_buf json = {0};
    conn_error err = {0};
    order o;
    memset(&o, 0, sizeof o);
    bool done = read_xml(xml, &xs_order, &json) == CONN_OK;
    if (done && conn_json_decode(&arena, json.data, json.len, &xs_order, &o,
                                 &deepest, &err) != CONN_OK) {
        size_t offset = err.offset;
        conn_buf_reset(&json);
        require(conn_xml_to_json(xml, &xs_order, NULL, &json, &offset, NULL) ==
                    CONN_OK &&
                offset <= xml.len);
        done = false;
    }
    done = done && conn_json_encode(out, &xs_order, &o, NULL) == CONN_OK;
    conn_error_clear(&err);
    conn_arena_free(&arena);
    conn_buf_free(&json);
    return done;
}

static void check_typed(conn_str xml)
{
    conn_buf first = {0}, second = {0}, written = {0};
    if (encode(xml, &first)) {
        require(conn_xml_from_json(&written, "R", NULL, text_of(&first),
                                   NULL) == CONN_OK);
        require(encode(text_of(&written), &second));
        require_same(&first, &second);
    }
    conn_buf_free(&first);
    conn_buf_free(&second);
    conn_buf_free(&written);
}

/* ---- JSON ---- */

/* A member that comes twice becomes an attribute that does. */
static void check_written(const conn_buf *xml, conn_buf *json)
{
    conn_error err = {0};
    conn_status status =
        conn_xml_to_json(text_of(xml), NULL, NULL, json, NULL, &err);
    require(status == CONN_OK || strstr(err.message, ": an attribute"));
    conn_error_clear(&err);
}

static void check_json(const char *text, size_t size)
{
    conn_buf json = {0}, xml = {0}, again = {0};
    conn_buf_add(&json, text, size);
    if (json.len > 0 &&
        conn_json_check(json.data, json.len, NULL, NULL) == CONN_OK &&
        conn_xml_from_json(&xml, "p:R", "urn:\"", text_of(&json), NULL) ==
            CONN_OK)
        check_written(&xml, &again);
    conn_buf_free(&json);
    conn_buf_free(&xml);
    conn_buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    conn_str text = {(const char *)data, size};
    check_untyped(text);
    check_typed(text);
    check_json(text.data, size);
    return 0;
}

/* xml_write.c - JSON to XML. The JSON is valid: the encoder made it, or a
 * hook's value. Objects are gone through twice, as attributes stand before the
 * rest.
 */
#include "fail.h"
#include "json.h"
#include "xml_tree.h"

enum { DEEPEST = 128 };

typedef struct writer {
    conn_buf *out;
    conn_arena arena; /* texts that had escapes */
    conn_buf path;    /* JSON Pointer of what is written */
    const char *problem;
    int depth;
} writer;

/* A part of the JSON that is gone through. */
typedef struct cursor {
    const char *at;
    const char *end;
} cursor;

static bool goes(const writer *w)
{
    return w->problem == NULL && w->out->status == CONN_OK;
}

static void refuse(writer *w, const char *problem)
{
    if (w->problem == NULL)
        w->problem = problem;
}

/* ---- reading JSON ---- */

static char peek(cursor *c)
{
    while (c->at < c->end && memchr(" \t\r\n", *c->at, 4) != NULL)
        c->at++;
    return (char)(c->at < c->end ? *c->at : '\0');
}

static bool take(cursor *c, char what)
{
    if (peek(c) != what)
        return false;
    c->at++;
    return true;
}

static void skip_string(cursor *c)
{
    for (c->at++; c->at < c->end && *c->at != '"'; c->at++)
        c->at += *c->at == '\\' && c->end - c->at > 1;
    c->at += c->at < c->end;
}

/* The text of the next value. */
static conn_json_slice take_value(cursor *c)
{
    int depth = 0;
    char next = peek(c);
    const char *start = c->at, *end = start;
    do {
        if (next == '"') {
            skip_string(c);
        } else if (next == '{' || next == '[') {
            depth++;
            c->at++;
        } else if (next == '}' || next == ']') {
            depth--;
            c->at++;
        } else if (next == ',' || next == ':') {
            c->at++;
        } else {
            while (c->at < c->end && memchr(",:]} \t\r\n", *c->at, 8) == NULL)
                c->at++;
        }
        end = c->at;
        next = peek(c);
    } while (depth > 0 && next != '\0');
    return (conn_json_slice){start, (size_t)(end - start)};
}

/* The characters of a string, or a number or a bool as it is written. */
static conn_str text_of(writer *w, conn_json_slice value)
{
    conn_str text = {value.data, value.len};
    conn_buf plain = {0};
    bool quoted = value.len > 1 && *value.data == '"';
    if (quoted)
        text = (conn_str){text.data + 1, text.len - 2};
    if (!quoted || text.len == 0 || memchr(text.data, '\\', text.len) == NULL)
        return text;
    if (conn_json_slice_text(value, &plain)) {
        text.len = plain.len;
        text.data = conn_arena_text(&w->arena, plain.len > 0 ? plain.data : "",
                                    plain.len);
    } else {
        text.data = NULL;
        if (plain.status == CONN_OK)
            refuse(w, "text is not UTF-8");
    }
    conn_buf_free(&plain);
    if (text.data != NULL)
        return text;
    if (w->problem == NULL)
        w->out->status = CONN_MEMORY;
    return (conn_str){"", 0};
}

static bool is_scalar(conn_json_slice value)
{
    return value.len > 0 && *value.data != '{' && *value.data != '[';
}

/* ---- writing ---- */

/* Appends a step to the path; returns the length to cut it back to. */
static size_t enter(writer *w, conn_str name)
{
    size_t before = w->path.len;
    conn_buf_putc(&w->path, '/');
    for (size_t i = 0; i < name.len; i++)
        if (name.data[i] == '~' || name.data[i] == '/')
            conn_buf_puts(&w->path, name.data[i] == '~' ? "~0" : "~1");
        else
            conn_buf_putc(&w->path, name.data[i]);
    return before;
}

static void leave(writer *w, size_t before)
{
    if (goes(w)) /* else it says where */
        conn_buf_cut(&w->path, before);
}

/* What stands for a character that would be read as another (XML 1.0 sections
 * 2.4, 2.11 and 3.3.3), or NULL. */
static const char *escape_of(char c, bool attribute)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#13;";
    case '"':
        return attribute ? "&quot;" : NULL;
    case '\t':
        return attribute ? "&#9;" : NULL;
    case '\n':
        return attribute ? "&#10;" : NULL;
    }
    return NULL;
}

static void write_text(writer *w, conn_str text, bool attribute)
{
    size_t done = 0;
    if (!conn_xml_is_text(text)) {
        refuse(w, "the text has a character that XML can't carry");
        return;
    }
    for (size_t i = 0; i < text.len; i++) {
        const char *escape = escape_of(text.data[i], attribute);
        if (escape == NULL)
            continue;
        conn_buf_add(w->out, text.data + done, i - done);
        conn_buf_puts(w->out, escape);
        done = i + 1;
    }
    conn_buf_add(w->out, text.data + done, text.len - done);
}

static void write_name(writer *w, conn_str name)
{
    if (conn_xml_is_name(name))
        conn_buf_add(w->out, name.data, name.len);
    else
        refuse(w, "XML can't have this name");
}

static void write_attribute(writer *w, conn_str name, conn_json_slice value)
{
    if (conn_json_slice_is_null(value))
        return;
    if (!is_scalar(value)) {
        refuse(w, "an attribute is a single value");
        return;
    }
    conn_buf_putc(w->out, ' ');
    write_name(w, name);
    conn_buf_puts(w->out, "=\"");
    write_text(w, text_of(w, value), true);
    conn_buf_putc(w->out, '"');
}

static void write_element(writer *w, conn_str name, conn_json_slice value,
                          const char *ns);

/* An array: an element for each of its values. */
static void write_list(writer *w, conn_str name, conn_json_slice list)
{
    cursor c = {list.data + 1, list.data + list.len};
    for (size_t i = 0; goes(w) && peek(&c) != ']' && c.at < c.end; i++) {
        char index[24];
        snprintf(index, sizeof index, "%zu", i);
        size_t before = enter(w, conn_str_of(index));
        conn_json_slice value = take_value(&c);
        if (*value.data == '[')
            refuse(w, "XML can't carry a list of lists");
        else
            write_element(w, name, value, NULL);
        leave(w, before);
        take(&c, ',');
    }
}

typedef void member_fn(writer *w, conn_str name, conn_json_slice value);

static void write_if_attribute(writer *w, conn_str name, conn_json_slice value)
{
    if (name.len > 0 && *name.data == '@')
        write_attribute(w, (conn_str){name.data + 1, name.len - 1}, value);
}

static void write_if_content(writer *w, conn_str name, conn_json_slice value)
{
    if (name.len > 0 && *name.data == '@')
        return;
    if (!conn_str_is(name, "#text"))
        write_element(w, name, value, NULL);
    else if (!is_scalar(value))
        refuse(w, "the text of an element is a single value");
    else if (!conn_json_slice_is_null(value))
        write_text(w, text_of(w, value), false);
}

static void each_member(writer *w, conn_json_slice object, member_fn *write)
{
    cursor c = {object.data + 1, object.data + object.len};
    while (goes(w) && peek(&c) != '}' && c.at < c.end) {
        conn_str name = text_of(w, take_value(&c));
        take(&c, ':');
        size_t before = enter(w, name);
        write(w, name, take_value(&c));
        leave(w, before);
        take(&c, ',');
    }
}

static void write_content(writer *w, conn_json_slice value)
{
    if (*value.data == '{')
        each_member(w, value, write_if_content);
    else
        write_text(w, text_of(w, value), false);
}

/* The element, with a default namespace if it has none of its own. */
static void write_one(writer *w, conn_str name, conn_json_slice value,
                      const char *ns)
{
    conn_json_slice own;
    conn_buf_putc(w->out, '<');
    write_name(w, name);
    if (ns != NULL && !conn_json_member(value, "@xmlns", &own)) {
        conn_buf_puts(w->out, " xmlns=\"");
        write_text(w, conn_str_of(ns), true);
        conn_buf_putc(w->out, '"');
    }
    if (*value.data == '{')
        each_member(w, value, write_if_attribute);
    if (conn_json_slice_is_null(value))
        conn_buf_puts(w->out, " xmlns:xsi=\"http://www.w3.org/2001/"
                              "XMLSchema-instance\" xsi:nil=\"true\"");
    size_t end = w->out->len;
    conn_buf_putc(w->out, '>');
    if (!conn_json_slice_is_null(value))
        write_content(w, value);
    if (w->out->len == end + 1 && *value.data != '"') {
        conn_buf_cut(w->out, end);
        conn_buf_puts(w->out, "/>");
        return;
    }
    conn_buf_puts(w->out, "</");
    conn_buf_add(w->out, name.data, name.len);
    conn_buf_putc(w->out, '>');
}

static void write_element(writer *w, conn_str name, conn_json_slice value,
                          const char *ns)
{
    if (value.len == 0)
        refuse(w, "there is no value");
    else if (*value.data == '[')
        write_list(w, name, value);
    else if (w->depth == DEEPEST)
        refuse(w, "elements are nested too deep");
    if (!goes(w) || *value.data == '[')
        return;
    w->depth++;
    write_one(w, name, value, ns);
    w->depth--;
}

conn_status conn_xml_from_json(conn_buf *xml, const char *root, const char *ns,
                               conn_str json, conn_error *err)
{
    writer w = {.out = xml};
    cursor c = {json.data, json.data + json.len};
    conn_error_clear(err);
    conn_buf_puts(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    conn_json_slice value = take_value(&c);
    if (value.len > 0 && *value.data == '[')
        refuse(&w, "a document is one element, and no list");
    write_element(&w, conn_str_of(root), value, ns);
    conn_status status = CONN_OK;
    if (w.problem != NULL) {
        const char *path = w.path.data != NULL ? w.path.data : "";
        status = conn_fail(err, CONN_USAGE, "%.100s%s%s", path,
                           *path != '\0' ? ": " : "", w.problem);
        if (err != NULL)
            err->pointer = conn_error_text(err, path, w.path.len);
    } else if (xml->status == CONN_MEMORY || w.path.status != CONN_OK) {
        status = conn_fail_memory(err);
    } else if (xml->status != CONN_OK) {
        status = conn_fail(err, xml->status, "the body is too long");
    }
    conn_buf_free(&w.path);
    conn_arena_free(&w.arena);
    return status;
}

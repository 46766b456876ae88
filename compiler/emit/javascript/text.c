/* text.c - literals, names and places in JavaScript. No text of a source gets
 * into a script but through here. */
#include "emit/javascript/writer.h"

#include <string.h>

/* Words that name nothing else in ES5.1 strict mode, nor in later editions. */
static const char *const reserved[] = {
    "abstract",
    "arguments",
    "await",
    "boolean",
    "break",
    "byte",
    "case",
    "catch",
    "char",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "double",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "final",
    "finally",
    "float",
    "for",
    "function",
    "goto",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "int",
    "interface",
    "let",
    "long",
    "native",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "short",
    "static",
    "super",
    "switch",
    "synchronized",
    "this",
    "throw",
    "throws",
    "transient",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "volatile",
    "while",
    "with",
    "yield",
    /* global ones that helpers use */
    "Array",
    "Date",
    "Infinity",
    "JSON",
    "Math",
    "NaN",
    "Number",
    "Object",
    "RegExp",
    "String",
    "Error",
    "Boolean",
    "isFinite",
    "isNaN",
    "parseFloat",
    "parseInt",
    "decodeURIComponent",
    "encodeURIComponent",
    /* what hooks have */
    "CE",
    "configuration",
    "console",
    "done",
    "error",
    "event",
    "events",
    "kept",
    "made",
    "route",
    "meta_data",
    "module",
    "multipart_hook_context_items",
    "notify",
    "object_name",
    "print",
    "request",
    "require",
    "response",
    "result",
    "originalObject",
    "transformedObject",
    "fromVendor",
};

bool script_is_taken(const JsWriter *js, const char *name)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (strcmp(reserved[i], name) == 0)
            return true;
    return strncmp(name, "request_", 8) == 0 ||
           strncmp(name, "response_", 9) == 0 || script_is_helper(js, name);
}

bool script_is_name(const char *text)
{
    static const char others[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    return *text && strspn(text, others) == strlen(text) &&
           !(*text >= '0' && *text <= '9');
}

/* ---- literals ---- */

/* The scalar that begins at `*text`, which is moved behind it. Sources are
 * valid UTF-8. */
static unsigned long next_scalar(const char **text)
{
    const unsigned char *at = (const unsigned char *)*text;
    int more = *at >= 0xF0 ? 3 : *at >= 0xE0 ? 2 : *at >= 0xC0 ? 1 : 0;
    static const unsigned char mask[] = {0x7F, 0x1F, 0x0F, 0x07};
    unsigned long scalar = *at++ & mask[more];
    for (; more > 0 && (*at & 0xC0) == 0x80; more--)
        scalar = scalar << 6 | (*at++ & 0x3F);
    *text = (const char *)at;
    return scalar;
}

/* Invisible, or moving what is around it, or a line end to an old engine. */
static bool must_escape(unsigned long c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF0 && c <= 0xFFFF) || c > 0xFFFF;
}

static void put_escaped(Buf *out, unsigned long c)
{
    if (c == '\n') {
        buf_puts(out, "\\n");
    } else if (c == '\t') {
        buf_puts(out, "\\t");
    } else if (c == '\r') {
        buf_puts(out, "\\r");
    } else if (c > 0xFFFF) {
        c -= 0x10000;
        buf_printf(out, "\\u%04lx\\u%04lx", 0xD800 + (c >> 10),
                   0xDC00 + (c & 0x3FF));
    } else {
        buf_printf(out, "\\u%04lx", c);
    }
}

void script_quote(Buf *out, const char *text)
{
    buf_putc(out, '"');
    while (*text) {
        const char *start = text;
        unsigned long c = next_scalar(&text);
        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", (char)c);
        else if (c == '<' && (*text == '/' || *text == '!'))
            buf_puts(out, "\\u003c"); /* no </script>, no <!-- */
        else if (c == '>' && text - start == 1 && out->length > 0 &&
                 out->text[out->length - 1] == '-')
            buf_puts(out, "\\u003e"); /* no --> */
        else if (must_escape(c))
            put_escaped(out, c);
        else
            buf_write(out, start, (size_t)(text - start));
    }
    buf_putc(out, '"');
}

/* `__proto__` is no name like others to an engine. */
void script_property(JsWriter *js, const char *name)
{
    if (script_is_name(name)) {
        buf_printf(js->out, ".%s", name);
        return;
    }
    buf_putc(js->out, '[');
    script_quote(js->out, name);
    buf_putc(js->out, ']');
}

void script_key(JsWriter *js, const char *name)
{
    if (script_is_name(name))
        buf_puts(js->out, name);
    else
        script_quote(js->out, name);
}

/* ---- layout ---- */

void script_indent(JsWriter *js)
{
    for (int i = 0; i < js->indent; i++)
        buf_puts(js->out, "  ");
}

bool script_open(JsWriter *js, JsBinding own, JsBinding least)
{
    if (own < least)
        buf_putc(js->out, '(');
    return own < least;
}

void script_close(JsWriter *js, bool open)
{
    if (open)
        buf_putc(js->out, ')');
}

/* ---- places ---- */

const char *script_place(JsWriter *js, Span span)
{
    const Sources *sources = js->connector->sources;
    if (!sources || span.file == 0)
        return js->connector->key;
    const char *name = source_of(sources, span.file)->name;
    const char *slash = strrchr(name, '/');
    name = slash ? slash + 1 : name;
    char *safe = arena_text(js->arena, name, strlen(name));
    for (char *c = safe; *c; c++)
        if ((unsigned char)*c < 0x20 || (unsigned char)*c > 0x7E)
            *c = '?';
    return arena_format(js->arena, "%s:%zu", safe,
                        source_line_of(sources, span.file, span.start));
}

void script_refuse(JsWriter *js, Span span, const char *what)
{
    js->failed = true;
    diag_report(js->diags, D_OC_HOOK, span, what);
}

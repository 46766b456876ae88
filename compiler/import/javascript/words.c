/* words.c - names, texts and facts: what the other files write with. */
#include "import/javascript/translator.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NO = 0, B = 1 << JS_BEFORE, A = 1 << JS_AFTER };

const Root js_roots[ROOT_COUNT] = {
#define ROOT(id, variable, path, type, key, whole)                             \
    [ROOT_##id] = {variable, path, type, key, whole},
#include "import/javascript/roots.def"
#undef ROOT
};

void js_refuse(Translator *tr, const char *why)
{
    if (!tr->out->why)
        tr->out->why = why;
}

bool js_stopped(const Translator *tr)
{
    return tr->out->why != NULL;
}

/* ---- texts ---- */

static void quote_char(Buf *buf, const char *at)
{
    static const char plain[] = "\n\t\r\"\\", escaped[] = "ntr\"\\";
    const char *found = strchr(plain, *at);
    if (found)
        buf_printf(buf, "\\%c", escaped[found - plain]);
    else if (*at == '$' && at[1] == '{')
        buf_puts(buf, "\\$");
    else if ((unsigned char)*at < 0x20 || *at == 0x7f)
        buf_printf(buf, "\\u{%x}", (unsigned)(unsigned char)*at);
    else
        buf_putc(buf, *at);
}

const char *js_quoted(Translator *tr, const char *text)
{
    Buf buf = {0};
    buf_putc(&buf, '"');
    for (; *text; text++)
        quote_char(&buf, text);
    buf_putc(&buf, '"');
    const char *out = arena_text(tr->arena, buf.text, buf.length);
    buf_free(&buf);
    return out;
}

static bool is_reserved(const char *name)
{
    static const char *const words[] = {
        "and",   "or",  "not",   "in",   "as",   "if",    "then", "else",
        "match", "try", "catch", "fail", "true", "false", "null"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(name, words[i]) == 0)
            return true;
    return false;
}

static bool is_name(const char *text)
{
    if (!isalpha((unsigned char)*text) && *text != '_')
        return false;
    for (const char *p = text; *p; p++)
        if (!isalnum((unsigned char)*p) && *p != '_')
            return false;
    return !is_reserved(text);
}

/* Names that mean something of their own where a hook stands. */
static bool is_taken(const char *name)
{
    static const char *const words[] = {
        "request",  "response", "caller", "config",   "account", "information",
        "args",     "headers",  "body",   "status",   "log",     "map",
        "custom",   "let",      "for",    "return",   "skip",    "now",
        "query",    "cookies",  "event",  "metadata", "type",    "enum",
        "original", "item",     "value",  "fn",       "import",  "expect",
        "template", "before",   "after"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(name, words[i]) == 0)
            return true;
    return is_reserved(name);
}

void js_take_name(Translator *tr, const char *local, const char *name)
{
    for (size_t i = 0; i < tr->variable_count; i++) {
        const Variable *v = &tr->variables[i];
        if (v->local && strcmp(v->local, local) == 0 &&
            strcmp(v->name, name) != 0)
            js_refuse(tr, "two variables with the same name but for its case");
    }
    for (const Override *o = tr->overrides; o; o = o->next)
        if (o->value.text && strcmp(o->value.text, local) == 0)
            js_refuse(tr, "a variable with the name of a parameter");
}

const char *js_local_name(Translator *tr, const char *name)
{
    Buf buf = {0};
    for (const char *p = name; *p; p++) {
        if (isupper((unsigned char)*p) && p > name &&
            islower((unsigned char)p[-1]))
            buf_putc(&buf, '_');
        if (*p != '$')
            buf_putc(&buf, (char)tolower((unsigned char)*p));
    }
    const char *out = arena_text(tr->arena, buf_text(&buf), buf.length);
    buf_free(&buf);
    if (!isalpha((unsigned char)*out) || is_taken(out))
        out = arena_format(tr->arena, "the_%s", out);
    return out;
}

const char *js_member_text(Translator *tr, const char *path, const char *name)
{
    if (is_name(name))
        return arena_format(tr->arena, "%s.%s", path, name);
    return arena_format(tr->arena, "%s[%s]", path, js_quoted(tr, name));
}

/* ---- lines ---- */

/* Without what might end a comment or a line elsewhere. */
static const char *comment_text(Translator *tr, const char *from, size_t length)
{
    char *text = arena_text(tr->arena, from, length);
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = ' ';
    return text;
}

static void write_comment(Translator *tr)
{
    const char *at = tr->comment;
    tr->comment = NULL;
    while (at && *at) {
        size_t length = strcspn(at, "\n");
        while (length && strchr(" \t*/", *at)) {
            at++;
            length--;
        }
        size_t kept = length;
        while (kept && strchr(" \t\r*/", at[kept - 1]))
            kept--;
        if (kept)
            js_line(tr, "// %s", comment_text(tr, at, kept));
        at += length + (at[length] == '\n');
    }
}

void js_line(Translator *tr, const char *format, ...)
{
    if (tr->comment)
        write_comment(tr);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = arena_alloc(tr->arena, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    for (int i = 0; i < tr->indent; i++)
        buf_puts(tr->statements, "  ");
    buf_printf(tr->statements, "%s\n", text);
}

/* ---- values ---- */

Value js_value(const char *text, ValueType type, Binding binding)
{
    return (Value){
        .text = text, .type = type, .binding = binding, .root = ROOT_NONE};
}

const char *js_bound(Translator *tr, const Value *value, Binding least)
{
    return value->binding >= least
               ? value->text
               : arena_format(tr->arena, "(%s)", value->text);
}

RootId js_root_of(const char *variable)
{
    for (size_t i = 0; i < ROOT_COUNT; i++)
        if (strcmp(js_roots[i].variable, variable) == 0)
            return (RootId)i;
    return ROOT_NONE;
}

Variable *js_variable(Translator *tr, const char *name)
{
    for (size_t i = 0; i < tr->variable_count; i++)
        if (strcmp(tr->variables[i].name, name) == 0)
            return &tr->variables[i];
    return NULL;
}

/* ---- what the hook sets for itself ---- */

void js_override(Translator *tr, const char *path, const char *name,
                 const Value *value)
{
    Override *made = arena_new(tr->arena, Override);
    *made = (Override){path, *value, tr->overrides};
    made->value.text =
        tr->override_count++
            ? arena_format(tr->arena, "%s%d", name, tr->override_count)
            : name;
    js_take_name(tr, made->value.text, "");
    made->value.binding = BIND_POSTFIX;
    made->value.path = true;
    made->value.constant = NULL;
    js_line(tr, "let %s = %s", made->value.text, value->text);
    tr->overrides = made;
}

const Value *js_overridden(const Translator *tr, const char *path)
{
    for (const Override *o = tr->overrides; o; o = o->next)
        if (strcmp(o->path, path) == 0)
            return &o->value;
    return NULL;
}

/* ---- facts ---- */

bool js_knows(const Translator *tr, const char *path, bool truthy)
{
    for (const Fact *f = tr->facts; f; f = f->next)
        if (strcmp(f->path, path) == 0 && (f->truthy || !truthy))
            return true;
    return false;
}

void js_learn(Translator *tr, const char *path, bool truthy)
{
    Fact *fact = arena_new(tr->arena, Fact);
    *fact = (Fact){path, truthy, tr->facts};
    tr->facts = fact;
}

void js_forget(Translator *tr, const char *path)
{
    const Fact *old = tr->facts;
    size_t length = strlen(path);
    tr->facts = NULL;
    for (; old; old = old->next)
        if (strncmp(old->path, path, length) != 0)
            js_learn(tr, old->path, old->truthy);
}

/* library.c - the helpers that hooks carry: functions of the *.js files of
 * stdlib/, each below a line `// name:` or `// name: needs a, b` and above the
 * next one. What a hook uses, with what that needs, is copied behind it. */
#include "emit/javascript/writer.h"

#include <string.h>

#include "stdlib.h"

/* One helper, as a part of the text of its file. */
struct Helper {
    const char *name, *needs, *text;
    size_t name_length, needs_length, length;
};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (c >= '0' && c <= '9');
}

static size_t line_length(const char *text)
{
    size_t length = strcspn(text, "\n");
    return length + (text[length] == '\n');
}

/* Whether the line is a helper's head; then its name and needs are set. */
static bool read_head(const char *line, Helper *out)
{
    static const char needs[] = ": needs ";
    size_t end = strcspn(line, "\n"), n = 3;
    if (strncmp(line, "// ", 3) != 0)
        return false;
    while (n < end && is_word(line[n]))
        n++;
    *out = (Helper){.name = line + 3, .name_length = n - 3};
    if (n == 3 || n == end || line[n] != ':')
        return false;
    if (n + 1 == end)
        return true;
    if (strncmp(line + n, needs, sizeof needs - 1) != 0)
        return false;
    out->needs = line + n + sizeof needs - 1;
    out->needs_length = end - n - (sizeof needs - 1);
    return true;
}

/* The helper after the one that ends at `*at` of file number `*file`. */
static bool next_helper(size_t *file, const char **at, Helper *out)
{
    Helper unused;
    for (; *file < stdlib_script_count; (*file)++, *at = NULL) {
        if (!*at)
            *at = stdlib_scripts[*file].text;
        while (**at && !read_head(*at, out))
            *at += line_length(*at);
        if (!**at)
            continue;
        *at += line_length(*at);
        out->text = *at;
        while (**at && !read_head(*at, &unused))
            *at += line_length(*at);
        out->length = (size_t)(*at - out->text);
        while (out->length > 0 && out->text[out->length - 1] == '\n')
            out->length--;
        return true;
    }
    return false;
}

static void read_library(JsWriter *js)
{
    Helper helper;
    size_t file = 0;
    const char *at = NULL;
    while (next_helper(&file, &at, &helper)) {
        Helper *kept = arena_new(js->arena, Helper);
        *kept = helper;
        map_set(js->arena, &js->library,
                arena_text(js->arena, helper.name, helper.name_length), kept);
        vec_push(js->arena, js->library_order, js->library_count, kept);
    }
}

JsWriter script_make(const Connector *connector, const JsNames *names,
                     Arena *arena, Diags *diags, JsKind kind, Buf *text)
{
    JsWriter js = {.connector = connector,
                   .names = names,
                   .arena = arena,
                   .diags = diags,
                   .kind = kind,
                   .out = text,
                   .uses = hook_uses_make(connector, arena)};
    read_library(&js);
    return js;
}

bool script_is_helper(const JsWriter *js, const char *name)
{
    return map_get(&js->library, name) != NULL;
}

/* ---- use ---- */

static void use(JsWriter *js, const char *name, size_t length)
{
    const char *key = arena_text(js->arena, name, length);
    const Helper *helper = map_get(&js->library, key);
    if (!helper || map_get(&js->helpers, key))
        return;
    map_set(js->arena, &js->helpers, key, (void *)(uintptr_t)key);
    for (size_t i = 0; i < helper->needs_length;) {
        size_t n = 0;
        while (i + n < helper->needs_length && is_word(helper->needs[i + n]))
            n++;
        if (n > 0)
            use(js, helper->needs + i, n);
        i += n > 0 ? n : 1;
    }
}

const char *script_helper(JsWriter *js, const char *name)
{
    use(js, name, strlen(name));
    return name;
}

bool script_throws(JsWriter *js)
{
    return map_get(&js->helpers, "fail") || map_get(&js->helpers, "ends") ||
           map_get(&js->helpers, "skip");
}

void script_write_helpers(JsWriter *js)
{
    for (size_t i = 0; i < js->library_count; i++) {
        const Helper *helper = js->library_order[i];
        const char *key =
            arena_text(js->arena, helper->name, helper->name_length);
        if (!map_get(&js->helpers, key))
            continue;
        buf_putc(js->out, '\n');
        buf_write(js->out, helper->text, helper->length);
        buf_putc(js->out, '\n');
    }
}

const char *script_variable(JsWriter *js, const char *name)
{
    map_set(js->arena, &js->variables, name, (void *)(uintptr_t)name);
    return name;
}

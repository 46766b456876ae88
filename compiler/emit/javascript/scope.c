/* scope.c - names of the source as variables that don't get in each other's
 * way: JavaScript has one scope for a whole function. */
#include "emit/javascript/writer.h"

#include <string.h>

static bool is_used(const JsWriter *js, const char *text)
{
    for (size_t i = 0; i < js->temporary_count; i++)
        if (strcmp(js->temporary[i], text) == 0)
            return true;
    for (const HookLocal *l = js->uses.locals; l; l = l->next)
        if (strcmp(l->text, text) == 0)
            return true;
    return script_is_taken(js, text);
}

static const char *unused(JsWriter *js, const char *like)
{
    /* All names that begin like these are the platform's. */
    if (strncmp(like, "request_", 8) == 0 || strncmp(like, "response_", 9) == 0)
        like = arena_format(js->arena, "own_%s", like);
    const char *text = like;
    for (int i = 2; is_used(js, text); i++)
        text = arena_format(js->arena, "%s%d", like, i);
    return text;
}

static const char *add(JsWriter *js, const char *name, const char *text,
                       unsigned parts)
{
    HookLocal *local = arena_new(js->arena, HookLocal);
    *local = (HookLocal){
        .name = name, .text = text, .parts = parts, .next = js->uses.locals};
    js->uses.locals = local;
    return text;
}

const char *script_bind(JsWriter *js, const char *name, unsigned parts)
{
    return add(js, name, unused(js, name), parts);
}

const char *script_fresh(JsWriter *js, const char *like)
{
    return add(js, NULL, unused(js, like), 0);
}

const char *script_temporary(JsWriter *js)
{
    const char *name = unused(js, "value");
    vec_push(js->arena, js->temporary, js->temporary_count, name);
    return name;
}

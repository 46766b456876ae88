/* placeholders.c - `{config.x}` and `$config.x` in a text: how other tools
 * write `${config.x}`.
 *
 * Only where a value of that name is there, so that a text that means what it
 * says is left alone.
 */
#include <string.h>

#include "check/expressions.h"

/* What stands in a text: `{config.x}`, from its bracket or dollar sign. */
typedef struct Placeholder {
    Span span;
    const char *root, *field; /* "config", "x" */
} Placeholder;

static size_t name_length(const char *text, const char *end)
{
    size_t length = 0;
    while (text + length < end &&
           ((text[length] >= 'a' && text[length] <= 'z') ||
            (text[length] >= 'A' && text[length] <= 'Z') ||
            (text[length] >= '0' && text[length] <= '9') ||
            text[length] == '_'))
        length++;
    return length;
}

/* Reads the one that starts at `at`, a `{` or a `$` of the source. */
static bool read_placeholder(Checker *ck, const char *at, const char *end,
                             Placeholder *found)
{
    bool braces = *at == '{';
    const char *root = at + 1;
    size_t length = name_length(root, end);
    const char *field = root + length + 1;
    if (!length || field >= end || field[-1] != '.')
        return false;
    size_t field_length = name_length(field, end);
    const char *after = field + field_length;
    if (!field_length || (braces && (after >= end || *after != '}')))
        return false;
    found->span.end = found->span.start + (uint32_t)(after + braces - at);
    found->root = arena_text(ck->arena, root, length);
    found->field = arena_text(ck->arena, field, field_length);
    return true;
}

static bool is_configured(const Connector *connector, const char *name)
{
    for (size_t i = 0; i < connector->configuration_count; i++)
        if (strcmp(connector->configuration[i]->name, name) == 0)
            return true;
    return false;
}

static bool is_argument(const Operation *op, const char *name)
{
    for (size_t i = 0; op && i < op->param_count; i++)
        if (strcmp(op->params[i].field.name, name) == 0)
            return true;
    return false;
}

static bool is_there(Checker *ck, const Env *env, const Placeholder *found)
{
    const char *root = found->root;
    const Binding *local = env_find(env, root);
    if (local)
        return strcmp(root, "args") == 0 &&
               local->value->type->kind == TYPE_RECORD &&
               record_field(local->value->type->record, found->field);
    if (strcmp(root, "config") == 0)
        return env->roots & ROOT_CONFIG &&
               is_configured(ck->connector, found->field);
    if (strcmp(root, "account") == 0)
        return env->roots & ROOT_ACCOUNT && account_slot(ck, found->field) >= 0;
    return strcmp(root, "args") == 0 && env->roots & ROOT_ARGS &&
           is_argument(env->operation, found->field);
}

static void report(Checker *ck, const Placeholder *found)
{
    const char *meant =
        arena_format(ck->arena, "${%s.%s}", found->root, found->field);
    Diag *d = diag_report(ck->diags, D_LITERAL_PLACEHOLDER, found->span,
                          SOURCE_AT(ck, found->span), meant);
    diag_suggest(ck->diags, d, found->span, meant);
}

/* In the source, where the places are: an escaped sign has a backslash or a
 * dollar sign in front. */
void placeholders_check(Checker *ck, const Env *env, const Node *text)
{
    Span span = text->span;
    if (env->constant || text->as.string.raw || !span.file ||
        !text->as.string.text || !strpbrk(text->as.string.text, "{$"))
        return;
    const char *source = source_of(&ck->program->sources, span.file)->text;
    const char *start = source + span.start, *end = source + span.end;
    for (const char *at = start; at < end; at++) {
        Placeholder found = {.span = span};
        found.span.start = (uint32_t)(at - source);
        bool sign = (*at == '{' || *at == '$') &&
                    (at == start || (at[-1] != '\\' && at[-1] != '$'));
        if (sign && read_placeholder(ck, at, end, &found) &&
            is_there(ck, env, &found))
            report(ck, &found);
    }
}

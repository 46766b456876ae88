/* loops.c - `for`: what it goes through, and what it names. */
#include "check/steps.h"

#include <string.h>

/* The types of the key and the value of one turn; false if there are none. */
static bool loop_types(Checker *ck, const Type *type, const Type **key,
                       const Type **value)
{
    switch (type->kind) {
    case TYPE_ERROR:
        *key = *value = type;
        return true;
    case TYPE_LIST:
    case TYPE_STREAM:
        *key = type_of_kind(ck, TYPE_INT);
        *value = type->element;
        return true;
    case TYPE_MAP:
        *key = type_of_kind(ck, TYPE_STRING);
        *value = type->element;
        return true;
    case TYPE_RECORD:
        *key = type_of_kind(ck, TYPE_STRING);
        *value = type_optional(ck, type_of_kind(ck, TYPE_JSON));
        return type->record->open;
    default: /* nothing else holds others */
        return false;
    }
}

/* What `for` does not go through. */
static void report_subject(Checker *ck, const Node *list, const Type *type)
{
    Diag *d =
        diag_report(ck->diags, D_NOT_A_LIST, list->span, quoted_type(ck, type));
    if (type->kind == TYPE_JSON)
        diag_help(ck->diags, d, "`try value.items()` are those of an array");
    else if (type->kind == TYPE_INT)
        diag_help(ck->diags, d, "`range(0, %s)` are the numbers below it",
                  SOURCE_AT(ck, list->span));
    else if (type_is_text(type))
        diag_help(ck->diags, d, "`.split(\",\")` gives a list of its parts");
    else if (type->kind == TYPE_RECORD)
        diag_help(ck->diags, d,
                  "only a record with `@open` behind its name is gone through");
}

/* `for k in map` could mean the keys (Python) or the values (PHP). A name in
 * its body that nothing declares is the value's: what is said of it from
 * message `said` on follows from this one. */
static void report_key(Checker *ck, const Node *node, const Type *type,
                       size_t said)
{
    Word name = node->as.loop.name;
    const char *value = NULL;
    Span *spans = NULL;
    size_t count = 0, end = ck->diags->count;
    for (size_t i = said; i < end; i++) {
        const Diag *diag = ck->diags->items[i];
        if (diag->code != D_UNKNOWN_NAME ||
            (value && strcmp(diag->values[0], value) != 0))
            continue;
        value = diag->values[0];
        vec_push(ck->arena, spans, count, diag->span);
    }
    if (count)
        diag_withdraw(ck->diags, said, end, spans, count);
    value = value ? value : "value";
    Diag *d =
        diag_report(ck->diags, D_LOOP_KEY, name.span, quoted_type(ck, type));
    diag_label(ck->diags, d, "the key or the value? `%s, %s` names both",
               name.text, value);
    if (type->kind == TYPE_MAP)
        diag_help(ck->diags, d, "`.values()` is a list of the values alone");
    diag_fix(ck->diags, d, name.span,
             arena_format(ck->arena, "%s, %s", name.text, value), false);
}

/* Binds what one turn names, which may be poison. */
static void bind_turn(Checker *ck, Env *inner, const Node *node, bool writable,
                      const Type *key_type, const Type *value_type)
{
    Word key = node->as.loop.key, name = node->as.loop.name;
    if (key.text)
        env_bind(ck, inner, key.text, local_new(ck, key, key_type));
    Binding *b =
        env_bind(ck, inner, name.text, local_new(ck, name, value_type));
    b->writable = writable;
}

void loop_check(Checker *ck, const Env *env, const Node *node, Step *step)
{
    Env inner = *env;
    const Node *list = node->as.loop.value;
    step->value = expr_check(ck, env, list, NULL);
    step->key = node->as.loop.key.text;
    step->name = node->as.loop.name.text;
    const Type *type = type_strip(step->value->type);
    const Type *lost = type_of_kind(ck, TYPE_ERROR);
    const Type *key_type = lost, *value_type = lost;
    bool known = loop_types(ck, type, &key_type, &value_type);
    bool ambiguous = known && !step->key &&
                     (type->kind == TYPE_MAP || type->kind == TYPE_RECORD);
    if (!known)
        report_subject(ck, list, type);
    if (!known || ambiguous)
        key_type = value_type = lost;
    /* Over null it runs not at all, so inside there is something. */
    narrow_path(ck, &inner, list, step->value);
    bind_turn(ck, &inner, node, is_writable(env, list), key_type, value_type);
    size_t said = ck->diags->count;
    steps_check(ck, &inner, node->as.loop.items, &step->body);
    if (ambiguous)
        report_key(ck, node, type, said);
}

/* roots.c - request, response, event and the like: what steps see by name.
 *
 * They are records that no source declares. A field of theirs that steps may
 * not set is a read-only one.
 */
#include "check/steps.h"

#include <string.h>

const Type *type_nullable(Checker *ck, const Type *type, bool null)
{
    return null ? type_optional(ck, type) : type;
}

const Type *root_record(Checker *ck, const char *name)
{
    Record *record = arena_new(ck->arena, Record);
    *record =
        (Record){.name = name, .id = arena_format(ck->arena, "#%s", name)};
    Type *type = arena_new(ck->arena, Type);
    *type = (Type){.kind = TYPE_RECORD, .record = record};
    return type;
}

void root_field(Checker *ck, const Type *record, const char *name,
                const Type *type, bool fixed)
{
    Field *field = arena_new(ck->arena, Field);
    *field = (Field){.name = name,
                     .wire = name,
                     .type = type_strip(type),
                     .optional = type_is_optional(type),
                     .readonly = fixed,
                     .length_min = -1,
                     .length_max = -1};
    vec_push(ck->arena, record->record->fields, record->record->field_count,
             field);
}

const Type *root_texts(Checker *ck, const char *name, const char *const *names,
                       size_t count)
{
    const Type *record = root_record(ck, name);
    for (size_t i = 0; i < count; i++)
        root_field(ck, record, names[i], type_of_kind(ck, TYPE_STRING), false);
    return record;
}

Binding *root_value(Checker *ck, Env *env, const char *name, const Type *type)
{
    Expr *value = expr_new(ck, EXPR_ROOT, (Span){0}, type);
    value->text = name;
    return env_bind(ck, env, name, value);
}

static const Type *texts_map(Checker *ck)
{
    return type_make(ck, TYPE_MAP, type_of_kind(ck, TYPE_STRING));
}

void root_request(Checker *ck, Env *env, const Type *body, bool writable)
{
    const Type *record = root_record(ck, "request");
    const Type *text = type_of_kind(ck, TYPE_STRING);
    root_field(ck, record, "method", text, true);
    root_field(ck, record, "url", text, true);
    root_field(ck, record, "path", text, false);
    const Type *query = root_record(ck, "query");
    query->record->open = true;
    root_field(ck, record, "query", query, true);
    root_field(ck, record, "path_variables", texts_map(ck), true);
    root_field(ck, record, "headers", texts_map(ck), true);
    root_field(ck, record, "cookies", texts_map(ck), true);
    root_field(ck, record, "body", body, false);
    root_field(ck, record, "json", type_of_kind(ck, TYPE_JSON), false);
    root_field(ck, record, "raw_body", type_of_kind(ck, TYPE_BYTES), true);
    root_value(ck, env, "request", record)->writable = writable;
}

void root_caller(Checker *ck, Env *env)
{
    const Type *record = root_record(ck, "caller");
    const Type *text = type_of_kind(ck, TYPE_STRING);
    const Type *json = type_of_kind(ck, TYPE_JSON);
    root_field(ck, record, "method", text, true);
    root_field(ck, record, "path", text, true);
    root_field(ck, record, "query", json, true);
    root_field(ck, record, "headers", texts_map(ck), true);
    root_field(ck, record, "json", json, true);
    root_field(ck, record, "text", type_optional(ck, text), true);
    root_field(ck, record, "filter", json, true);
    root_value(ck, env, "caller", record);
}

void root_response(Checker *ck, Env *env, const Type *body, bool writable)
{
    const Type *record = root_record(ck, "response");
    root_field(ck, record, "status", type_of_kind(ck, TYPE_INT), false);
    root_field(ck, record, "headers", texts_map(ck), true);
    root_field(ck, record, "body", body, false);
    root_field(ck, record, "json", type_of_kind(ck, TYPE_JSON), false);
    root_field(ck, record, "raw_body", type_of_kind(ck, TYPE_BYTES), true);
    root_field(ck, record, "failed", type_of_kind(ck, TYPE_BOOL), true);
    root_field(ck, record, "error",
               type_optional(ck, type_of_kind(ck, TYPE_STRING)), false);
    root_value(ck, env, "response", record)->writable = writable;
}

static const Type *event_kind(Checker *ck)
{
    static const char *const names[] = {"created", "updated", "deleted"};
    Enum *made = arena_new(ck->arena, Enum);
    made->name = "EventKind";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        EnumMember member = {.name = names[i], .wire = names[i]};
        vec_push(ck->arena, made->members, made->member_count, member);
    }
    Type *type = arena_new(ck->arena, Type);
    *type = (Type){.kind = TYPE_ENUM, .enumeration = made};
    return type;
}

const Type *root_event(Checker *ck)
{
    if (ck->event)
        return ck->event;
    const Type *event = root_record(ck, "event");
    root_field(ck, event, "kind", event_kind(ck), false);
    root_field(ck, event, "id", type_of_kind(ck, TYPE_STRING), false);
    root_field(ck, event, "at", type_of_kind(ck, TYPE_TIMESTAMP), false);
    root_field(ck, event, "object", type_of_kind(ck, TYPE_JSON), false);
    return ck->event = event;
}

const Type *root_answer(Checker *ck, const Type *body)
{
    const Type *answer = root_record(ck, "response");
    const Type *status = type_of_kind(ck, TYPE_INT);
    root_field(ck, answer, "status", type_optional(ck, status), false);
    root_field(ck, answer, "headers", type_optional(ck, texts_map(ck)), false);
    root_field(ck, answer, "error",
               type_optional(ck, type_of_kind(ck, TYPE_STRING)), false);
    root_field(ck, answer, "json",
               type_optional(ck, type_of_kind(ck, TYPE_JSON)), false);
    root_field(ck, answer, "body", body, false);
    return answer;
}

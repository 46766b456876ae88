/* types.c - names of types, as users and schemas write them. */
#include "model/model.h"

#include <string.h>

#include "base/buf.h"

typedef struct KindText {
    const char *name, *json_type, *json_format;
} KindText;

#define TYPE(constant, name, json, format) {name, json, format},
static const KindText kinds[] = {
#include "grammar/types.def"
    {"list", "array", ""}, {"map", "object", ""}, {"stream", "", ""},
    {"optional", "", ""},  {"", "object", ""},    {"", "string", ""},
    {"", "", ""},          {"null", "", ""},      {"?", "", ""},
    {"nothing", "", ""},   {"", "", ""}};
#undef TYPE

const Type *type_strip(const Type *type)
{
    return type->kind == TYPE_OPTIONAL ? type->element : type;
}

const char *type_kind_name(TypeKind kind)
{
    return kinds[kind].name;
}

const char *type_json_type(TypeKind kind)
{
    return kinds[kind].json_type;
}

const char *type_json_format(TypeKind kind)
{
    return kinds[kind].json_format;
}

static void put_name(Buf *out, const Type *type)
{
    switch (type->kind) {
    case TYPE_LIST:
        put_name(out, type->element);
        buf_puts(out, "[]");
        return;
    case TYPE_OPTIONAL:
        put_name(out, type->element);
        buf_puts(out, "?");
        return;
    case TYPE_MAP:
    case TYPE_STREAM:
        buf_printf(out, "%s<", kinds[type->kind].name);
        put_name(out, type->element);
        buf_puts(out, ">");
        return;
    case TYPE_RECORD:
        buf_puts(out, type->record->name);
        return;
    case TYPE_ENUM:
        buf_puts(out, type->enumeration->name);
        return;
    case TYPE_UNION:
        buf_puts(out, type->alternatives->name);
        return;
    case TYPE_VARIABLE:
        buf_puts(out, type->name);
        return;
    default: /* the others have a name of their own */
        buf_puts(out, kinds[type->kind].name);
        return;
    }
}

const char *type_name(Arena *arena, const Type *type)
{
    Buf out = {0};
    put_name(&out, type);
    const char *name = arena_text(arena, buf_text(&out), out.length);
    buf_free(&out);
    return name;
}

static const char *const styles[] = {
#define MODEL_STYLE(constant, name, doc) #name,
#include "grammar/model_styles.def"
#undef MODEL_STYLE
};

unsigned model_style_bit(const char *word)
{
    for (size_t i = 0; i < STYLE_COUNT; i++)
        if (strcmp(styles[i], word) == 0)
            return 1u << i;
    return 0;
}

const char *model_style_name(size_t number)
{
    return styles[number];
}

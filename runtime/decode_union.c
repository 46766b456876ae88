/* decode_union.c - which alternative of a union a JSON value is. */
#include "decode.h"

/* Whether a value that begins with `first` may be of the type. */
static bool may_begin(const conn_type *type, char first)
{
    bool number = first == '-' || (first >= '0' && first <= '9');
    switch ((conn_kind)type->kind) {
    case CONN_K_RECORD:
    case CONN_K_MAP:
        return first == '{';
    case CONN_K_LIST:
        return first == '[';
    case CONN_K_NONE:
        return first == 'n';
    case CONN_K_BOOL:
        return first == 't' || first == 'f' ||
               (first == '"' && type->wire == CONN_W_QUOTED);
    case CONN_K_JSON:
    case CONN_K_UNION:
        return true;
    case CONN_K_INT:
    case CONN_K_INT32:
    case CONN_K_INT64:
    case CONN_K_DOUBLE:
    case CONN_K_DECIMAL:
    case CONN_K_STRING:
    case CONN_K_CSTR:
    case CONN_K_BYTES:
    case CONN_K_TIMESTAMP:
    case CONN_K_DATE:
    case CONN_K_DURATION:
    case CONN_K_ENUM:
        break;
    }
    if (conn_type_is_text(type))
        return first == '"';
    return number || (first == '"' && type->wire == CONN_W_QUOTED);
}

/* Whether the number at `p` is one that the type can hold. */
static bool number_fits(const conn_reader *r, const char *p,
                        const conn_type *type)
{
    union {
        int64_t integer;
        double real;
        conn_str text;
    } unused;
    conn_number number;
    return !conn_type_is_number(type) || *p == '"' ||
           (conn_number_scan(p, r->end, &number) &&
            conn_scalar_of_number(type, &number, &unused) == NULL);
}

/* The first alternative that takes what stands at `p`. A number goes to the
 * first that can hold it, if any can. */
static const conn_alternative *
choose_by_kind(const conn_reader *r, const char *p, const conn_union_desc *desc)
{
    const conn_alternative *found = NULL;
    for (size_t i = 0; i < desc->count; i++) {
        const conn_alternative *one = &desc->alternatives[i];
        if (!may_begin(one->type, *p))
            continue;
        if (number_fits(r, p, one->type))
            return one;
        if (found == NULL)
            found = one;
    }
    return found;
}

/* The alternative whose tag the discriminator holds; else one that takes any
 * JSON, if there is one. */
static const conn_alternative *
choose_by_tag(const conn_reader *r, const char *p, const conn_union_desc *desc)
{
    conn_json_slice object = {p, (size_t)(r->end - p)};
    conn_json_slice tag;
    bool found = conn_json_member(object, desc->discriminator, &tag);
    for (size_t i = 0; found && i < desc->count; i++) {
        const char *text = desc->alternatives[i].tag;
        if (text != NULL && conn_json_slice_is(tag, text))
            return &desc->alternatives[i];
    }
    for (size_t i = 0; i < desc->count; i++)
        if (desc->alternatives[i].type->kind == CONN_K_JSON)
            return &desc->alternatives[i];
    return NULL;
}

const conn_alternative *conn_choose(const conn_reader *r, const char *p,
                                    const conn_union_desc *desc)
{
    return desc->discriminator != NULL && *p == '{'
               ? choose_by_tag(r, p, desc)
               : choose_by_kind(r, p, desc);
}

char *conn_fail_choice(conn_reader *r, const char *p,
                       const conn_union_desc *desc)
{
    if (desc->discriminator == NULL || *p != '{')
        return conn_reader_expected(r, p, desc->name);
    return conn_reader_fail(r, p, CONN_DECODE,
                            "\"%s\" tells no known kind of %s",
                            desc->discriminator, desc->name);
}

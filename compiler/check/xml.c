/* xml.c - `encode = xml` and `decode = xml`: which bodies of an operation are
 * XML, and whether their types can be. The rules are those of the runtime's
 * xml_json.c and xml_write.c. */
#include "check/operations.h"

#include <string.h>

/* What is gone through of one body. */
typedef struct Walk {
    Checker *ck;
    const Choice *choice; /* by which the body is XML */
    bool writes;
    const Record **seen;
    size_t seen_count;
} Walk;

static void walk_type(Walk *walk, const Type *type, Span span);

/* ---- what is said ---- */

/* A field of many operations is spoken of once. */
static bool is_said(Checker *ck, Span span, const char *what)
{
    const char *key = arena_format(ck->arena, "%u %zu %s", (unsigned)span.file,
                                   (size_t)span.start, what);
    if (map_get(&ck->xml_said, key))
        return true;
    map_set(ck->arena, &ck->xml_said, key, ck);
    return false;
}

static void refuse(Walk *walk, Span span, const char *what, const char *why)
{
    Checker *ck = walk->ck;
    if (is_said(ck, span, why))
        return;
    Diag *d = diag_report(ck->diags, D_XML_TYPE, span, what, why);
    diag_also(ck->diags, d, walk->choice->span,
              walk->writes ? "the body is XML here" : "the answer is XML here");
}

/* ---- names ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == ':' || (unsigned char)c >= 0x80;
}

static bool is_xml_name(const char *text)
{
    if (!is_letter(*text))
        return false;
    while (is_letter(*text) || (*text >= '0' && *text <= '9') || *text == '-' ||
           *text == '.')
        text++;
    return *text == '\0';
}

static void check_name(Walk *walk, const Field *field)
{
    const char *name = field->wire;
    bool text = strcmp(name, "#text") == 0;
    bool attribute = *name == '@';
    Checker *ck = walk->ck;
    if (!text && !is_xml_name(name + attribute)) {
        if (!is_said(ck, field->span, name))
            diag_report(ck->diags, D_XML_NAME, field->span, name);
        return;
    }
    TypeKind kind = field->type->kind;
    bool nested = kind == TYPE_LIST || kind == TYPE_MAP ||
                  kind == TYPE_RECORD || kind == TYPE_UNION;
    if ((text || attribute) && nested)
        refuse(walk, field->span, quoted_type(ck, field->type),
               text ? "the text of an element is one value"
                    : "an attribute is one value");
}

/* ---- types ---- */

static void walk_record(Walk *walk, const Record *record)
{
    for (size_t i = 0; i < walk->seen_count; i++)
        if (walk->seen[i] == record)
            return;
    vec_push(walk->ck->arena, walk->seen, walk->seen_count, record);
    for (size_t i = 0; i < record->field_count; i++) {
        const Field *field = record->fields[i];
        if (field->header ||
            (walk->writes ? field->readonly : field->writeonly))
            continue;
        check_name(walk, field);
        walk_type(walk, field->type, field->span);
    }
}

static void walk_union(Walk *walk, const Type *type, Span span)
{
    const Union *all = type->alternatives;
    if (!all->discriminator)
        refuse(walk, span, quoted_type(walk->ck, type),
               "nothing there tells the alternatives apart");
    for (size_t i = 0; all->discriminator && i < all->type_count; i++)
        walk_type(walk, all->types[i], span);
}

static void walk_type(Walk *walk, const Type *type, Span span)
{
    switch (type->kind) {
    case TYPE_RECORD:
        walk_record(walk, type->record);
        break;
    case TYPE_LIST:
        if (type->element->kind == TYPE_LIST)
            refuse(walk, span, quoted_type(walk->ck, type),
                   "a list is repeated elements, with nothing around them");
        else
            walk_type(walk, type->element, span);
        break;
    case TYPE_MAP:
    case TYPE_OPTIONAL:
        walk_type(walk, type->element, span);
        break;
    case TYPE_UNION:
        walk_union(walk, type, span);
        break;
    case TYPE_JSON:
        if (walk->writes)
            refuse(walk, span, quoted_type(walk->ck, type),
                   "numbers and lists of no known type would be lost");
        break;
    default: /* a text, or no value at all */
        break;
    }
}

static void check_type(Checker *ck, const Choice *choice, bool writes,
                       const Type *type, Span span)
{
    Walk walk = {.ck = ck, .choice = choice, .writes = writes};
    walk_type(&walk, type, span);
}

/* ---- what is read ---- */

/* An inherited way concerns what it can: XML all answers but streams, the
 * others streams of items. */
static bool concerns(const Choice *choice, const Type *result)
{
    bool xml = choice_is(choice, "xml");
    if (result->kind != TYPE_STREAM)
        return xml || choice_is(choice, "json");
    return !xml && result->element->kind != TYPE_BYTES;
}

const Choice *decode_read(Checker *ck, const Operation *op, bool own)
{
    const Choice *choice = op->properties->decode;
    if (!choice || (!own && !concerns(choice, op->result)))
        return NULL;
    if (!choice_is(choice, "xml"))
        return choice;
    if (op->result->kind == TYPE_STREAM) {
        diag_report(ck->diags, D_XML_STREAM, choice->span);
        return NULL;
    }
    const Errors *errors = op->properties->errors;
    if (op->result->kind != TYPE_NONE)
        check_type(ck, choice, false, op->result, op->span);
    if (errors && errors->body)
        check_type(ck, choice, false, errors->body, errors->span);
    return choice;
}

/* ---- what is written ---- */

/* Whether there is a body that is not sent as it is. */
static bool has_body(const Operation *op)
{
    if (op->body)
        return op->body->type->kind != TYPE_BYTES &&
               !(op->body->type->kind == TYPE_STRING && op->content_type);
    for (size_t i = 0; i < op->send_count; i++)
        if (op->sends[i].place == PLACE_BODY)
            return true;
    return false;
}

static const char *root_name(const Operation *op, const char *given)
{
    const Record *record = op->body ? op->body->type->record : NULL;
    if (given && *given)
        return given;
    if (!record || record->nested)
        return NULL;
    if (record->partial_of)
        record = record->partial_of;
    return is_xml_name(record->name) ? record->name : NULL;
}

const char *xml_root_read(Checker *ck, const Operation *op)
{
    const Choice *choice = op->properties->encode;
    if (!choice_is(choice, "xml") || !has_body(op))
        return NULL;
    const char *given = choice_text(choice, "root");
    if (given && *given && !is_xml_name(given)) {
        if (!is_said(ck, choice->span, given))
            diag_report(ck->diags, D_XML_NAME, choice->span, given);
        return given;
    }
    const char *root = root_name(op, given);
    if (!root) {
        Diag *d = diag_report(ck->diags, D_XML_ROOT, op->span, op->full_name);
        diag_help(ck->diags, d, "`encode = xml(root: \"…\")` names it");
    }
    if (!op->body)
        return root;
    if (op->body->type->kind == TYPE_LIST) {
        Walk walk = {.ck = ck, .choice = choice, .writes = true};
        refuse(&walk, op->body->span, quoted_type(ck, op->body->type),
               "a document is one element");
    } else {
        check_type(ck, choice, true, op->body->type, op->body->span);
    }
    return root;
}

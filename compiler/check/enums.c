/* enums.c - declared enums: names, and values on the wire. */
#include "check/types.h"

static const char *member_wire(const Node *node)
{
    const Node *value = node->as.member.value;
    return value && value->kind == NODE_STRING ? value->as.string.text
                                               : node->as.member.name.text;
}

/* Members of one enum by name and by value on the wire. */
typedef struct Members {
    Map names, wires;
    const EnumMember *fallback;
} Members;

static void add_member(Checker *ck, Enum *made, Members *known,
                       const Node *node)
{
    NodeList list = node->as.member.annotations;
    annotations_check(ck, list, "member");
    const Node *value = node->as.member.value;
    if (value && value->kind != NODE_STRING)
        diag_label(ck->diags,
                   diag_report(ck->diags, D_TYPE_MISMATCH, value->span,
                               "a string, the value on the wire",
                               mistyped_text(value)),
                   "numbers on the wire are an `int`");
    EnumMember member = {.name = node->as.member.name.text,
                         .wire = member_wire(node),
                         .doc = node->doc,
                         .span = node->as.member.name.span,
                         .fallback = annotation_find(list, "fallback") != NULL};
    const EnumMember *other = map_get(&known->names, member.name);
    Diag *d = NULL;
    if (other)
        d = diag_report(ck->diags, D_DUPLICATE_NAME, member.span, "the value",
                        member.name);
    else if ((other = map_get(&known->wires, member.wire)))
        d = diag_report(ck->diags, D_DUPLICATE_WIRE, member.span, other->name,
                        member.name, member.wire);
    if (d) {
        diag_also(ck->diags, d, other->span, "the first one");
        return;
    }
    if (member.fallback && known->fallback)
        diag_also(ck->diags,
                  diag_report(ck->diags, D_EXCLUSIVE_SETTINGS, member.span,
                              "one value of an enum stands for the unknown "
                              "ones"),
                  known->fallback->span, "the first one");
    EnumMember *kept = arena_new(ck->arena, EnumMember);
    *kept = member;
    if (member.fallback && !known->fallback)
        known->fallback = kept;
    map_set(ck->arena, &known->names, member.name, kept);
    map_set(ck->arena, &known->wires, member.wire, kept);
    vec_push(ck->arena, made->members, made->member_count, member);
}

const Type *enum_resolve(Checker *ck, Symbol *symbol)
{
    if (symbol->type)
        return symbol->type;
    const Node *node = symbol->node;
    Enum *made = arena_new(ck->arena, Enum);
    *made = (Enum){.name = unique_id(ck, symbol->name),
                   .doc = node->doc,
                   .span = node->as.enumeration.name.span};
    Members known = {0};
    annotations_check(ck, node->as.enumeration.annotations, "enum");
    if (!node->as.enumeration.members.count &&
        !diag_is_damaged(ck->diags, node->span))
        diag_report(ck->diags, D_EMPTY_ENUM, made->span, symbol->name);
    for (size_t i = 0; i < node->as.enumeration.members.count; i++)
        add_member(ck, made, &known, node->as.enumeration.members.items[i]);
    Type *type = arena_new(ck->arena, Type);
    *type = (Type){.kind = TYPE_ENUM, .enumeration = made};
    symbol->type = type;
    return type;
}

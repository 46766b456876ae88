/* member_count.c - how many members one thing may have.
 *
 * What looks names up goes through the members of a record, a hook, a call one
 * by one. With the bound, the time that takes grows with the source's size and
 * not with its square. Only a file and a list may be of any length.
 */
#include "check/checker.h"

static void bound_node(Checker *ck, Node *node);

static void bound_list(Checker *ck, NodeList *list, bool any_length)
{
    if (list->count > MAX_MEMBERS && !any_length) {
        diag_report(ck->diags, D_TOO_DEEP, list->items[MAX_MEMBERS]->span,
                    arena_format(ck->arena, "%d members", MAX_MEMBERS));
        list->count = MAX_MEMBERS;
    }
    for (size_t i = 0; i < list->count; i++)
        bound_node(ck, list->items[i]);
}

#define WORD(field)
#define CHILD(field)                                                           \
    if (n->field)                                                              \
        bound_node(ck, n->field);
#define LIST(field) bound_list(ck, &n->field, any_length);
#define TEXT(field)
#define NUMBER(field)
#define FLAG(field)
#define NODE(kind, member, fields)                                             \
    static void in_##member(Checker *ck, Node *node, bool any_length)          \
    {                                                                          \
        __typeof__(node->as.member) *n = &node->as.member;                     \
        (void)ck, (void)n, (void)any_length;                                   \
        fields                                                                 \
    }
#include "grammar/nodes.def"
#undef NODE
#undef WORD
#undef CHILD
#undef LIST
#undef TEXT
#undef NUMBER
#undef FLAG

static void bound_node(Checker *ck, Node *node)
{
    bool any_length = node->kind == NODE_FILE || node->kind == NODE_LIST;
    switch (node->kind) {
#define NODE(kind, member, fields)                                             \
    case NODE_##kind:                                                          \
        in_##member(ck, node, any_length);                                     \
        break;
#include "grammar/nodes.def"
#undef NODE
    }
}

void member_count_check(Checker *ck, Node *tree)
{
    bound_node(ck, tree);
}

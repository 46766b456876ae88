/* pagination.c - where the items of a list are in the typed result. */
#include "check/checker.h"

#include <string.h>

static const Field *field_by_wire(const Record *record, const char *wire,
                                  size_t length)
{
    for (size_t i = 0; i < record->field_count; i++)
        if (strlen(record->fields[i]->wire) == length &&
            strncmp(record->fields[i]->wire, wire, length) == 0)
            return record->fields[i];
    return NULL;
}

/* Follows a dotted path of wire names to a list; false if it leads to none. */
static bool follow_path(Checker *ck, Pagination *made, const Type *type,
                        const char *path)
{
    while (*path == '/' || *path == '.')
        path++;
    while (*path) {
        size_t length = strcspn(path, "./");
        if (type->kind != TYPE_RECORD)
            return false;
        record_settle(ck, type->record);
        const Field *field = field_by_wire(type->record, path, length);
        if (!field)
            return false;
        vec_push(ck->arena, made->items, made->items_count, field);
        type = field->type;
        path += length + (path[length] != '\0');
        if (*path && field->optional)
            return false;
    }
    made->item = type->kind == TYPE_LIST ? type->element : NULL;
    return made->item != NULL;
}

const Field *pagination_only_list(Checker *ck, const Type *type)
{
    const Field *found = NULL;
    if (type->kind != TYPE_RECORD)
        return NULL;
    record_settle(ck, type->record);
    for (size_t i = 0; i < type->record->field_count; i++) {
        if (type->record->fields[i]->type->kind != TYPE_LIST)
            continue;
        if (found)
            return NULL;
        found = type->record->fields[i];
    }
    return found;
}

static const char *given_path(const Choice *choice)
{
    for (size_t i = 0; i < choice->count; i++)
        if (strcmp(choice->settings[i].name, "items") == 0)
            return choice_text(choice, "items");
    return NULL;
}

static const char *items_path(Checker *ck, const Operation *op, bool own)
{
    const char *path = given_path(op->properties->paginate);
    if (path)
        return path;
    if (op->result->kind == TYPE_LIST)
        return "";
    const Field *list = own ? pagination_only_list(ck, op->result) : NULL;
    return list ? list->wire : NULL;
}

static void report_no_items(Checker *ck, const Operation *op, const char *path)
{
    Diag *d = diag_report(ck->diags, D_NO_ITEMS, op->properties->paginate->span,
                          quoted_type(ck, op->result));
    if (op->result->kind == TYPE_STREAM)
        diag_help(ck->diags, d,
                  "a stream is one answer: a list that continues is `T[]`");
    else if (path)
        diag_label(ck->diags, d, "`%s` leads to no list in it", path);
    else
        diag_help(ck->diags, d, "`items: \"path.to.the.list\"` says where");
}

static void check_sources(Checker *ck, const Choice *choice)
{
    bool cursor = strcmp(choice->kind, "cursor") == 0 ||
                  strcmp(choice->kind, "next_url") == 0;
    if (cursor && !choice_text(choice, "from") &&
        !choice_text(choice, "from_header"))
        diag_report(ck->diags, D_MISSING_SETTING, choice->span, choice->kind,
                    "from");
    if (cursor && choice_text(choice, "from") &&
        choice_text(choice, "from_header"))
        diag_report(ck->diags, D_EXCLUSIVE_SETTINGS, choice->span,
                    "`from` and `from_header` exclude each other");
}

const Pagination *pagination_read(Checker *ck, const Operation *op, bool own)
{
    const Choice *choice = op->properties->paginate;
    if (!choice || strcmp(choice->kind, "template") == 0)
        return NULL;
    check_sources(ck, choice);
    if (!own && strcmp(op->method, "GET") != 0)
        return NULL;
    Pagination *made = arena_new(ck->arena, Pagination);
    made->choice = choice;
    const char *path = items_path(ck, op, own);
    if (path && follow_path(ck, made, op->result, path))
        return made;
    if (own && !type_is_error(op->result))
        report_no_items(ck, op, path);
    return NULL;
}

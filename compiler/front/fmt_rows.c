/* fmt_rows.c - finds the cells of a member by its node. */
#include "front/fmt_rows.h"

#include <string.h>

/* ---- finding pieces ---- */

static uint32_t token_at(const Fmt *fmt, uint32_t offset)
{
    uint32_t at = fmt_piece_at(fmt, offset);
    while (at < fmt->count && fmt_is_comment(&fmt->pieces[at]))
        at++;
    return at < fmt->count ? at : FMT_NONE;
}

/* The sign before `node`, which may stand in parentheses. */
static uint32_t sign_before(const Fmt *fmt, const Node *node, const char *sign)
{
    uint32_t at = fmt_piece_before(fmt, node->span.start);
    while (at != FMT_NONE && fmt_is(fmt, at, "("))
        at = fmt_prev(fmt, at);
    return at != FMT_NONE && fmt_is(fmt, at, sign) ? at : FMT_NONE;
}

static uint32_t first_of(const Fmt *fmt, NodeList list)
{
    return list.count ? token_at(fmt, list.items[0]->span.start) : FMT_NONE;
}

static uint32_t last_brace(const Fmt *fmt, const FmtRow *row)
{
    return fmt_is(fmt, row->last, "}") ? fmt->pieces[row->last].match
                                       : FMT_NONE;
}

/* ---- rows ---- */

static void read_field(const Fmt *fmt, const Node *node, FmtRow *row)
{
    const Node *value = node->as.field.value;
    row->kind = ROW_FIELD;
    row->cells[COLUMN_TYPE] = fmt_next(fmt, fmt_next(fmt, row->first));
    if (value)
        row->cells[COLUMN_DEFAULT] = sign_before(fmt, value, "=");
    row->cells[COLUMN_ANNOTATION] = first_of(fmt, node->as.field.annotations);
}

static void read_enum_member(const Fmt *fmt, const Node *node, FmtRow *row)
{
    row->kind = ROW_FIELD;
    if (node->as.member.value)
        row->cells[COLUMN_DEFAULT] = fmt_next(fmt, row->first);
    row->cells[COLUMN_ANNOTATION] = first_of(fmt, node->as.member.annotations);
}

static void read_entry(const Fmt *fmt, const Node *node, FmtRow *row)
{
    (void)node;
    row->kind = ROW_ENTRY;
    row->cells[1] = fmt_next(fmt, fmt_next(fmt, row->first));
}

static uint32_t otherwise(const Fmt *fmt, const Node *value)
{
    if (value->kind == NODE_COALESCE)
        return sign_before(fmt, value->as.coalesce.right, "??");
    if (value->kind == NODE_CATCH)
        return sign_before(fmt, value->as.catching.otherwise, "catch");
    return FMT_NONE;
}

static void read_setting(const Fmt *fmt, const Node *node, FmtRow *row)
{
    row->kind = ROW_EQUALS;
    row->cells[1] = fmt_next(fmt, row->first);
    row->cells[COLUMN_OTHERWISE] = otherwise(fmt, node->as.setting.value);
}

static void read_assign(const Fmt *fmt, const Node *node, FmtRow *row)
{
    row->kind = ROW_EQUALS;
    row->cells[1] = token_at(fmt, node->as.assign.target->span.end);
    row->cells[COLUMN_OTHERWISE] = otherwise(fmt, node->as.assign.value);
}

static void read_let(const Fmt *fmt, const Node *node, FmtRow *row)
{
    row->kind = ROW_LET;
    row->cells[1] = sign_before(fmt, node->as.let.value, "=");
    row->cells[COLUMN_OTHERWISE] = otherwise(fmt, node->as.let.value);
}

static void read_patterns(const Fmt *fmt, NodeList patterns, FmtRow *row)
{
    row->kind = ROW_ARROW;
    if (patterns.count)
        row->cells[1] =
            token_at(fmt, patterns.items[patterns.count - 1]->span.end);
}

static void read_row(const Fmt *fmt, const Node *node, FmtRow *row)
{
    read_patterns(fmt, node->as.row.patterns, row);
}

static void read_arm(const Fmt *fmt, const Node *node, FmtRow *row)
{
    read_patterns(fmt, node->as.arm.patterns, row);
}

static void read_map_row(const Fmt *fmt, const Node *node, FmtRow *row)
{
    row->kind = ROW_MAP;
    row->cells[1] = token_at(fmt, node->as.map_row.target->span.end);
    if (row->cells[1] != FMT_NONE)
        row->cells[2] = fmt_next(fmt, row->cells[1]);
}

static void read_head(const Fmt *fmt, FmtRow *row, RowKind kind)
{
    row->cells[1] = last_brace(fmt, row);
    row->kind = row->one_line ? kind : ROW_NONE;
}

/* Annotations would push the others far to the right. */
static void read_type_head(const Fmt *fmt, NodeList annotations, FmtRow *row)
{
    if (!annotations.count)
        read_head(fmt, row, ROW_TYPE);
}

static void read_type(const Fmt *fmt, const Node *node, FmtRow *row)
{
    if (!node->as.type.alias) {
        read_type_head(fmt, node->as.type.annotations, row);
        return;
    }
    row->kind = ROW_ALIAS;
    row->cells[1] = sign_before(fmt, node->as.type.alias, "=");
}

static void read_enum(const Fmt *fmt, const Node *node, FmtRow *row)
{
    read_type_head(fmt, node->as.enumeration.annotations, row);
}

static void read_import(const Fmt *fmt, const Node *node, FmtRow *row)
{
    (void)node;
    read_head(fmt, row, ROW_IMPORT);
}

static void read_block(const Fmt *fmt, const Node *node, FmtRow *row)
{
    NodeList labels = node->as.block.labels;
    if (!labels.count) {
        read_head(fmt, row, ROW_PLAIN);
        return;
    }
    if (labels.count > FMT_LABELS)
        return;
    row->kind = ROW_BLOCK;
    row->labels = labels.count;
    for (size_t i = 0; i < labels.count; i++)
        row->cells[1 + i] = token_at(fmt, labels.items[i]->span.start);
    if (node->as.block.result)
        row->cells[COLUMN_RESULT] =
            sign_before(fmt, node->as.block.result, "->");
    row->cells[COLUMN_TAIL] = first_of(fmt, node->as.block.annotations);
    if (row->cells[COLUMN_TAIL] == FMT_NONE && node->as.block.has_body)
        row->cells[COLUMN_TAIL] = last_brace(fmt, row);
}

/* A row of several lines takes part as far as its first line goes, and not
 * where what follows on the line is of no concern to the others. */
static void set_limit(const Fmt *fmt, FmtRow *row)
{
    row->limit = COLUMN_COUNT;
    if (row->one_line)
        return;
    row->limit = row->kind == ROW_BLOCK ? COLUMN_TAIL : COLUMN_TYPE + 1;
    for (size_t i = 1; i < row->limit; i++)
        if (row->cells[i] != FMT_NONE &&
            fmt->pieces[row->cells[i]].lines != fmt->pieces[row->first].lines)
            row->limit = i;
}

FmtRow fmt_row(const Fmt *fmt, const Node *node)
{
    static const struct {
        NodeKind kind;
        void (*read)(const Fmt *, const Node *, FmtRow *);
    } rows[] = {
        {NODE_FIELD, read_field},   {NODE_SETTING, read_setting},
        {NODE_BLOCK, read_block},   {NODE_ENTRY, read_entry},
        {NODE_ASSIGN, read_assign}, {NODE_TYPE, read_type},
        {NODE_ENUM, read_enum},     {NODE_ENUM_MEMBER, read_enum_member},
        {NODE_LET, read_let},       {NODE_ROW, read_row},
        {NODE_ARM, read_arm},       {NODE_MAP_ROW, read_map_row},
        {NODE_IMPORT, read_import},
    };
    FmtRow row = {.first = fmt_piece_at(fmt, node->span.start),
                  .last = fmt_piece_before(fmt, node->span.end)};
    memset(row.cells, 0xFF, sizeof row.cells); /* FMT_NONE */
    row.cells[0] = row.first;
    const Piece *first = &fmt->pieces[row.first];
    if (!first->member || (row.first > 0 && !first->breaks))
        return row;
    const Piece *last = &fmt->pieces[row.last];
    row.one_line = last->lines == first->lines && !last->spans_lines;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].kind == node->kind)
            rows[i].read(fmt, node, &row);
    set_limit(fmt, &row);
    return row;
}

/* ---- tables ---- */

static bool same_word(const Fmt *fmt, uint32_t a, uint32_t b)
{
    const Piece *x = &fmt->pieces[a], *y = &fmt->pieces[b];
    return x->end - x->start == y->end - y->start &&
           memcmp(fmt->text + x->start, fmt->text + y->start,
                  x->end - x->start) == 0;
}

bool fmt_row_follows(const Fmt *fmt, const FmtRow *before, const FmtRow *row)
{
    if (before->kind != row->kind || row->kind == ROW_NONE || !before->one_line)
        return false;
    if (row->kind == ROW_BLOCK && (row->labels != before->labels ||
                                   !same_word(fmt, row->first, before->first)))
        return false;
    for (uint32_t i = before->last + 1; i <= row->first; i++)
        if (fmt->pieces[i].breaks > 1)
            return false;
    return true;
}

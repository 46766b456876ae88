/* xml_sample.h - a record that stands in XML, as a generated client would
 * describe it: attributes, text beside them, lists, a map, a union, one of each
 * kind of scalar. */
#ifndef XML_SAMPLE_H
#define XML_SAMPLE_H

#include "json.h"

typedef struct price {
    conn_str currency; /* attribute */
    conn_str amount;   /* decimal, the element's text */
} price;

typedef struct circle {
    conn_str kind;
    double radius;
} circle;

typedef struct label {
    conn_str kind;
    conn_opt_str text; /* the element's text */
} label;

enum { SHAPE_CIRCLE = 1, SHAPE_LABEL };
typedef struct shape {
    int which;
    union {
        circle circle;
        label label;
    } as;
} shape;

typedef struct count_entry {
    conn_str key;
    int64_t value;
} count_entry;

typedef struct order {
    int64_t id;         /* attribute */
    conn_opt_bool open; /* attribute */
    conn_opt_str name;
    conn_opt_bool flag;
    conn_opt_int32 small;
    conn_opt_double ratio;
    conn_opt_time when;
    conn_opt_time unix_time;
    conn_opt_date day;
    conn_opt_int64 wait;
    conn_opt_bytes data;
    conn_opt_enum color;
    conn_opt_int64 quoted;
    struct {
        conn_state state;
        price value;
    } price;
    struct {
        conn_state state;
        shape value;
    } shape;
    conn_list tags;   /* of conn_str */
    conn_list orders; /* of order */
    struct {
        const count_entry *items;
        size_t count;
    } counts;
    conn_members extra;
} order;

#define TYPE(kind, c_type, wire)                                               \
    {                                                                          \
        kind, wire, sizeof(c_type), 0, 0, 0, 0                                 \
    }
static const conn_type xs_string = TYPE(CONN_K_STRING, conn_str, 0);
static const conn_type xs_bool = TYPE(CONN_K_BOOL, bool, 0);
static const conn_type xs_int32 = TYPE(CONN_K_INT32, int32_t, 0);
static const conn_type xs_int64 = TYPE(CONN_K_INT64, int64_t, 0);
static const conn_type xs_double = TYPE(CONN_K_DOUBLE, double, 0);
static const conn_type xs_decimal = TYPE(CONN_K_DECIMAL, conn_str, 0);
static const conn_type xs_time = TYPE(CONN_K_TIMESTAMP, conn_time, 0);
static const conn_type xs_unix = TYPE(CONN_K_TIMESTAMP, conn_time, CONN_W_UNIX);
static const conn_type xs_date = TYPE(CONN_K_DATE, conn_date, 0);
static const conn_type xs_wait = TYPE(CONN_K_DURATION, conn_duration, 0);
static const conn_type xs_bytes = TYPE(CONN_K_BYTES, conn_bytes, 0);
static const conn_type xs_quoted = TYPE(CONN_K_INT64, int64_t, CONN_W_QUOTED);

static const conn_enum_member xs_colors[] = {{1, "red"}, {2, "dark blue"}};
static const conn_enum_desc xs_color_desc = {"Color", xs_colors, 2};
static const conn_type xs_color = {CONN_K_ENUM, 0, sizeof(conn_enum), 0,
                                   0,           0, &xs_color_desc};

#define MUST(record, member, wire, type)                                       \
    {                                                                          \
        wire, sizeof(wire) - 1, &type, offsetof(record, member), 0,            \
            CONN_F_REQUIRED, 0                                                 \
    }
#define MAY(member, wire, type)                                                \
    {                                                                          \
        wire, sizeof(wire) - 1, &type, offsetof(order, member),                \
            offsetof(order, member.value) - offsetof(order, member),           \
            CONN_F_OPTIONAL, 0                                                 \
    }
#define RECORD(name, fields, c_type, extra)                                    \
    static const conn_record name##_record = {#c_type, fields,                 \
                                              sizeof fields / sizeof *fields,  \
                                              sizeof(c_type), extra};          \
    static const conn_type name = {CONN_K_RECORD, 0, sizeof(c_type), 0, 0, 0,  \
                                   &name##_record}

static const conn_field xs_price_fields[] = {
    MUST(price, currency, "@currency", xs_string),
    MUST(price, amount, "#text", xs_decimal)};
RECORD(xs_price, xs_price_fields, price, 0);
static const conn_field xs_circle_fields[] = {
    MUST(circle, kind, "@kind", xs_string),
    MUST(circle, radius, "radius", xs_double)};
RECORD(xs_circle, xs_circle_fields, circle, 0);
static const conn_field xs_label_fields[] = {
    MUST(label, kind, "@kind", xs_string),
    {"#text", 5, &xs_string, offsetof(label, text),
     offsetof(conn_opt_str, value), CONN_F_OPTIONAL, 0}};
RECORD(xs_label, xs_label_fields, label, 0);
static const conn_alternative xs_shapes[] = {
    {&xs_circle, "circle", offsetof(shape, as.circle), false},
    {&xs_label, "label", offsetof(shape, as.label), false}};
static const conn_union_desc xs_shape_desc = {"Shape", "@kind", xs_shapes, 2};
static const conn_type xs_shape = {CONN_K_UNION,  0, sizeof(shape), 0, 0, 0,
                                   &xs_shape_desc};

static const conn_type xs_tags = {
    CONN_K_LIST, 0, sizeof(conn_list), &xs_string, 0, 0, 0};
static const conn_type xs_counts = {CONN_K_MAP,
                                    0,
                                    sizeof(conn_list),
                                    &xs_int64,
                                    offsetof(count_entry, value),
                                    sizeof(count_entry),
                                    0};
static const conn_record xs_order_record;
static const conn_type xs_order = {CONN_K_RECORD,   0, sizeof(order), 0, 0, 0,
                                   &xs_order_record};
static const conn_type xs_orders = {
    CONN_K_LIST, 0, sizeof(conn_list), &xs_order, 0, 0, 0};
static const conn_field xs_order_fields[] = {
    MUST(order, id, "@id", xs_int64),
    MAY(open, "@open", xs_bool),
    MAY(name, "Name", xs_string),
    MAY(flag, "flag", xs_bool),
    MAY(small, "small", xs_int32),
    MAY(ratio, "ratio", xs_double),
    MAY(when, "when", xs_time),
    MAY(unix_time, "unix", xs_unix),
    MAY(day, "day", xs_date),
    MAY(wait, "wait", xs_wait),
    MAY(data, "data", xs_bytes),
    MAY(color, "c:color", xs_color),
    MAY(quoted, "quoted", xs_quoted),
    MAY(price, "price", xs_price),
    MAY(shape, "shape", xs_shape),
    MUST(order, tags, "tag", xs_tags),
    MUST(order, orders, "order", xs_orders),
    MUST(order, counts, "counts", xs_counts)};
static const conn_record xs_order_record = {
    "Order", xs_order_fields, sizeof xs_order_fields / sizeof *xs_order_fields,
    sizeof(order), offsetof(order, extra)};

#endif

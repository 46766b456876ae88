/* sample.h - a record with a field of every kind, as a generated client would
 * describe it: what the tests of decoding and encoding work on. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "json.h"

enum { COLOUR_RED = 1, COLOUR_DARK_BLUE };
enum { VALUE_TEXT = 1, VALUE_NUMBER, VALUE_POINT };
enum { SHAPE_CIRCLE = 1, SHAPE_SQUARE };

typedef struct point {
    int32_t x;
    int32_t y;
} point;

typedef struct point_list {
    const point *items;
    size_t count;
} point_list;

typedef struct str_list {
    const conn_str *items;
    size_t count;
} str_list;

typedef struct count_entry {
    conn_str key;
    int64_t value;
} count_entry;

typedef struct count_map {
    const count_entry *items;
    size_t count;
} count_map;

/* By JSON type: string | int64 | point. */
typedef struct value_union {
    int which;
    union {
        conn_str text;
        int64_t number;
        const point *point;
    } as;
} value_union;

typedef struct circle {
    conn_str kind;
    double radius;
} circle;

typedef struct square {
    double side;
} square;

/* By the member "kind": circle | square. */
typedef struct shape_union {
    int which;
    union {
        circle circle;
        square square;
    } as;
} shape_union;

typedef struct sample sample;
struct sample {
    conn_str name;
    bool flag;
    int64_t big;
    conn_opt_int64 id; /* readonly */
    conn_opt_int32 small;
    conn_opt_int64 safe;
    conn_opt_double ratio;
    conn_opt_str price;
    conn_opt_str note;
    conn_opt_bytes data;
    conn_opt_time at;
    conn_opt_time at_unix;
    conn_opt_time at_millis;
    conn_opt_date day;
    conn_opt_int64 wait;
    conn_opt_enum colour;
    conn_opt_json raw;
    conn_opt_int64 quoted;
    conn_opt_bool quoted_flag;
    int32_t level; /* 7 if it is absent */
    str_list tags;
    point_list points;
    struct {
        conn_state state;
        point_list value;
    } more;
    count_map counts;
    struct {
        conn_state state;
        const sample *value;
    } child;
    value_union value;
    struct {
        conn_state state;
        shape_union value;
    } shape;
    conn_opt_str etag;     /* the header ETag */
    conn_opt_str password; /* writeonly */
    conn_members extra;
};

extern const conn_record sample_record;
static const conn_type sample_type = {
    .kind = CONN_K_RECORD, .size = sizeof(sample), .info = &sample_record};

#define SCALAR(name, of, in, as)                                               \
    static const conn_type name = {.kind = of, .size = sizeof(in), .wire = as}
SCALAR(type_bool, CONN_K_BOOL, bool, 0);
SCALAR(type_int, CONN_K_INT, int64_t, 0);
SCALAR(type_int32, CONN_K_INT32, int32_t, 0);
SCALAR(type_int64, CONN_K_INT64, int64_t, 0);
SCALAR(type_double, CONN_K_DOUBLE, double, 0);
SCALAR(type_decimal, CONN_K_DECIMAL, conn_str, 0);
SCALAR(type_str, CONN_K_STRING, conn_str, 0);
SCALAR(type_bytes, CONN_K_BYTES, conn_bytes, 0);
SCALAR(type_time, CONN_K_TIMESTAMP, conn_time, 0);
SCALAR(type_unix, CONN_K_TIMESTAMP, conn_time, CONN_W_UNIX);
SCALAR(type_millis, CONN_K_TIMESTAMP, conn_time, CONN_W_MILLIS);
SCALAR(type_date, CONN_K_DATE, conn_date, 0);
SCALAR(type_duration, CONN_K_DURATION, conn_duration, 0);
SCALAR(type_json, CONN_K_JSON, conn_json, 0);
SCALAR(type_quoted, CONN_K_INT64, int64_t, CONN_W_QUOTED);
SCALAR(type_quoted_bool, CONN_K_BOOL, bool, CONN_W_QUOTED);

static const conn_enum_member colour_members[] = {
    {COLOUR_RED, "red"},
    {COLOUR_DARK_BLUE, "dark-blue"},
};
static const conn_enum_desc colour_desc = {"Colour", colour_members, 2};
static const conn_type type_colour = {
    .kind = CONN_K_ENUM, .size = sizeof(conn_enum), .info = &colour_desc};

/* A field that is held as it is, and one with a state. */
#define HELD(record, field, wire, type, flags)                                 \
    {                                                                          \
        wire, sizeof(wire) - 1, &type, offsetof(record, field), 0, (flags),    \
            NULL                                                               \
    }
#define STATED(record, field, wire, type, flags)                               \
    {                                                                          \
        wire, sizeof(wire) - 1, &type, offsetof(record, field),                \
            offsetof(record, field.value) - offsetof(record, field),           \
            CONN_F_OPTIONAL | (flags), NULL                                    \
    }

static const conn_field point_fields[] = {
    HELD(point, x, "x", type_int32, CONN_F_REQUIRED),
    HELD(point, y, "y", type_int32, CONN_F_REQUIRED),
};
static const conn_record point_record = {"Point", point_fields, 2,
                                         sizeof(point), 0};
static const conn_type type_point = {
    .kind = CONN_K_RECORD, .size = sizeof(point), .info = &point_record};
static const conn_type type_points = {
    .kind = CONN_K_LIST, .size = sizeof(point_list), .element = &type_point};
static const conn_type type_strs = {
    .kind = CONN_K_LIST, .size = sizeof(str_list), .element = &type_str};
static const conn_type type_counts = {.kind = CONN_K_MAP,
                                      .size = sizeof(count_map),
                                      .element = &type_int64,
                                      .value_offset =
                                          offsetof(count_entry, value),
                                      .entry_size = sizeof(count_entry)};

static const conn_alternative value_alternatives[] = {
    {&type_str, NULL, offsetof(value_union, as), false},
    {&type_int64, NULL, offsetof(value_union, as), false},
    {&type_point, NULL, offsetof(value_union, as), true},
};
static const conn_union_desc value_desc = {"Value", NULL, value_alternatives,
                                           3};
static const conn_type type_value = {
    .kind = CONN_K_UNION, .size = sizeof(value_union), .info = &value_desc};

static const conn_field circle_fields[] = {
    HELD(circle, kind, "kind", type_str, CONN_F_REQUIRED),
    HELD(circle, radius, "radius", type_double, CONN_F_REQUIRED),
};
static const conn_record circle_record = {"Circle", circle_fields, 2,
                                          sizeof(circle), 0};
static const conn_type type_circle = {
    .kind = CONN_K_RECORD, .size = sizeof(circle), .info = &circle_record};
static const conn_field square_fields[] = {
    HELD(square, side, "side", type_double, CONN_F_REQUIRED),
};
static const conn_record square_record = {"Square", square_fields, 1,
                                          sizeof(square), 0};
static const conn_type type_square = {
    .kind = CONN_K_RECORD, .size = sizeof(square), .info = &square_record};
static const conn_alternative shape_alternatives[] = {
    {&type_circle, "circle", offsetof(shape_union, as), false},
    {&type_square, "square", offsetof(shape_union, as), false},
};
static const conn_union_desc shape_desc = {"Shape", "kind", shape_alternatives,
                                           2};
static const conn_type type_shape = {
    .kind = CONN_K_UNION, .size = sizeof(shape_union), .info = &shape_desc};

static const int32_t level_fallback = 7;

static const conn_field sample_fields[] = {
    HELD(sample, name, "name", type_str, CONN_F_REQUIRED),
    HELD(sample, flag, "flag", type_bool, CONN_F_REQUIRED),
    HELD(sample, big, "big", type_int64, CONN_F_REQUIRED),
    STATED(sample, id, "id", type_int64, CONN_F_READONLY),
    STATED(sample, small, "small", type_int32, 0),
    STATED(sample, safe, "safe", type_int, 0),
    STATED(sample, ratio, "ratio", type_double, 0),
    STATED(sample, price, "price", type_decimal, 0),
    STATED(sample, note, "note", type_str, 0),
    STATED(sample, data, "data", type_bytes, 0),
    STATED(sample, at, "at", type_time, 0),
    STATED(sample, at_unix, "at_unix", type_unix, 0),
    STATED(sample, at_millis, "at_millis", type_millis, 0),
    STATED(sample, day, "day", type_date, 0),
    STATED(sample, wait, "wait", type_duration, 0),
    STATED(sample, colour, "colour", type_colour, 0),
    STATED(sample, raw, "raw", type_json, 0),
    STATED(sample, quoted, "quoted", type_quoted, 0),
    STATED(sample, quoted_flag, "quoted_flag", type_quoted_bool, 0),
    {"level", 5, &type_int32, offsetof(sample, level), 0, 0, &level_fallback},
    HELD(sample, tags, "tags", type_strs, 0),
    HELD(sample, points, "points", type_points, 0),
    STATED(sample, more, "more", type_points, 0),
    HELD(sample, counts, "counts", type_counts, 0),
    STATED(sample, child, "child", sample_type, CONN_F_POINTER),
    HELD(sample, value, "value", type_value, CONN_F_REQUIRED),
    STATED(sample, shape, "shape", type_shape, 0),
    STATED(sample, etag, "ETag", type_str, CONN_F_HEADER),
    STATED(sample, password, "password", type_str, CONN_F_WRITEONLY),
};
const conn_record sample_record = {"Sample", sample_fields,
                                   sizeof sample_fields / sizeof *sample_fields,
                                   sizeof(sample), offsetof(sample, extra)};

#endif

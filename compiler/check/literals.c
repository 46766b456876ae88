/* literals.c - texts that stand for values of a stricter type: times, dates,
 * URLs, UUIDs, exact numbers; and defaults against the bounds of their field.
 */
#include "check/check.h"
#include "check/checker.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Whether `text` starts like `shape`, where `0` is any digit. */
static bool has_shape(const char *text, const char *shape)
{
    for (; *shape; text++, shape++)
        if (*shape == '0' ? !isdigit((unsigned char)*text) : *text != *shape)
            return false;
    return true;
}

static int number_at(const char *text, size_t at, size_t length)
{
    int number = 0;
    for (size_t i = 0; i < length; i++)
        number = number * 10 + (text[at + i] - '0');
    return number;
}

static bool starts_with_date(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!has_shape(text, "0000-00-00"))
        return false;
    int year = number_at(text, 0, 4), month = number_at(text, 5, 2);
    int day = number_at(text, 8, 2);
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + (leap && month == 2);
}

static bool is_date(const char *text)
{
    return starts_with_date(text) && strlen(text) == 10;
}

/* RFC 3339, section 5.6: an offset is required. */
static bool is_timestamp(const char *text)
{
    if (!starts_with_date(text) || !strchr("Tt", text[10]) ||
        !has_shape(text + 11, "00:00:00") || number_at(text, 11, 2) > 23 ||
        number_at(text, 14, 2) > 59 || number_at(text, 17, 2) > 60)
        return false;
    text += 19;
    if (*text == '.') {
        size_t digits = strspn(text + 1, "0123456789");
        if (!digits)
            return false;
        text += 1 + digits;
    }
    if (strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
        return true;
    return strlen(text) == 6 && strchr("+-", *text) &&
           has_shape(text + 1, "00:00") && number_at(text, 1, 2) < 24 &&
           number_at(text, 4, 2) < 60;
}

/* A scheme, and behind it what has no space (RFC 3986, section 3). */
bool literal_is_url(const char *text)
{
    size_t scheme = 0;
    while (isalnum((unsigned char)text[scheme]) ||
           (scheme && text[scheme] && strchr("+-.", text[scheme])))
        scheme++;
    return scheme && isalpha((unsigned char)*text) && text[scheme] == ':' &&
           text[scheme + 1] && !strpbrk(text, " \t\r\n\"<>\\^`");
}

static bool is_uuid(const char *text)
{
    size_t i = 0;
    for (; text[i]; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
            return false;
    }
    return i == 36;
}

static bool is_decimal(const char *text)
{
    text += *text == '-';
    size_t digits = strspn(text, "0123456789");
    if (!digits)
        return false;
    text += digits;
    if (*text == '.') {
        digits = strspn(text + 1, "0123456789");
        if (!digits)
            return false;
        text += 1 + digits;
    }
    return !*text;
}

void literal_check(Checker *ck, const Expr *value)
{
    static const struct {
        TypeKind kind;
        bool (*fits)(const char *text);
        const char *text;
    } rows[] = {
        {TYPE_TIMESTAMP, is_timestamp, "a time as in `2026-01-02T03:04:05Z`"},
        {TYPE_DATE, is_date, "a date as in `2026-01-02`"},
        {TYPE_URL, literal_is_url, "a URL as in `https://api.example.com`"},
        {TYPE_UUID, is_uuid, "a UUID, 32 hexadecimal digits and 4 dashes"},
        {TYPE_DECIMAL, is_decimal, "a number as in `12.50`"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].kind == value->type->kind && !rows[i].fits(value->text))
            diag_report(ck->diags, D_BAD_LITERAL, value->span, value->text,
                        rows[i].text);
}

/* ---- defaults against bounds ---- */

static int compare_decimals(const char *a, const char *b)
{
    double x = strtod(a, NULL), y = strtod(b, NULL);
    return (x > y) - (x < y);
}

/* Sets `*order` to how two constants of one type compare; false: they are not
 * of a kind that has an order here. */
static bool compare(const Expr *a, const Expr *b, int *order)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == EXPR_INT || a->kind == EXPR_DURATION || a->kind == EXPR_SIZE)
        *order = (a->integer > b->integer) - (a->integer < b->integer);
    else if (a->kind == EXPR_FLOAT)
        *order = compare_decimals(a->text, b->text);
    else if (a->kind == EXPR_TEXT && a->type->kind == TYPE_DATE)
        *order = strcmp(a->text, b->text);
    else
        return false;
    return true;
}

static void check_bound(Checker *ck, const Expr *value, const Expr *bound,
                        const char *name, int wrong)
{
    int order;
    if (!bound || !compare(value, bound, &order) || order * wrong <= 0)
        return;
    Diag *d = diag_report(ck->diags, D_OUT_OF_RANGE, value->span,
                          SOURCE_AT(ck, value->span),
                          arena_format(ck->arena, "`@%s`", name));
    diag_also(ck->diags, d, bound->span, "the bound");
}

static void check_item(Checker *ck, const Expr *value, const Field *field)
{
    check_bound(ck, value, field->min, "min", -1);
    check_bound(ck, value, field->max, "max", 1);
    if (field->pattern && value->kind == EXPR_TEXT &&
        pattern_excludes(field->pattern, value->text))
        diag_report(
            ck->diags, D_OUT_OF_RANGE, value->span, SOURCE_AT(ck, value->span),
            arena_format(ck->arena, "`@pattern(\"%s\")`", field->pattern));
}

static size_t text_length(const char *text)
{
    size_t length = 0;
    for (; *text; text++)
        length += ((unsigned char)*text & 0xC0) != 0x80;
    return length;
}

static void check_length(Checker *ck, const Expr *value, const Field *field)
{
    bool counted = value->kind == EXPR_TEXT || value->kind == EXPR_LIST;
    if (!counted || field->length_min < 0)
        return;
    int64_t length =
        (int64_t)(value->kind == EXPR_TEXT ? text_length(value->text)
                                           : value->item_count);
    if (length < field->length_min || length > field->length_max)
        diag_report(ck->diags, D_BAD_LITERAL, value->span, value->text,
                    arena_format(ck->arena,
                                 "a text as `@pattern(\"%s\")` wants it",
                                 field->pattern));
}

void bounds_check(Checker *ck, const Field *field)
{
    const Expr *value = field->fallback;
    if (!value)
        return;
    check_length(ck, value, field);
    check_item(ck, value, field);
    for (size_t i = 0; value->kind == EXPR_LIST && i < value->item_count; i++)
        check_item(ck, value->items[i], field);
}

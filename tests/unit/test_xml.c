/* test_xml.c - XML to typed values and back, and what is no XML. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/xml_sample.h"

/* A decoded value, the JSON that its text lives in, and that JSON as it was. */
typedef struct read_xml {
    conn_arena arena;
    conn_error err;
    conn_status status;
    conn_buf json;
    conn_buf kept;
} read_xml;

static read_xml read_len(const conn_type *type, const char *xml, size_t len,
                         void *out)
{
    read_xml r = {0};
    char *exact = malloc(len > 0 ? len : 1); /* no NUL behind it */
    memcpy(exact, xml, len);
    memset(out, 0, type->size);
    r.status = conn_xml_to_json((conn_str){exact, len}, type, NULL, &r.json,
                                NULL, &r.err);
    if (r.json.len > 0)
        conn_buf_add(&r.kept, r.json.data, r.json.len);
    if (r.status == CONN_OK)
        r.status = conn_json_decode(&r.arena, r.json.data, r.json.len, type,
                                    out, NULL, &r.err);
    free(exact);
    return r;
}

static read_xml read_as(const conn_type *type, const char *xml, void *out)
{
    return read_len(type, xml, strlen(xml), out);
}

static void release(read_xml *r)
{
    conn_error_clear(&r->err);
    conn_arena_free(&r->arena);
    conn_buf_free(&r->json);
    conn_buf_free(&r->kept);
}

/* Expects the JSON that `xml` becomes as `type`; NULL: without a type. */
static void check_json_at(const conn_type *type, const char *at,
                          const char *xml, const char *want)
{
    conn_buf json = {0};
    conn_error err = {0};
    conn_status status =
        conn_xml_to_json(conn_str_of(xml), type, at, &json, NULL, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(status, CONN_OK);
    assert_string_equal(json.data, want);
    assert_int_equal(conn_json_check(json.data, json.len, NULL, NULL), CONN_OK);
    conn_buf_free(&json);
}

static void check_json(const conn_type *type, const char *xml, const char *want)
{
    check_json_at(type, NULL, xml, want);
}

static void check_written(const char *json, const char *want)
{
    conn_buf xml = {0};
    conn_error err = {0};
    conn_status status =
        conn_xml_from_json(&xml, "R", NULL, conn_str_of(json), &err);
    assert_string_equal(err.message, "");
    assert_int_equal(status, CONN_OK);
    const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    assert_memory_equal(xml.data, head, strlen(head));
    assert_string_equal(xml.data + strlen(head), want);
    conn_buf_free(&xml);
}

static void check_not_written(const char *json, const char *message)
{
    conn_buf xml = {0};
    conn_error err = {0};
    assert_int_equal(
        conn_xml_from_json(&xml, "R", NULL, conn_str_of(json), &err),
        CONN_USAGE);
    assert_string_equal(err.message, message);
    conn_error_clear(&err);
    conn_buf_free(&xml);
}

/* ---- without types ---- */

static void test_untyped(void **state)
{
    (void)state;
    check_json(NULL, "<r/>", "\"\"");
    check_json(NULL, "<r> a&amp;b </r>", "\" a&b \"");
    check_json(NULL, "<r x='1' xmlns:p='u'><p:a/>\n<b>1</b><p:a>2</p:a></r>",
               "{\"@x\":\"1\",\"@xmlns:p\":\"u\",\"p:a\":[\"\",\"2\"],"
               "\"b\":\"1\"}");
    check_json(NULL, "<r a=\"\">t<![CDATA[<&]]>\"<!-- c --><?pi d?>u</r>",
               "{\"@a\":\"\",\"#text\":\"t<&\\\"u\"}");
    check_json(NULL,
               "\xEF\xBB\xBF<?xml version='1.0'?>\r\n<r>a\r\nb\rc</r>\r\n",
               "\"a\\nb\\nc\"");
}

/* ---- by type ---- */

static void test_scalars(void **state)
{
    (void)state;
    check_json(&xs_string, "<r> x </r>", "\" x \"");
    check_json(&xs_string, "<r a='1'>x</r>", "\"x\"");
    check_json(&xs_int64, "<r>\n 9223372036854775807\t</r>",
               "9223372036854775807");
    check_json(&xs_decimal, "<r>1.10</r>", "1.10");
    check_json(&xs_double, "<r>1e3</r>", "1e3");
    check_json(&xs_bool, "<r> true </r>", "true");
    check_json(&xs_bool, "<r>0</r>", "false");
    check_json(&xs_int64, "<r>+1</r>", "\"+1\"");
    check_json(&xs_int64, "<r>0x10</r>", "\"0x10\"");
    check_json(&xs_int64, "<r><a/></r>", "{\"a\":\"\"}");
    check_json(&xs_date, "<r> 2024-02-29 </r>", "\"2024-02-29\"");
    check_json(&xs_int64, "<r xmlns:xsi='u' xsi:nil='1'/>", "null");
}

static void test_record(void **state)
{
    (void)state;
    check_json(&xs_order,
               "<o id='7' open='1' new='x'><tag>a</tag><flag>0</flag>"
               "<tag>b</tag><small/><Name/><c:color>red</c:color>"
               "<price currency='EUR'> 1.50 </price><odd a='1'>t</odd>"
               "<shape kind='label'>  </shape><wait>1.5</wait>"
               "<counts xmlns='u'><a>1</a><b>2</b></counts></o>",
               "{\"@id\":7,\"@open\":true,\"@new\":\"x\",\"tag\":[\"a\",\"b\"],"
               "\"flag\":false,\"small\":null,\"Name\":\"\","
               "\"c:color\":\"red\",\"price\":{\"@currency\":\"EUR\","
               "\"#text\":1.50},\"odd\":{\"@a\":\"1\",\"#text\":\"t\"},"
               "\"shape\":{\"@kind\":\"label\",\"#text\":\"  \"},\"wait\":1.5,"
               "\"counts\":{\"a\":1,\"b\":2},\"order\":[]}");
}

static void test_lists(void **state)
{
    (void)state;
    check_json(&xs_tags, "<r><a>1</a>\n<b>2</b></r>", "[\"1\",\"2\"]");
    check_json(&xs_tags, "<r/>", "[]");
    check_json_at(&xs_tags, "/a/b", "<r><a><b>1</b></a><c/></r>",
                  "{\"a\":{\"b\":[\"1\"]},\"c\":\"\"}");
    check_json_at(&xs_tags, "/a/b", "<r><a/></r>", "{\"a\":{\"b\":[]}}");
    check_json_at(&xs_int64, "/a/1", "<r><a>1</a><a>2</a></r>",
                  "{\"a\":[1,2]}");
    check_json_at(&xs_int64, "/@n", "<r n='5'>x</r>",
                  "{\"@n\":5,\"#text\":\"x\"}");
    check_json_at(&xs_int64, "/a", "<r><ab>5</ab></r>", "{\"ab\":\"5\"}");
    check_json_at(&xs_int64, "/s:r/a", "<s:r><a>5</a></s:r>",
                  "{\"s:r\":{\"a\":5}}");
    check_json_at(&xs_tags, "/r", "<r><a>5</a></r>", "{\"r\":[\"5\"]}");
    check_json_at(&xs_int64, "/r/a", "<q><a>5</a></q>", "{\"a\":\"5\"}");
}

/* ---- what does not fit ---- */

/* Expects the error, and the offset of `mark` in the document. */
static void check_refused(const char *xml, const char *mark,
                          const char *message)
{
    order o;
    conn_error err = {0};
    read_xml r = read_as(&xs_order, xml, &o);
    assert_int_equal(r.status, CONN_DECODE);
    assert_string_equal(r.err.message, message);
    size_t offset = r.err.offset;
    conn_buf json = {0};
    assert_int_equal(conn_xml_to_json(conn_str_of(xml), &xs_order, NULL, &json,
                                      &offset, &err),
                     CONN_OK);
    conn_buf_free(&json);
    assert_int_equal(offset, strstr(xml, mark) - xml);
    release(&r);
}

#define AROUND(content) "<o id='1'>" content "<counts/></o>"

static void test_refused(void **state)
{
    (void)state;
    check_refused(AROUND("<small>x</small>"), "small",
                  "/small: expected number, found string");
    check_refused(AROUND("<small>99999999999</small>"), "small",
                  "/small: number is beyond 32 bits");
    check_refused(AROUND("<flag>TRUE</flag>"), "flag",
                  "/flag: expected boolean, found string");
    check_refused("<o id='1x'><counts/></o>", "id",
                  "/@id: expected number, found string");
    check_refused(AROUND("<order id='2'><counts/></order>\r\n<order id='3'>"
                         "<counts><a>b</a></counts></order>"),
                  "a>b", "/order/1/counts/a: expected number, found string");
    check_refused(AROUND("<Name>a</Name><Name>b</Name>"), "Name",
                  "/Name: expected string, found array");
    check_refused(AROUND("<Name><b/></Name>"), "Name",
                  "/Name: expected string, found object");
    check_refused(AROUND("<when>yesterday</when>"), "when",
                  "/when: string is not an RFC 3339 time");
    check_refused(AROUND("<price currency='EUR'/>"), "price currency",
                  "/price/#text: expected number, found string");
    check_refused(AROUND("<tag xsi:nil='true'/>"), "tag",
                  "/tag/0: expected string, found null");
}

/* A document that is none, with the byte where that is seen. */
static void check_hostile_len(const char *xml, size_t len, size_t offset,
                              const char *message)
{
    order o;
    read_xml r = read_len(&xs_order, xml, len, &o);
    assert_int_equal(r.status, CONN_DECODE);
    assert_string_equal(r.err.message, message);
    assert_int_equal(r.err.offset, offset);
    release(&r);
}

static void check_hostile(const char *xml, size_t offset, const char *message)
{
    check_hostile_len(xml, strlen(xml), offset, message);
}

static void test_hostile(void **state)
{
    (void)state;
    check_hostile("", 0, "not XML at character 0: no element");
    check_hostile("<!DOCTYPE o [<!ENTITY a \"aaaa\"><!ENTITY b "
                  "\"&a;&a;&a;&a;\">]><o>&b;</o>",
                  1, "not XML at character 1: no name");
    check_hostile("<!DOCTYPE o SYSTEM \"file:///etc/passwd\"><o/>", 1,
                  "not XML at character 1: no name");
    check_hostile("<o>&lol;</o>", 8, "not XML at character 8: an entity");
    check_hostile("<o>\r\n&lol;</o>", 10, "not XML at character 9: an entity");
    check_hostile("<o>&#0;</o>", 7, "not XML at character 7: no character");
    check_hostile("<o>&#xD800;</o>", 11,
                  "not XML at character 11: no character");
    check_hostile("<o>a & b</o>", 8, "not XML at character 8: an ampersand");
    check_hostile("<o><a></o></a>", 9,
                  "not XML at character 9: another element ends");
    check_hostile("<o>", 3, "not XML at character 3: an element without end");
    check_hostile("<o/><o/>", 4,
                  "not XML at character 4: more than one element");
    check_hostile("<o a='1' a='2'/>", 10,
                  "not XML at character 10: an attribute");
    check_hostile("<o a=1/>", 6, "not XML at character 6: no quote");
    check_hostile("<o a='<'/>", 8,
                  "not XML at character 8: a < in an attribute");
    check_hostile("<o>]]></o>", 6, "not XML at character 6: a ]]>");
    check_hostile("<o><![CDATA[x</o>", 12, "not XML at character 12: no ]]>");
    check_hostile("<o><!-- a -- b --></o>", 18,
                  "not XML at character 18: a comment");
    check_hostile("<o><?xml version='1.0'?></o>", 8,
                  "not XML at character 8: a declaration");
    check_hostile("<o>\x01</o>", 0,
                  "not XML at character 0: a control character");
    check_hostile_len("<o>\0</o>", 8, 0,
                      "not XML at character 0: a control character");
    check_hostile("<o>\xC3(</o>", 0, "the XML is not UTF-8");
    check_hostile("<o>\xED\xA0\x80</o>", 0, "the XML is not UTF-8");
    check_hostile_len("\xFF\xFE<\0o\0/\0>\0", 10, 0, "the XML is not UTF-8");
    check_hostile("<?xml version='1.0' encoding='ISO-8859-1'?><o>\xC3\xA9</o>",
                  0, "the XML is in ISO-8859-1, and only UTF-8 is read");
}

static void test_encodings(void **state)
{
    (void)state;
    check_json(NULL, "<?xml version='1.0' encoding='ISO-8859-1'?><o>e</o>",
               "\"e\"");
    check_json(NULL, "<?xml version='1.0' encoding='utf-8'?><o>\xC3\xA9</o>",
               "\"\xC3\xA9\"");
}

/* A document of `count` times `each` between two texts. */
static char *many(const char *before, const char *each, size_t count,
                  const char *after)
{
    conn_buf text = {0};
    conn_buf_puts(&text, before);
    for (size_t i = 0; i < count; i++)
        conn_buf_printf(&text, each, i);
    conn_buf_puts(&text, after);
    size_t len;
    return conn_buf_take(&text, &len);
}

static conn_status status_of(char *xml)
{
    conn_buf json = {.cap = (size_t)1 << 26};
    conn_status status =
        conn_xml_to_json(conn_str_of(xml), &xs_order, NULL, &json, NULL, NULL);
    conn_buf_free(&json);
    conn_free(xml);
    return status;
}

/* What is long takes time in proportion, and memory up to a bound. */
static void test_sizes(void **state)
{
    (void)state;
    assert_int_equal(status_of(many("", "<a>", 100000, "")), CONN_DECODE);
    assert_int_equal(status_of(many("<a ", "a%zu='' ", 200000, "/>")), CONN_OK);
    assert_int_equal(status_of(many("<a ", "a%zu='' ", 200000, "a7=''/>")),
                     CONN_DECODE);
    assert_int_equal(status_of(many("<a b='", "x%zu", 500000, "'/>")), CONN_OK);
    assert_int_equal(status_of(many("<a>", "<a%zu/>", 200000, "</a>")),
                     CONN_OK);
    assert_int_equal(status_of(many("<a>", "<a/>", 200000, "</a>")), CONN_OK);
    assert_int_equal(status_of(many("<a>", "x<!---->", 200000, "</a>")),
                     CONN_OK);
    assert_int_equal(status_of(many("<a>", "&amp;", 500000, "</a>")), CONN_OK);
    assert_int_equal(status_of(many("<a>", "<!--", 200000, "</a>")),
                     CONN_DECODE);
}

static void test_limit(void **state)
{
    (void)state;
    conn_buf json = {.cap = 10};
    conn_error err = {0};
    assert_int_equal(conn_xml_to_json(conn_str_of("<a>12345678901</a>"), NULL,
                                      NULL, &json, NULL, &err),
                     CONN_LIMIT);
    assert_string_equal(err.message, "the answer's body is too long");
    conn_error_clear(&err);
    conn_buf_free(&json);
}

/* ---- writing ---- */

static void test_written(void **state)
{
    (void)state;
    check_written("{}", "<R/>");
    check_written("\"\"", "<R></R>");
    check_written("null", "<R xmlns:xsi=\"http://www.w3.org/2001/"
                          "XMLSchema-instance\" xsi:nil=\"true\"/>");
    check_written(" { \"b\" : [ 1 , true , {} ] , \"@a\" : \"x\" } ",
                  "<R a=\"x\"><b>1</b><b>true</b><b/></R>");
    check_written("{\"@a\":\"<&>\\\"'\\t\\n\\r\",\"#text\":\"<&>\\\"'\\t\\n\\r"
                  "\"}",
                  "<R a=\"&lt;&amp;&gt;&quot;'&#9;&#10;&#13;\">"
                  "&lt;&amp;&gt;\"'\t\n&#13;</R>");
    check_written("{\"a\":[],\"@n\":null,\"p:b\":{\"@x\":1,\"c\":-1.5}}",
                  "<R><p:b x=\"1\"><c>-1.5</c></p:b></R>");
    check_written("{\"\\u00e9\":\"\\ud83d\\ude00\"}",
                  "<R><\xC3\xA9>\xF0\x9F\x98\x80</\xC3\xA9></R>");
}

static void test_namespace(void **state)
{
    (void)state;
    conn_buf xml = {0};
    const conn_str plain = CONN_STR("{\"a\":{}}"),
                   own = CONN_STR("{\"@xmlns\":\"v\"}");
    assert_int_equal(conn_xml_from_json(&xml, "p:R", "u\"&", plain, NULL),
                     CONN_OK);
    assert_string_equal(strchr(xml.data, '>') + 1,
                        "<p:R xmlns=\"u&quot;&amp;\"><a/></p:R>");
    conn_buf_reset(&xml);
    assert_int_equal(conn_xml_from_json(&xml, "R", "u", own, NULL), CONN_OK);
    assert_string_equal(strchr(xml.data, '>') + 1, "<R xmlns=\"v\"/>");
    conn_buf_free(&xml);
}

static void test_not_written(void **state)
{
    (void)state;
    check_not_written("{\"a\":[0,{\"b\":\"\\u0001\"}]}",
                      "/a/1/b: the text has a character that XML can't carry");
    check_not_written("{\"a\":\"\\u0000\"}",
                      "/a: the text has a character that XML can't carry");
    check_not_written("{\"@a\":\"\\uffff\"}",
                      "/@a: the text has a character that XML can't carry");
    check_not_written("{\"a b\":1}", "/a b: XML can't have this name");
    check_not_written("{\"a><script\":1}",
                      "/a><script: XML can't have this name");
    check_not_written("{\"\":1}", "/: XML can't have this name");
    check_not_written("{\"1\":1}", "/1: XML can't have this name");
    check_not_written("{\"@a=''\":1}", "/@a='': XML can't have this name");
    check_not_written("{\"@a\":{}}", "/@a: an attribute is a single value");
    check_not_written("{\"#text\":[]}",
                      "/#text: the text of an element is a single value");
    check_not_written("{\"a/b\":[[1]]}", "/a~1b/0: XML can't carry a list of "
                                         "lists");
    check_not_written("[1]", "a document is one element, and no list");
    check_not_written("", "there is no value");
    char *deep = many("", "{\"a\":", 200, "1");
    char *ends = many(deep, "}", 200, "");
    conn_error err = {0};
    conn_buf xml = {0};
    assert_int_equal(
        conn_xml_from_json(&xml, "R", NULL, conn_str_of(ends), &err),
        CONN_USAGE);
    assert_non_null(strstr(err.message, ": elements are nested too deep"));
    conn_error_clear(&err);
    conn_buf_free(&xml);
    conn_free(deep);
    conn_free(ends);
}

/* ---- there and back ---- */

static unsigned seed = 1;

static unsigned any(unsigned below)
{
    seed = seed * 1103515245U + 12345U;
    return (seed >> 16) % below;
}

static conn_str any_text(conn_arena *arena)
{
    static const char *const pieces[] = {"a",         " ",
                                         "\n",        "\r",
                                         "\t",        "<",
                                         ">",         "&",
                                         "\"",        "'",
                                         "]]>",       "&amp;",
                                         "\xC3\xA9",  "\xF0\x9F\x98\x80",
                                         "<![CDATA[", "-->",
                                         "0",         "\\",
                                         "\x7F"};
    char text[128] = "";
    for (unsigned n = any(6); n > 0; n--)
        strcat(text, pieces[any(sizeof pieces / sizeof *pieces)]);
    return (conn_str){conn_arena_text(arena, text, strlen(text)), strlen(text)};
}

static int64_t any_int(void)
{
    int64_t value = (int64_t)any(65536) - 32768;
    return any(4) == 0 ? value * 281474976710655 : value;
}

static conn_state any_state(void)
{
    static const conn_state states[] = {CONN_ABSENT, CONN_IS_NULL, CONN_VALUE,
                                        CONN_VALUE};
    return states[any(4)];
}

static void fill_list(conn_arena *arena, order *o, unsigned depth);

static void fill(conn_arena *arena, order *o, unsigned depth)
{
    static const conn_str names[] = {CONN_STR("@k"), CONN_STR("a"),
                                     CONN_STR("x-y.z"), CONN_STR("p:q"),
                                     CONN_STR("\xC3\xA9")};
    memset(o, 0, sizeof *o);
    o->id = any_int();
    o->open.state = any(2) ? CONN_VALUE : CONN_ABSENT;
    o->open.value = any(2) != 0;
    o->name = (conn_opt_str){any_state(), any_text(arena)};
    o->flag = (conn_opt_bool){any_state(), any(2) != 0};
    o->small = (conn_opt_int32){any_state(), (int32_t)any_int()};
    o->ratio = (conn_opt_double){any_state(), (double)any_int() / 7};
    o->when = (conn_opt_time){any_state(), any_int() % 100000000000000};
    o->unix_time = (conn_opt_time){any_state(), any_int() % 100000000000000};
    o->day =
        (conn_opt_date){any_state(), {2000, 2, (unsigned char)(1 + any(28))}};
    o->wait = (conn_opt_int64){any_state(), any_int()};
    conn_str bytes = any_text(arena);
    o->data = (conn_opt_bytes){any_state(),
                               {(const unsigned char *)bytes.data, bytes.len}};
    o->color = (conn_opt_enum){any_state(), {.is = (int)any(3)}};
    o->color.value.text = (conn_str)CONN_STR("other");
    o->quoted = (conn_opt_int64){any_state(), any_int()};
    o->price.state = any_state();
    o->price.value = (price){any_text(arena), CONN_STR("-12.50")};
    o->shape.state = any_state();
    o->shape.value.which = SHAPE_CIRCLE;
    o->shape.value.as.circle = (circle){CONN_STR("circle"), 0.5};
    if (any(2) == 0) {
        o->shape.value.which = SHAPE_LABEL;
        o->shape.value.as.label =
            (label){CONN_STR("label"), {CONN_ABSENT, CONN_STR("")}};
        conn_str text = any_text(arena);
        if (text.len > 0)
            o->shape.value.as.label.text = (conn_opt_str){CONN_VALUE, text};
    }
    o->counts.count = any(6);
    count_entry *counts = conn_arena_alloc(arena, sizeof *counts * 6);
    for (size_t i = 0; i < o->counts.count; i++)
        counts[i] = (count_entry){names[i], any_int()};
    o->counts.items = counts;
    fill_list(arena, o, depth);
}

static void fill_list(conn_arena *arena, order *o, unsigned depth)
{
    conn_str *tags = conn_arena_alloc(arena, sizeof *tags * 4);
    order *orders = conn_arena_alloc(arena, sizeof *orders * 4);
    o->tags.items = (void *)tags;
    o->orders.items = (void *)orders;
    for (o->tags.count = 0; any(2) && o->tags.count < 4; o->tags.count++)
        tags[o->tags.count] = any_text(arena);
    while (depth > 0 && any(2) && o->orders.count < 4)
        fill(arena, &orders[o->orders.count++], depth - 1);
}

/* The texts are long: what differs is shown. */
static void check_same(const char *a, const char *b)
{
    size_t same = 0;
    while (a[same] != '\0' && a[same] == b[same])
        same++;
    size_t from = same > 20 ? same - 20 : 0;
    char left[60], right[60];
    snprintf(left, sizeof left, "%s", a + from);
    snprintf(right, sizeof right, "%s", b + from);
    assert_string_equal(left, right);
}

static void check_there_and_back(const order *o)
{
    conn_buf json = {0}, xml = {0}, again = {0};
    order back;
    conn_error err = {0};
    assert_int_equal(conn_json_encode(&json, &xs_order, o, &err), CONN_OK);
    conn_xml_from_json(&xml, "Order", "urn:x", (conn_str){json.data, json.len},
                       &err);
    assert_string_equal(err.message, "");
    read_xml r = read_len(&xs_order, xml.data, xml.len, &back);
    assert_string_equal(r.err.message, "");
    assert_int_equal(back.extra.count, 1); /* the namespace */
    back.extra.count = 0;
    assert_int_equal(conn_json_encode(&again, &xs_order, &back, &err), CONN_OK);
    check_same(again.data, json.data);
    release(&r);
    conn_buf_free(&json);
    conn_buf_free(&xml);
    conn_buf_free(&again);
}

static void test_there_and_back(void **state)
{
    (void)state;
    for (seed = 1; seed <= 3000; seed++) {
        unsigned kept = seed;
        conn_arena arena = {0};
        order o;
        fill(&arena, &o, 3);
        check_there_and_back(&o);
        conn_arena_free(&arena);
        seed = kept;
    }
}

/* ---- memory ---- */

static size_t allocations_left;

static bool count_down(size_t size)
{
    (void)size;
    return allocations_left > 0 && allocations_left-- > 0;
}

static void check_allocations(const char *document, conn_status last)
{
    conn_status status = CONN_MEMORY;
    for (size_t fails = 0; status == CONN_MEMORY; fails++) {
        order o;
        allocations_left = fails;
        conn_alloc_hook(count_down);
        read_xml r = read_as(&xs_order, document, &o);
        conn_alloc_hook(NULL);
        status = r.status;
        assert_true(status == CONN_MEMORY || status == last);
        release(&r);
        assert_true(fails < 1000);
    }
}

static void test_every_allocation_fails(void **state)
{
    (void)state;
    check_allocations("<o id='1' a='1' b='1' c='1' d='1' e='1' f='1' g='1' "
                      "h='&lt;'>\r<Name>a<!-- -->b</Name><tag>a</tag>"
                      "<tag>b</tag><new><x>1</x></new><counts/></o>",
                      CONN_OK);
    check_allocations("<o id='1'><Name>&amp;</Name></p>", CONN_DECODE);
    conn_status status = CONN_MEMORY;
    for (size_t fails = 0; status == CONN_MEMORY; fails++) {
        conn_buf xml = {0};
        allocations_left = fails;
        conn_alloc_hook(count_down);
        const conn_str json = CONN_STR("{\"a\":\"\\n\",\"\\u0062\":[1]}");
        status = conn_xml_from_json(&xml, "R", NULL, json, NULL);
        conn_alloc_hook(NULL);
        conn_buf_free(&xml);
        assert_true(fails < 100);
    }
    assert_int_equal(status, CONN_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_untyped),
        cmocka_unit_test(test_scalars),
        cmocka_unit_test(test_record),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_written),
        cmocka_unit_test(test_namespace),
        cmocka_unit_test(test_not_written),
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_every_allocation_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

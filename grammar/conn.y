/* conn.y - the grammar of `.conn` files.
 *
 * One generic shape, `keyword labels { members }`, serves every block; what a
 * block may hold is the business of settings.def and the checker. Actions are
 * one constructor call or one list append. The commonest slips have rules of
 * their own that complain and go on; `error` stands only where members end.
 */
%require "3.8"
%define api.pure full
%define api.prefix {conn_}
%define api.token.prefix {T_}
%define api.location.type {Span}
%define parse.error custom
%define parse.lac full
%locations
%param {void *scanner} {ParseContext *cx}
%expect 0

%code requires {
#include "front/parse_context.h"
}

%code {
#include <string.h>

#include "front/hints.h"
#include "front/slips.h"

#define YYLLOC_DEFAULT(current, rhs, n)                                        \
    (current) = (n) ? span_join(YYRHSLOC(rhs, 1), YYRHSLOC(rhs, n))            \
                    : span_after(YYRHSLOC(rhs, 0))

int conn_lex(CONN_STYPE *value, Span *span, void *scanner, ParseContext *cx);
static void conn_error(Span *span, void *scanner, ParseContext *cx,
                       const char *message);

#define ADD(list, node) node_list_add(cx->arena, &(list), (node))
#define ONE(node) parse_one(cx, (node))
/* Goes on behind a syntax error; a hopeless file is given up. */
#define RECOVER(lost)                                                          \
    do {                                                                       \
        if (cx->stop) YYABORT;                                                 \
        yyerrok;                                                               \
        if (!parse_recover(cx, scanner, yychar, (lost), yylloc)) yyclearin;    \
    } while (0)
#define WORD_AT(text_, span_) ((Word){(text_), (span_)})
#define BINARY(operator_, left_, right_, span_)                                \
    NODE_NEW(BINARY, binary, span_, .operator_text = (operator_),              \
             .left = (left_), .right = (right_))

static NodeList parse_one(ParseContext *cx, Node *node)
{
    NodeList list = {0};
    ADD(list, node);
    return list;
}
}

%union {
    Word word;
    const char *text;
    int64_t number;
    bool flag;
    Node *node;
    NodeList list;
}

%initial-action { @$ = (Span){cx->file, 0, 0}; }

%token END 0 "the end of the file"
%token <word> NAME "a name"
%token <word> AND "`and`" OR "`or`" NOT "`not`" IN "`in`" AS "`as`"
%token <word> IF "`if`" THEN "`then`" ELSE "`else`" MATCH "`match`"
%token <word> TRY "`try`" CATCH "`catch`" FAIL "`fail`"
%token <word> TRUE "`true`" FALSE "`false`" NULL "`null`"
%token <word> IMPORT "`import`" CONNECTOR "`connector`" TYPE "`type`"
%token <word> ENUM "`enum`" FN "`fn`" TEMPLATE "`template`" LET "`let`"
%token <word> FOR "`for`" RETURN "`return`" EXPECT "`expect`"
%token <text> STRING "a string" STRING_HEAD "a string with `${`"
%token <text> STRING_MIDDLE "the rest of a string"
%token <text> STRING_TAIL "the end of a string"
%token <text> RAW_STRING "a `\"\"\"` string" FLOAT "a decimal number"
%token <number> INT "a number" DURATION "a duration" SIZE "a size"
%token <number> STATUS "a status class"
%token SPREAD "`...`" ARROW "`->`" BOTH "`<->`" FROM "`<-`" FAT_ARROW "`=>`"
%token EQUAL "`==`" UNEQUAL "`!=`" LESS_EQUAL "`<=`" GREATER_EQUAL "`>=`"
%token <text> CHANGE "an assignment"
%token EARLY_AT "an annotation"
%token OPTIONAL_DOT "`?.`" COALESCE "`??`" C_AND "`&&`" C_OR "`||`"
%token '{' "`{`" '}' "`}`" '(' "`(`" ')' "`)`" '[' "`[`" ']' "`]`"
%token '=' "`=`" ':' "`:`" ',' "`,`" ';' "`;`" '.' "`.`" '@' "`@`" '|' "`|`"
%token '<' "`<`" '>' "`>`" '+' "`+`" '-' "`-`" '*' "`*`" '/' "`/`" '%' "`%`"
%token '!' "`!`" '?' "`?`"

%precedence NO_BODY
%precedence NAME STRING IMPORT CONNECTOR TYPE ENUM FN TEMPLATE LET FOR RETURN
%precedence EXPECT
%precedence NO_ELSE
%precedence ELSE
%precedence PREFIX
%precedence CAST
%right '?'
%left CATCH
%right COALESCE
%left OR C_OR
%left AND C_AND
%precedence NOT '!'
%nonassoc EQUAL UNEQUAL GREATER_EQUAL LESS_EQUAL '>'
%precedence TYPE_NAME
%nonassoc '<'
%left '+' '-'
%left '*' '/' '%'
%precedence SIGN
%precedence AS

%type <word> name start_name any_name reserved
%type <list> items body annotations label_list parameters
%type <list> parameter_list patterns arguments argument_list expressions
%type <list> entries arms statement_arms names import_names enum_members
%type <list> type_parameters type_arguments types parts alternatives
%type <list> else_items lambda_names yaml_list texts
%type <node> item block setting field statement branch annotation label
%type <node> pattern result type type_item type_name expression primary
%type <node> postfix call path_target path_call argument lambda entry arm
%type <node> statement_arm name_node enum_member parameter return_type
%type <node> condition yaml_item alternative string import_path literal
%type <node> constant simple_value declaration plain_type
%type <flag> bang

%%

file
    : items END
        { cx->root = NODE_NEW(FILE, file, @$, .items = $1); }
    ;

items
    : %empty              { $$ = (NodeList){0}; }
    | items item separator  { $$ = $1; if ($2) ADD($$, $2); }
    | items CONNECTOR name body separator
        { $$ = parse_connector_body(cx, $1, $3, @4, $4); }
    | items CONNECTOR STRING body separator
        { $$ = parse_connector_body(cx, $1, WORD_AT($3, @3), @4, $4); }
    | items error
        { $$ = $1;
          RECOVER(@2); }
    ;

separator
    : %empty
    | ','
    | ';'
        { parse_semicolon(cx, @1); }
    ;

/* A `return` without a value ends its block. */
body
    : '{' items '}'          { $$ = $2; }
    | '{' items RETURN '}'
        { $$ = $2;
          ADD($$, NODE_NEW(RETURN, returning, @3, .value = NULL)); }
    ;

item
    : declaration
    | block
    | setting
    | field
    | statement
    | early
        { Diag *d = parse_report(cx, D_ANNOTATION_ABOVE, @1, "");
          diag_label(cx->diags, d, "nothing stands before it here");
          $$ = NULL; }
    | SPREAD type
        { $$ = NODE_NEW(SPREAD, spread, @$, .type = $2); }
    | patterns ARROW expression
        { $$ = NODE_NEW(ROW, row, @$, .patterns = $1, .value = $3); }
    | name FROM expression
        { Node *target = NODE_NEW(NAME, name, @1, .name = $1);
          $$ = NODE_NEW(MAP_ROW, map_row, @$, .target = target, .value = $3); }
    | name BOTH expression
        { Node *target = NODE_NEW(NAME, name, @1, .name = $1);
          $$ = NODE_NEW(MAP_ROW, map_row, @$, .target = target, .both = true,
                        .value = $3); }
    | path_target FROM expression
        { $$ = NODE_NEW(MAP_ROW, map_row, @$, .target = $1, .value = $3); }
    | path_target BOTH expression
        { $$ = NODE_NEW(MAP_ROW, map_row, @$, .target = $1, .both = true,
                        .value = $3); }
    ;

/* An annotation right behind a `{`. Were it a token like any other, a mistake
 * there would be found before `items` exists, and cost the whole block. */
early
    : EARLY_AT any_name
    | EARLY_AT any_name '(' arguments ')'
    ;

declaration
    : IMPORT import_path import_names
        { $$ = $2; $$->as.import.names = $3; $$->span = @$; }
    | IMPORT import_names NAME STRING
        { parse_import_from(cx, @$, @2, @4);
          $$ = NODE_NEW(IMPORT, import, @$, .path = WORD_AT($4, @4),
                        .is_file = strncmp($4, "std.", 4) != 0, .names = $2); }
    | CONNECTOR name
        { $$ = NODE_NEW(CONNECTOR, connector, @$, .name = $2); }
    | CONNECTOR STRING
        { $$ = NODE_NEW(CONNECTOR, connector, @$, .name = WORD_AT($2, @2)); }
    | TYPE name type_parameters annotations body
        { $$ = NODE_NEW(TYPE, type, @$, .name = $2, .parameters = $3,
                        .annotations = $4, .items = $5); }
    | TYPE name type_parameters annotations '=' texts
        { $$ = parse_text_type(cx, @$, $2, $4, $6); }
    | TYPE annotation name type_parameters annotations body
        { NodeList all = ONE($2);
          for (size_t i = 0; i < $5.count; i++) ADD(all, $5.items[i]);
          parse_early_annotation(cx, @2, $3.span);
          $$ = NODE_NEW(TYPE, type, @$, .name = $3, .parameters = $4,
                        .annotations = all, .items = $6); }
    | TYPE STRING annotations body
        { Word name = parse_quoted_name(cx, WORD_AT($2, @2));
          $$ = NODE_NEW(TYPE, type, @$, .name = name, .annotations = $3,
                        .items = $4); }
    | TYPE name type_parameters annotations '=' type
        { $$ = NODE_NEW(TYPE, type, @$, .name = $2, .parameters = $3,
                        .annotations = $4, .alias = $6); }
    | TYPE name type_parameters annotations '=' type annotation
        { NodeList all = $4; ADD(all, $7);
          $$ = NODE_NEW(TYPE, type, @$, .name = $2, .parameters = $3,
                        .annotations = all, .alias = $6); }
    | ENUM STRING annotations '{' enum_members '}'
        { Word name = parse_quoted_name(cx, WORD_AT($2, @2));
          $$ = NODE_NEW(ENUM, enumeration, @$, .name = name,
                        .annotations = $3, .members = $5); }
    | ENUM name annotations '{' enum_members '}'
        { $$ = NODE_NEW(ENUM, enumeration, @$, .name = $2, .annotations = $3,
                        .members = $5); }
    | ENUM name annotations '=' '{' enum_members '}'
        { parse_slip(cx, SLIP_ENUM_EQUALS, @4);
          $$ = NODE_NEW(ENUM, enumeration, @$, .name = $2, .annotations = $3,
                        .members = $6); }
    | FN name parameters ARROW return_type bang body
        { $$ = NODE_NEW(FN, fn, @$, .name = $2, .parameters = $3,
                        .result = $5, .fallible = $6, .items = $7); }
    | FN name parameters ':' type body
        { parse_slip(cx, SLIP_RESULT, @4);
          $$ = NODE_NEW(FN, fn, @$, .name = $2, .parameters = $3,
                        .result = $5, .items = $6); }
    | FN name parameters FAT_ARROW type body
        { parse_slip(cx, SLIP_FAT_RESULT, @4);
          $$ = NODE_NEW(FN, fn, @$, .name = $2, .parameters = $3,
                        .result = $5, .items = $6); }
    | FN name parameters body
        { $$ = NODE_NEW(FN, fn, @$, .name = $2, .parameters = $3,
                        .items = $4); }
    | TEMPLATE name type_parameters parameters ':' name body
        { $$ = NODE_NEW(TEMPLATE, template, @$, .name = $2,
                        .type_parameters = $3, .parameters = $4, .target = $6,
                        .items = $7); }
    | TEMPLATE name type_parameters parameters ARROW name body
        { parse_slip(cx, SLIP_TEMPLATE_ARROW, @5);
          $$ = NODE_NEW(TEMPLATE, template, @$, .name = $2,
                        .type_parameters = $3, .parameters = $4, .target = $6,
                        .items = $7); }
    | TEMPLATE name type_parameters parameters ':' name '=' expression
        { $$ = NODE_NEW(TEMPLATE, template, @$, .name = $2,
                        .type_parameters = $3, .parameters = $4, .target = $6,
                        .value = $8); }
    ;

import_path
    : name
        { $$ = NODE_NEW(IMPORT, import, @$, .path = $1); }
    | STRING
        { $$ = NODE_NEW(IMPORT, import, @$, .path = WORD_AT($1, @1),
                        .is_file = true); }
    | import_path '.' any_name
        { Word word = {arena_format(cx->arena, "%s.%s",
                                    $1->as.import.path.text, $3.text), @$};
          $$ = NODE_NEW(IMPORT, import, @$, .path = word); }
    ;

import_names
    : '{' names '}'        { $$ = $2; }
    | '{' names ',' '}'    { $$ = $2; }
    ;

names
    : name_node            { $$ = ONE($1); }
    | names ',' name_node  { $$ = $1; ADD($$, $3); }
    ;

name_node
    : name                 { $$ = NODE_NEW(NAME, name, @$, .name = $1); }
    ;

enum_members
    : %empty                              { $$ = (NodeList){0}; }
    | enum_members enum_member separator  { $$ = $1; ADD($$, $2); }
    | enum_members error
        { $$ = $1;
          RECOVER(@2); }
    ;

enum_member
    : name annotations
        { $$ = NODE_NEW(ENUM_MEMBER, member, @$, .name = $1,
                        .annotations = $2); }
    | name '=' constant annotations
        { $$ = NODE_NEW(ENUM_MEMBER, member, @$, .name = $1, .value = $3,
                        .annotations = $4); }
    | name ':' constant annotations
        { parse_slip(cx, SLIP_MEMBER, @2);
          $$ = NODE_NEW(ENUM_MEMBER, member, @$, .name = $1, .value = $3,
                        .annotations = $4); }
    | STRING annotations
        { $$ = NODE_NEW(ENUM_MEMBER, member, @$, .name = WORD_AT($1, @1),
                        .annotations = $2); }
    ;

constant
    : literal
    | STRING  { $$ = NODE_NEW(STRING, string, @$, .text = $1); }
    ;

type_parameters
    : %empty               { $$ = (NodeList){0}; }
    | '<' names '>'        { $$ = $2; }
    ;

parameters
    : '(' ')'                      { $$ = (NodeList){0}; }
    | '(' parameter_list ')'       { $$ = $2; }
    | '(' parameter_list ',' ')'   { $$ = $2; }
    ;

parameter_list
    : parameter                      { $$ = ONE($1); }
    | parameter_list ',' parameter   { $$ = $1; ADD($$, $3); }
    ;

parameter
    : name '?' ':' type
        { parse_early_question(cx, $1, @2, @4);
          Node *type = NODE_NEW(TYPE_OPTIONAL, type_optional, @4,
                                .element = $4);
          $$ = NODE_NEW(FIELD, field, @$, .name = $1, .type = type); }
    | name ':' type
        { $$ = NODE_NEW(FIELD, field, @$, .name = $1, .type = $3); }
    | name ':' type '=' expression
        { $$ = NODE_NEW(FIELD, field, @$, .name = $1, .type = $3,
                        .value = $5); }
    ;

bang
    : %empty  { $$ = false; }
    | '!'     { $$ = true; }
    ;

return_type : type ;

/* ---- blocks, settings, fields ---- */

block
    : NAME annotations body
        { $$ = NODE_NEW(BLOCK, block, @$, .keyword = $1, .annotations = $2,
                        .items = $3, .has_body = true); }
    | NAME label_list annotations body
        { bool fits = parse_check_labels(cx, $1, $2);
          $$ = NODE_NEW(BLOCK, block, @$, .keyword = $1, .labels = $2,
                        .annotations = $3, .items = $4, .has_body = true);
          if (!fits) $$ = NULL, parse_damage(cx, @$); }
    | NAME label_list ARROW result annotations
        { bool fits = parse_check_labels(cx, $1, $2);
          parse_check_annotations(cx, @4, $5);
          $$ = NODE_NEW(BLOCK, block, @$, .keyword = $1, .labels = $2,
                        .result = $4, .annotations = $5);
          if (!fits) $$ = NULL, parse_damage(cx, @$); }
    | NAME label_list ARROW result annotations body
        { bool fits = parse_check_labels(cx, $1, $2);
          parse_check_annotations(cx, @4, $5);
          $$ = NODE_NEW(BLOCK, block, @$, .keyword = $1, .labels = $2,
                        .result = $4, .annotations = $5, .items = $6,
                        .has_body = true);
          if (!fits) $$ = NULL, parse_damage(cx, @$); }
    | NAME label_list RAW_STRING
        { bool fits = parse_check_labels(cx, $1, $2);
          Node *raw = NODE_NEW(STRING, string, @3, .text = $3, .raw = true);
          $$ = NODE_NEW(BLOCK, block, @$, .keyword = $1, .labels = $2,
                        .raw = raw);
          if (!fits) $$ = NULL, parse_damage(cx, @$); }
    | NAME label_list annotations %prec NO_BODY
        { $$ = parse_bodiless(cx, @$, $1, $2, $3); }
    | NAME label_list '=' expression
        { $$ = parse_const(cx, @$, $1, $2, NULL, $4); }
    | NAME label_list parameters body
        { $$ = parse_function(cx, @$, $1, $2, $3, NULL, $4); }
    | NAME label_list parameters ':' type body
        { if (parse_is_function($1)) parse_slip(cx, SLIP_RESULT, @4);
          $$ = parse_function(cx, @$, $1, $2, $3, $5, $6); }
    | NAME label_list parameters ARROW type bang body
        { $$ = parse_function(cx, @$, $1, $2, $3, $5, $7); }
    | NAME label_list ':' type annotations
        { $$ = parse_colon_result(cx, @$, $1, $2, @3, $4, $5); }
    | NAME label_list ':' type annotations body
        { $$ = parse_colon_result(cx, @$, $1, $2, @3, $4, $5);
          if ($$) {
              $$->as.block.items = $6;
              $$->as.block.has_body = true;
          } }
    | NAME label_list ':' type '=' expression
        { $$ = parse_const(cx, @$, $1, $2, $4, $6); }
    ;

label_list
    : label             { $$ = ONE($1); }
    | label_list label  { $$ = $1; ADD($$, $2); }
    ;

label
    : name              { $$ = NODE_NEW(NAME, name, @$, .name = $1); }
    | STRING            { $$ = NODE_NEW(STRING, string, @$, .text = $1); }
    ;

result
    : type
    | type '!'          { $$ = $1; }
    | NULL
        { parse_slip(cx, SLIP_NULL_RESULT, @1);
          Word none = {"none", @1};
          $$ = NODE_NEW(TYPE_NAME, type_name, @$, .name = none); }
    | INT               { $$ = NODE_NEW(INT, integer, @$, .value = $1); }
    ;

setting
    : name '=' expression annotations
        { parse_check_annotations(cx, @3, $4);
          $$ = NODE_NEW(SETTING, setting, @$, .name = $1, .value = $3,
                        .annotations = $4); }
    | IN '=' expression annotations
        { parse_check_annotations(cx, @3, $4);
          $$ = NODE_NEW(SETTING, setting, @$, .name = $1, .value = $3,
                        .annotations = $4); }
    | STRING '=' expression annotations
        { parse_check_annotations(cx, @3, $4);
          $$ = NODE_NEW(SETTING, setting, @$, .name = WORD_AT($1, @1),
                        .quoted = true, .value = $3, .annotations = $4); }
    ;

field
    : name ':' type annotations
        { parse_check_annotations(cx, @3, $4);
          $$ = NODE_NEW(FIELD, field, @$, .name = $1, .type = $3,
                        .annotations = $4); }
    | name ':' type '=' expression annotations
        { parse_check_annotations(cx, @5, $6);
          $$ = NODE_NEW(FIELD, field, @$, .name = $1, .type = $3, .value = $5,
                        .annotations = $6); }
    | STRING ':' type annotations
        { parse_check_annotations(cx, @3, $4);
          $$ = NODE_NEW(FIELD, field, @$, .name = WORD_AT($1, @1),
                        .quoted = true, .type = $3, .annotations = $4); }
    | STRING ':' type '=' expression annotations
        { parse_check_annotations(cx, @5, $6);
          $$ = NODE_NEW(FIELD, field, @$, .name = WORD_AT($1, @1),
                        .quoted = true, .type = $3, .value = $5,
                        .annotations = $6); }
    | reserved ':' type annotations
        { parse_reserved(cx, $1);
          $$ = NODE_NEW(FIELD, field, @$, .name = $1, .type = $3,
                        .annotations = $4); }
    | name ':' annotation plain_type annotations
        { NodeList all = ONE($3);
          for (size_t i = 0; i < $5.count; i++) ADD(all, $5.items[i]);
          parse_early_annotation(cx, @3, @4);
          $$ = NODE_NEW(FIELD, field, @$, .name = $1, .type = $4,
                        .annotations = all); }
    | name ':' '?' type annotations
        { parse_early_question(cx, $1, @3, @4);
          $$ = NODE_NEW(FIELD, field, @$, .name = $1, .annotations = $5,
                        .type = NODE_NEW(TYPE_OPTIONAL, type_optional, @4,
                                         .element = $4)); }
    | name '?' ':' type annotations
        { parse_early_question(cx, $1, @2, @4);
          $$ = NODE_NEW(FIELD, field, @$, .name = $1, .annotations = $5,
                        .type = NODE_NEW(TYPE_OPTIONAL, type_optional, @4,
                                         .element = $4)); }
    | name ':' texts annotations
        { $$ = NODE_NEW(FIELD, field, @$, .name = $1, .annotations = $4,
                        .type = parse_text_field(cx, @3)); }
    | name ':' '*' name
        { parse_yaml_setting(cx, @1, @2, NULL);
          parse_slip(cx, SLIP_ALIAS, span_join(@3, @4));
          $$ = NULL; }
    | name ':' yaml_list
        { parse_yaml_list(cx, @2, $3, @3);
          $$ = NODE_NEW(SETTING, setting, @$, .name = $1,
                        .value = parse_yaml_value(cx, @3, $3)); }
    | STRING ':' simple_value annotations
        { parse_json_setting(cx, WORD_AT($1, @1), @2);
          $$ = NODE_NEW(SETTING, setting, @$, .name = WORD_AT($1, @1),
                        .value = $3, .annotations = $4); }
    | name ':' simple_value annotations
        { parse_yaml_setting(cx, @1, @2, $3);
          $$ = NODE_NEW(SETTING, setting, @$, .name = $1, .value = $3,
                        .annotations = $4); }
    ;

/* What can't be a type: `title: "x"` is a YAML writer's setting. */
simple_value
    : literal
    | string            { $$ = $1; }
    | '[' ']'           { $$ = NODE_NEW(LIST, list, @$, .items = {0}); }
    | '[' expressions comma ']'
        { $$ = NODE_NEW(LIST, list, @$, .items = $2); }
    ;

/* `"a" | "b"`: the texts that TypeScript takes for a type. */
texts
    : STRING '|' STRING
        { $$ = ONE(NODE_NEW(STRING, string, @1, .text = $1));
          ADD($$, NODE_NEW(STRING, string, @3, .text = $3)); }
    | texts '|' STRING
        { $$ = $1; ADD($$, NODE_NEW(STRING, string, @3, .text = $3)); }
    ;

/* A list as YAML writes it, or a number with a sign. */
yaml_list
    : '-' yaml_item            { $$ = ONE($2); }
    | yaml_list '-' yaml_item  { $$ = $1; ADD($$, $3); }
    ;

yaml_item
    : literal
    | string
    | name      { $$ = NODE_NEW(STRING, string, @$, .text = $1.text); }
    ;

annotations
    : %empty %prec NO_BODY    { $$ = (NodeList){0}; }
    | annotations annotation  { $$ = $1; ADD($$, $2); }
    ;

annotation
    : '@' any_name
        { $$ = NODE_NEW(ANNOTATION, annotation, @$, .name = $2); }
    | '@' any_name '(' arguments ')'
        { $$ = NODE_NEW(ANNOTATION, annotation, @$, .name = $2,
                        .arguments = $4); }
    ;

/* ---- statements ---- */

statement
    : path_target '=' expression
        { $$ = NODE_NEW(ASSIGN, assign, @$, .target = $1, .value = $3); }
    | path_target CHANGE expression
        { parse_change(cx, @1, @2);
          $$ = NODE_NEW(ASSIGN, assign, @$, .target = $1,
                        .value = BINARY($2, $1, $3, @$)); }
    | path_call
        { $$ = NODE_NEW(DO, statement, @$, .value = $1); }
    | TRY call
        { Node *value = NODE_NEW(TRY, trying, @$, .value = $2);
          $$ = NODE_NEW(DO, statement, @$, .value = value); }
    | FAIL call
        { Node *value = NODE_NEW(FAIL, fail, @$, .value = $2);
          $$ = NODE_NEW(DO, statement, @$, .value = value); }
    | LET name '=' expression
        { $$ = NODE_NEW(LET, let, @$, .name = $2, .value = $4); }
    | LET name ':' '=' expression
        { parse_slip(cx, SLIP_WALRUS, span_join(@3, @4));
          $$ = NODE_NEW(LET, let, @$, .name = $2, .value = $5); }
    | LET name ':' type '=' expression
        { $$ = NODE_NEW(LET, let, @$, .name = $2, .type = $4, .value = $6); }
    | branch
    | FOR name IN expression body
        { $$ = NODE_NEW(FOR, loop, @$, .name = $2, .value = $4, .items = $5); }
    | FOR name ',' name IN expression body
        { $$ = NODE_NEW(FOR, loop, @$, .key = $2, .name = $4, .value = $6,
                        .items = $7); }
    | MATCH expression '{' statement_arms '}'
        { $$ = NODE_NEW(SWITCH, switching, @$, .value = $2, .arms = $4); }
    | RETURN expression
        { $$ = NODE_NEW(RETURN, returning, @$, .value = $2); }
    | EXPECT expression
        { $$ = NODE_NEW(EXPECT, expect, @$, .value = $2); }
    ;

branch
    : IF condition body else_items
        { $$ = NODE_NEW(IF, branch, @$, .condition = $2, .then_items = $3,
                        .else_items = $4); }
    | IF LET name ':' '=' expression body else_items
        { parse_slip(cx, SLIP_WALRUS, span_join(@4, @5));
          $$ = NODE_NEW(IF_LET, branch_let, @$, .name = $3, .value = $6,
                        .then_items = $7, .else_items = $8); }
    | IF LET name '=' expression body else_items
        { $$ = NODE_NEW(IF_LET, branch_let, @$, .name = $3, .value = $5,
                        .then_items = $6, .else_items = $7); }
    ;

/* `a = b` is meant to compare. */
condition
    : expression
    | expression '=' expression
        { parse_condition(cx, @2, $1, $3);
          $$ = BINARY("==", $1, $3, @$); }
    ;

else_items
    : %empty %prec NO_ELSE  { $$ = (NodeList){0}; }
    | ELSE body     { $$ = $2; }
    | ELSE branch   { $$ = ONE($2); }
    ;

statement_arms
    : %empty                                 { $$ = (NodeList){0}; }
    | statement_arms statement_arm separator { $$ = $1; ADD($$, $2); }
    | statement_arms error
        { $$ = $1;
          RECOVER(@2); }
    ;

statement_arm
    : patterns ARROW body
        { $$ = NODE_NEW(ARM, arm, @$, .patterns = $1, .items = $3); }
    | patterns ARROW statement
        { $$ = NODE_NEW(ARM, arm, @$, .patterns = $1, .items = ONE($3)); }
    | patterns ARROW name '=' expression
        { Node *set = NODE_NEW(SETTING, setting, @$, .name = $3, .value = $5);
          $$ = NODE_NEW(ARM, arm, @$, .patterns = $1, .items = ONE(set)); }
    ;

/* A path that may be assigned to, and a call: what a statement starts with. */
path_target
    : start_name '.' any_name
        { Node *object = NODE_NEW(NAME, name, @1, .name = $1);
          $$ = NODE_NEW(MEMBER, access, @$, .object = object, .name = $3); }
    | start_name OPTIONAL_DOT any_name
        { Node *object = NODE_NEW(NAME, name, @1, .name = $1);
          $$ = NODE_NEW(MEMBER, access, @$, .object = object, .optional = true,
                        .name = $3); }
    | start_name '[' expression ']'
        { Node *object = NODE_NEW(NAME, name, @1, .name = $1);
          $$ = NODE_NEW(INDEX, index, @$, .object = object, .index = $3); }
    | path_target '.' any_name
        { $$ = NODE_NEW(MEMBER, access, @$, .object = $1, .name = $3); }
    | path_target OPTIONAL_DOT any_name
        { $$ = NODE_NEW(MEMBER, access, @$, .object = $1, .optional = true,
                        .name = $3); }
    | path_target '[' expression ']'
        { $$ = NODE_NEW(INDEX, index, @$, .object = $1, .index = $3); }
    | path_call '.' any_name
        { $$ = NODE_NEW(MEMBER, access, @$, .object = $1, .name = $3); }
    | path_call OPTIONAL_DOT any_name
        { $$ = NODE_NEW(MEMBER, access, @$, .object = $1, .optional = true,
                        .name = $3); }
    | path_call '[' expression ']'
        { $$ = NODE_NEW(INDEX, index, @$, .object = $1, .index = $3); }
    ;

path_call
    : start_name '(' arguments ')'
        { Node *callee = NODE_NEW(NAME, name, @1, .name = $1);
          $$ = NODE_NEW(CALL, call, @$, .callee = callee, .arguments = $3); }
    | path_target '(' arguments ')'
        { $$ = NODE_NEW(CALL, call, @$, .callee = $1, .arguments = $3); }
    | path_call '(' arguments ')'
        { $$ = NODE_NEW(CALL, call, @$, .callee = $1, .arguments = $3); }
    ;

/* ---- patterns and arms ---- */

patterns : alternatives ;

alternatives
    : pattern                   { $$ = ONE($1); }
    | alternatives '|' pattern  { $$ = $1; ADD($$, $3); }
    ;

pattern
    : literal
    | STRING  { $$ = NODE_NEW(STRING, string, @$, .text = $1); }
    | name    { $$ = parse_pattern_name(cx, $1); }
    | ELSE    { $$ = NODE_NEW(ELSE, otherwise, @$, .unused = false); }
    ;

arms
    : %empty              { $$ = (NodeList){0}; }
    | arms arm separator  { $$ = $1; ADD($$, $2); }
    | arms error
        { $$ = $1;
          RECOVER(@2); }
    ;

arm
    : patterns ARROW expression
        { $$ = NODE_NEW(ARM, arm, @$, .patterns = $1, .value = $3); }
    ;

/* ---- expressions ---- */

expression
    : postfix
    | TRY expression %prec PREFIX
        { $$ = NODE_NEW(TRY, trying, @$, .value = $2); }
    | FAIL call
        { $$ = NODE_NEW(FAIL, fail, @$, .value = $2); }
    | IF expression THEN expression ELSE expression %prec PREFIX
        { $$ = NODE_NEW(COND, cond, @$, .condition = $2, .then_value = $4,
                        .else_value = $6); }
    | expression CATCH expression
        { $$ = NODE_NEW(CATCH, catching, @$, .value = $1, .otherwise = $3); }
    | expression COALESCE expression
        { $$ = NODE_NEW(COALESCE, coalesce, @$, .left = $1, .right = $3); }
    | expression OR expression   { $$ = BINARY("or", $1, $3, @$); }
    | expression AND expression  { $$ = BINARY("and", $1, $3, @$); }
    | expression C_OR expression
        { $$ = parse_c_or(cx, @2, $1, $3, @$); }
    | expression C_AND expression
        { parse_slip(cx, SLIP_AND, @2);
          $$ = BINARY("and", $1, $3, @$); }
    | expression '?' expression ':' expression %prec '?'
        { parse_ternary(cx, @1, @3, @5);
          $$ = NODE_NEW(COND, cond, @$, .condition = $1, .then_value = $3,
                        .else_value = $5); }
    | NOT expression
        { $$ = NODE_NEW(UNARY, unary, @$, .operator_text = "not",
                        .operand = $2); }
    | '!' expression
        { parse_slip(cx, SLIP_NOT, @1);
          $$ = NODE_NEW(UNARY, unary, @$, .operator_text = "not",
                        .operand = $2); }
    | expression EQUAL expression          { $$ = BINARY("==", $1, $3, @$); }
    | expression UNEQUAL expression        { $$ = BINARY("!=", $1, $3, @$); }
    | expression '<' expression            { $$ = BINARY("<", $1, $3, @$); }
    | expression '>' expression            { $$ = BINARY(">", $1, $3, @$); }
    | expression LESS_EQUAL expression     { $$ = BINARY("<=", $1, $3, @$); }
    | expression GREATER_EQUAL expression  { $$ = BINARY(">=", $1, $3, @$); }
    | expression '+' expression            { $$ = BINARY("+", $1, $3, @$); }
    | expression '-' expression            { $$ = BINARY("-", $1, $3, @$); }
    | expression '*' expression            { $$ = BINARY("*", $1, $3, @$); }
    | expression '/' expression            { $$ = BINARY("/", $1, $3, @$); }
    | expression '%' expression            { $$ = BINARY("%", $1, $3, @$); }
    | '-' expression %prec SIGN
        { $$ = NODE_NEW(UNARY, unary, @$, .operator_text = "-",
                        .operand = $2); }
    | '+' expression %prec SIGN
        { parse_slip(cx, SLIP_PLUS_SIGN, @1);
          $$ = $2; }
    | '*' name %prec SIGN
        { parse_slip(cx, SLIP_ALIAS, @$);
          $$ = parse_node(cx, @$, (Node){.kind = NODE_ERROR}); }
    | expression AS type_item %prec CAST
        { $$ = NODE_NEW(CAST, cast, @$, .value = $1, .type = $3); }
    ;

postfix
    : primary
    | call
    | postfix '!'
        { parse_slip(cx, SLIP_NOT_NULL, @2);
          $$ = parse_node(cx, @$, (Node){.kind = NODE_ERROR}); }
    | postfix '.' any_name
        { $$ = NODE_NEW(MEMBER, access, @$, .object = $1, .name = $3); }
    | postfix OPTIONAL_DOT any_name
        { $$ = NODE_NEW(MEMBER, access, @$, .object = $1, .optional = true,
                        .name = $3); }
    | postfix '[' expression ']'
        { $$ = NODE_NEW(INDEX, index, @$, .object = $1, .index = $3); }
    ;

call
    : postfix '(' arguments ')'
        { $$ = NODE_NEW(CALL, call, @$, .callee = $1, .arguments = $3); }
    ;

primary
    : name      { $$ = NODE_NEW(NAME, name, @$, .name = $1); }
    | literal
    | string
    | '(' expression ')'  { $$ = $2; }
    | '(' expression '=' expression ')'
        { parse_slip(cx, SLIP_CONDITION, @3);
          $$ = BINARY("==", $2, $4, @$); }
    | '[' ']'             { $$ = NODE_NEW(LIST, list, @$, .items = {0}); }
    | '[' expressions comma ']'
        { $$ = NODE_NEW(LIST, list, @$, .items = $2); }
    | '[' FOR name IN expression ':' expression ']'
        { $$ = parse_comprehension(cx, @$, $3, $5, $7); }
    | '{' entries '}'
        { $$ = NODE_NEW(OBJECT, object, @$, .entries = $2); }
    | MATCH expression '{' arms '}'
        { $$ = NODE_NEW(MATCH, match, @$, .value = $2, .arms = $4); }
    ;

literal
    : INT       { $$ = NODE_NEW(INT, integer, @$, .value = $1); }
    | FLOAT     { $$ = NODE_NEW(FLOAT, floating, @$, .text = $1); }
    | DURATION  { $$ = NODE_NEW(DURATION, duration, @$, .microseconds = $1); }
    | SIZE      { $$ = NODE_NEW(SIZE, size, @$, .bytes = $1); }
    | STATUS    { $$ = NODE_NEW(STATUS, status, @$, .hundreds = $1); }
    | TRUE      { $$ = NODE_NEW(BOOL, boolean, @$, .value = true); }
    | FALSE     { $$ = NODE_NEW(BOOL, boolean, @$, .value = false); }
    | NULL      { $$ = NODE_NEW(NIL, null, @$, .unused = false); }
    ;

string
    : STRING      { $$ = NODE_NEW(STRING, string, @$, .text = $1); }
    | RAW_STRING
        { $$ = NODE_NEW(STRING, string, @$, .text = $1, .raw = true); }
    | STRING_HEAD expression parts STRING_TAIL
        { NodeList all = ONE(NODE_NEW(STRING, string, @1, .text = $1));
          ADD(all, $2);
          for (size_t i = 0; i < $3.count; i++) ADD(all, $3.items[i]);
          ADD(all, NODE_NEW(STRING, string, @4, .text = $4));
          $$ = NODE_NEW(INTERPOLATION, interpolation, @$, .parts = all); }
    ;

parts
    : %empty  { $$ = (NodeList){0}; }
    | parts STRING_MIDDLE expression
        { $$ = $1;
          ADD($$, NODE_NEW(STRING, string, @2, .text = $2));
          ADD($$, $3); }
    ;

expressions
    : expression                  { $$ = ONE($1); }
    | expressions ',' expression  { $$ = $1; ADD($$, $3); }
    ;

comma : %empty | ',' ;

entries
    : %empty                   { $$ = (NodeList){0}; }
    | entries entry separator  { $$ = $1; ADD($$, $2); }
    | entries error
        { $$ = $1;
          RECOVER(@2); }
    ;

entry
    : name ':' expression
        { $$ = NODE_NEW(ENTRY, entry, @$, .name = $1, .value = $3); }
    | STRING ':' expression
        { $$ = NODE_NEW(ENTRY, entry, @$, .name = WORD_AT($1, @1),
                        .value = $3); }
    | STRING '=' expression
        { parse_slip(cx, SLIP_ENTRY, @2);
          $$ = NODE_NEW(ENTRY, entry, @$, .name = WORD_AT($1, @1),
                        .value = $3); }
    | name '=' expression
        { parse_slip(cx, SLIP_ENTRY, @2);
          $$ = NODE_NEW(ENTRY, entry, @$, .name = $1, .value = $3); }
    | name FAT_ARROW expression
        { parse_slip(cx, SLIP_FAT_ENTRY, @2);
          $$ = NODE_NEW(ENTRY, entry, @$, .name = $1, .value = $3); }
    | STRING FAT_ARROW expression
        { parse_slip(cx, SLIP_FAT_ENTRY, @2);
          $$ = NODE_NEW(ENTRY, entry, @$, .name = WORD_AT($1, @1),
                        .value = $3); }
    ;

arguments
    : %empty               { $$ = (NodeList){0}; }
    | argument_list comma  { $$ = $1; }
    ;

argument_list
    : argument                    { $$ = ONE($1); }
    | argument_list ',' argument  { $$ = $1; ADD($$, $3); }
    ;

argument
    : expression
        { $$ = NODE_NEW(ARGUMENT, argument, @$, .value = $1); }
    | lambda
        { $$ = NODE_NEW(ARGUMENT, argument, @$, .value = $1); }
    | any_name ':' expression
        { $$ = NODE_NEW(ARGUMENT, argument, @$, .name = $1, .value = $3); }
    | any_name '=' expression
        { parse_slip(cx, SLIP_ARGUMENT, @2);
          $$ = NODE_NEW(ARGUMENT, argument, @$, .name = $1, .value = $3); }
    | any_name ':' lambda
        { $$ = NODE_NEW(ARGUMENT, argument, @$, .name = $1, .value = $3); }
    ;

lambda
    : name FAT_ARROW expression
        { Node *one = NODE_NEW(NAME, name, @1, .name = $1);
          $$ = NODE_NEW(LAMBDA, lambda, @$, .parameters = ONE(one),
                        .value = $3); }
    | name ARROW expression
        { Node *one = NODE_NEW(NAME, name, @1, .name = $1);
          parse_slip(cx, SLIP_LAMBDA_ARROW, @2);
          $$ = NODE_NEW(LAMBDA, lambda, @$, .parameters = ONE(one),
                        .value = $3); }
    | '(' expression ')' FAT_ARROW expression
        { $$ = parse_lambda(cx, @1, @3, $2, $5, @$); }
    | '(' lambda_names ')' FAT_ARROW expression
        { $$ = NODE_NEW(LAMBDA, lambda, @$, .parameters = $2, .value = $5); }
    ;

lambda_names
    : name ',' name
        { $$ = ONE(NODE_NEW(NAME, name, @1, .name = $1));
          ADD($$, NODE_NEW(NAME, name, @3, .name = $3)); }
    | lambda_names ',' name
        { $$ = $1; ADD($$, NODE_NEW(NAME, name, @3, .name = $3)); }
    ;

/* ---- types ---- */

type
    : type_item
    | NULL '|' types
        { $$ = parse_union(cx, @$, parse_null_type(cx, @1), $3); }
    | type_item '|' types
        { $$ = parse_union(cx, @$, $1, $3); }
    ;

types
    : alternative            { $$ = ONE($1); }
    | types '|' alternative  { $$ = $1; ADD($$, $3); }
    ;

alternative
    : type_item
    | NULL
        { $$ = parse_null_type(cx, @1); }
    ;

type_item
    : type_name
    | body
        { $$ = NODE_NEW(TYPE_RECORD, type_record, @$, .items = $1); }
    | '(' type ')'        { $$ = $2; }
    | type_name '(' type ')'
        { $$ = parse_type_call(cx, @$, $1, $3); }
    | parameters FAT_ARROW type_name
        { parse_slip(cx, SLIP_FUNCTION_TYPE, @$);
          Word json = {"json", @$};
          $$ = NODE_NEW(TYPE_NAME, type_name, @$, .name = json); }
    | type_item '[' type ']'
        { $$ = parse_type_call(cx, @$, $1, $3); }
    | type_item '[' ']'
        { $$ = NODE_NEW(TYPE_LIST, type_list, @$, .element = $1); }
    | type_item '?'
        { $$ = NODE_NEW(TYPE_OPTIONAL, type_optional, @$, .element = $1); }
    ;

plain_type
    : type_name
    | plain_type '[' ']'
        { $$ = NODE_NEW(TYPE_LIST, type_list, @$, .element = $1); }
    | plain_type '?'
        { $$ = NODE_NEW(TYPE_OPTIONAL, type_optional, @$, .element = $1); }
    ;

type_name
    : name %prec TYPE_NAME
        { $$ = NODE_NEW(TYPE_NAME, type_name, @$, .name = $1); }
    | name '<' type_arguments '>'
        { $$ = NODE_NEW(TYPE_NAME, type_name, @$, .name = $1,
                        .arguments = $3); }
    ;

type_arguments
    : type                     { $$ = ONE($1); }
    | type_arguments ',' type  { $$ = $1; ADD($$, $3); }
    ;

/* ---- names ---- */

name
    : start_name
    | RETURN
    | EXPECT
    ;

/* Names that a statement may start with. */
start_name
    : NAME | IMPORT | CONNECTOR | TYPE | ENUM | FN | TEMPLATE | LET | FOR
    ;

/* Reserved words that a field may be meant to be called. */
reserved : NOT | IN | IF | THEN | ELSE | MATCH | TRY | FAIL ;

any_name
    : name
    | AND | OR | NOT | IN | AS | IF | THEN | ELSE | MATCH | TRY | CATCH | FAIL
    | TRUE | FALSE | NULL
    ;

%%

/* The words of the tokens that would fit, as a user reads them. */
static int syntax_expected(const yypcontext_t *context,
                           yysymbol_kind_t expected[], int size)
{
    int count = yypcontext_expected_tokens(context, expected, size), kept = 0;
    bool name = false;
    for (int i = 0; i < count; i++)
        name = name || expected[i] == YYSYMBOL_NAME;
    /* Words that are names as well go without saying. */
    for (int i = 0; i < count; i++)
        if (!name || expected[i] < YYSYMBOL_AND || expected[i] > YYSYMBOL_EXPECT)
            expected[kept++] = expected[i];
    return kept;
}

/* Reports the token that no rule wants. */
static void syntax_report(const yypcontext_t *context, ParseContext *cx)
{
    enum { SIZE = 128 };
    yysymbol_kind_t expected[SIZE];
    const char *names[SIZE];
    int count = syntax_expected(context, expected, SIZE);
    for (int i = 0; i < count; i++)
        names[i] = yysymbol_name(expected[i]);
    yysymbol_kind_t found = yypcontext_token(context);
    Misplaced at = {.span = *yypcontext_location(context),
                    .found = found == YYSYMBOL_YYEMPTY ? "this"
                                                       : yysymbol_name(found),
                    .expected = names,
                    .expected_count = (size_t)count};
    hint_report(cx, &at);
}

enum { MOST_SYNTAX_ERRORS = 25000 };

static int yyreport_syntax_error(const yypcontext_t *context, void *scanner,
                                 ParseContext *cx)
{
    (void)scanner;
    if (cx->stop)
        return 0; /* which was reported */
    syntax_report(context, cx);
    cx->stop = ++cx->syntax_errors == MOST_SYNTAX_ERRORS;
    return 0;
}

/* Only for bison's own trouble: a stack that is too deep. */
static void conn_error(Span *span, void *scanner, ParseContext *cx,
                       const char *message)
{
    (void)scanner, (void)message;
    parse_report(cx, D_TOO_DEEP, *span,
                 arena_format(cx->arena, "%d levels", MAX_DEPTH));
    cx->stop = cx->too_deep = true;
}

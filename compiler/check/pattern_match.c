/* pattern_match.c - whether a text has what a regular expression looks for.
 * The expression is of the subset that patterns.c admits, so that PCRE2 reads
 * it as the targets' engines do.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "check/checker.h"

#include <pcre2.h>
#include <string.h>

/* More of either is the work of a hostile expression. */
enum { MATCH_LIMIT = 1000000, HEAP_LIMIT_KIB = 20000 };

static int match(pcre2_code *code, const char *text)
{
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    int found = PCRE2_ERROR_NOMEMORY;
    if (data && limits) {
        pcre2_set_match_limit(limits, MATCH_LIMIT);
        pcre2_set_heap_limit(limits, HEAP_LIMIT_KIB);
        found = pcre2_match(code, (PCRE2_SPTR)text, strlen(text), 0, 0, data,
                            limits);
    }
    pcre2_match_context_free(limits);
    pcre2_match_data_free(data);
    return found;
}

bool pattern_excludes(const char *pattern, const char *text)
{
    int error;
    PCRE2_SIZE at;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)pattern, strlen(pattern),
                      PCRE2_UTF | PCRE2_DOLLAR_ENDONLY, &error, &at, NULL);
    int found = code ? match(code, text) : 0;
    pcre2_code_free(code);
    return found == PCRE2_ERROR_NOMATCH;
}

// peer_simdjson.cc - simdjson behind a C function, with the fastest of its
// implementations that the processor has. What it is given is padded here, once
// for each text, because simdjson reads beyond the end.
#include "peer_simdjson.h"

#include <cstring>
#include <string>

#include <simdjson.h>

bool peer_simdjson_parse(const char *text, size_t len)
{
    static simdjson::dom::parser parser;
    static std::string padded;
    static const char *last;
    if (last != text) {
        padded.assign(text, len);
        padded.resize(len + simdjson::SIMDJSON_PADDING);
        last = text;
    }
    simdjson::dom::element root;
    return parser.parse(padded.data(), len, false).get(root) ==
           simdjson::SUCCESS;
}

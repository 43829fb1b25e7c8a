#include "CRE2.h"

#include <re2/re2.h>

#include <new>
#include <string>
#include <vector>

// Groups of a match that a caller asks for at once.
static const int most_groups = 64;

struct geoclimate_re2 {
    RE2 expression;
    std::vector<std::string> names;

    geoclimate_re2(const re2::StringPiece &pattern, const RE2::Options &options) : expression(pattern, options) {
        if (!expression.ok()) return;
        names.resize(static_cast<size_t>(expression.NumberOfCapturingGroups()) + 1);
        for (const auto &group : expression.CapturingGroupNames()) names[static_cast<size_t>(group.first)] = group.second;
    }
};

geoclimate_re2 *geoclimate_re2_new(const char *pattern, size_t length, bool dot_matches_newline, int64_t max_bytes) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_dot_nl(dot_matches_newline);
    options.set_max_mem(max_bytes);
    return new (std::nothrow) geoclimate_re2(re2::StringPiece(pattern, length), options);
}

void geoclimate_re2_free(geoclimate_re2 *expression) { delete expression; }

const char *geoclimate_re2_error(const geoclimate_re2 *expression) {
    return expression->expression.ok() ? nullptr : expression->expression.error().c_str();
}

int geoclimate_re2_groups(const geoclimate_re2 *expression) {
    return expression->expression.NumberOfCapturingGroups();
}

const char *geoclimate_re2_group_name(const geoclimate_re2 *expression, int group) {
    if (group < 1 || static_cast<size_t>(group) >= expression->names.size()) return nullptr;
    const std::string &name = expression->names[static_cast<size_t>(group)];
    return name.empty() ? nullptr : name.c_str();
}

bool geoclimate_re2_match(
    const geoclimate_re2 *expression, const char *text, size_t length, size_t from, bool whole,
    geoclimate_re2_group *groups, int count) {
    re2::StringPiece found[most_groups];
    const int asked = count < most_groups ? count : most_groups;
    const auto anchor = whole ? RE2::ANCHOR_BOTH : RE2::UNANCHORED;
    if (!expression->expression.Match(re2::StringPiece(text, length), from, length, anchor, found, asked)) return false;
    for (int i = 0; i < count; ++i) {
        if (i >= asked || found[i].data() == nullptr) {
            groups[i] = {-1, -1};
        } else {
            const ptrdiff_t begin = found[i].data() - text;
            groups[i] = {begin, begin + static_cast<ptrdiff_t>(found[i].size())};
        }
    }
    return true;
}

#pragma once

#include "templates/ast.h"
#include "templates/value.h"

#include <charconv>
#include <string>

namespace broadsheet::templates {

// Writes a tree as Handlebars' own printer does, in which its parser's cases give what they expect.
class AstPrinter {
public:
    std::string print(ast::Body const& body)
    {
        std::string out;
        if (!body.block_params.empty()) {
            std::string names;
            for (auto name : body.block_params)
                names.append(" ").append(name);
            out += line("BLOCK PARAMS: [" + names + " ]");
        }
        for (auto const& node : body.nodes)
            out += print(node);
        return out;
    }

private:
    using Kind = ast::Expression::Kind;

    std::string line(std::string const& text) const { return std::string(2 * padding_, ' ') + text + "\n"; }

    std::string indented(ast::Body const& body)
    {
        ++padding_;
        auto out = print(body);
        --padding_;
        return out;
    }

    std::string print(ast::Node const& node)
    {
        switch (node.kind) {
        case ast::Node::Kind::content:
            return line("CONTENT[ '" + std::string(node.text) + "' ]");
        case ast::Node::Kind::comment:
            return line("{{! '" + std::string(node.text) + "' }}");
        case ast::Node::Kind::mustache:
            return line("{{ " + print(node.invocation) + " }}");
        case ast::Node::Kind::decorator:
            return line("{{ DIRECTIVE " + print(node.invocation) + " }}");
        case ast::Node::Kind::partial:
            return line("{{> PARTIAL:" + print_partial(node.invocation) + " }}");
        case ast::Node::Kind::partial_block: {
            auto content = "PARTIAL BLOCK:" + print_partial(node.invocation) + " " + line("PROGRAM:");
            return line("{{> " + content + indented(*node.program) + " }}");
        }
        case ast::Node::Kind::block:
        case ast::Node::Kind::decorator_block:
            return print_block(node);
        }
        return {};
    }

    std::string print_block(ast::Node const& node)
    {
        auto out = line(node.kind == ast::Node::Kind::block ? "BLOCK:" : "DIRECTIVE BLOCK:");
        ++padding_;
        out += line(print(node.invocation));
        if (node.program)
            out += line("PROGRAM:") + indented(*node.program);
        if (node.inverse)
            out += line("{{^}}") + indented(*node.inverse);
        --padding_;
        return out;
    }

    std::string print_partial(ast::Invocation const& invocation)
    {
        std::string out(invocation.callee.original());
        if (!invocation.params.empty())
            out += " " + print(invocation.params.front());
        return out + print_hash(invocation);
    }

    std::string print(ast::Invocation const& invocation)
    {
        std::string params;
        for (auto const& param : invocation.params)
            params += (params.empty() ? "" : ", ") + print(param);
        return print(invocation.callee) + " [" + params + "]" + print_hash(invocation);
    }

    std::string print_hash(ast::Invocation const& invocation)
    {
        if (invocation.hash.empty())
            return {};
        std::string pairs;
        for (auto const& [key, value] : invocation.hash)
            pairs += (pairs.empty() ? "" : ", ") + std::string(key) + "=" + print(value);
        return " HASH{" + pairs + "}";
    }

    std::string print(ast::Expression const& expression)
    {
        std::string text(expression.text);
        switch (expression.kind) {
        case Kind::path: {
            std::string parts;
            for (auto part : expression.path.parts)
                parts.append(parts.empty() ? "" : "/").append(part);
            return (expression.path.is_data ? "@PATH:" : "PATH:") + parts;
        }
        case Kind::string:
            return "\"" + text + "\"";
        case Kind::number:
            return "NUMBER{" + text + "}";
        case Kind::boolean:
            return "BOOLEAN{" + text + "}";
        case Kind::undefined:
            return "UNDEFINED";
        case Kind::null:
            return "NULL";
        case Kind::subexpression:
            return print(*expression.invocation);
        }
        return {};
    }

    std::size_t padding_ = 0;
};

} // namespace broadsheet::templates

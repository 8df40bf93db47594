#pragma once

#include "templates/ast.h"
#include "templates/lexer.h"
#include "templates/limits.h"
#include "templates/location.h"

namespace broadsheet::templates {

// Reads what stands inside a tag: names, paths, literals, arguments. The parser of statements is built on it.
class ExpressionParser {
public:
    ExpressionParser(
        std::string_view file, std::string_view source, TextStore& store, SourceLimits const& limits)
        : file_(file)
        , source_(source)
        , store_(store)
        , limits_(limits)
        , tokens_(tokenize(source, store))
    {
    }

protected:
    Token const& token() const { return tokens_[at_]; }
    bool at(TokenKind kind) const { return token().kind == kind; }
    // Returns the token and moves behind it; never behind the last.
    Token const& next() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
    Result<Token> expect(TokenKind kind)
    {
        if (!at(kind))
            return unexpected();
        return next();
    }

    Error error(std::uint32_t offset, std::string message) const
    {
        return located(invalid(std::move(message)), file_, source_, offset);
    }
    // The error of the token that stands here.
    Error unexpected() const;

    // Counts blocks and subexpressions within one another while it lives.
    class Level {
    public:
        explicit Level(std::size_t& depth)
            : depth_(++depth)
        {
        }
        ~Level() { --depth_; }
        Level(Level const&) = delete;
        Level& operator=(Level const&) = delete;

    private:
        std::size_t& depth_;
    };
    // Taken at the start of a level: at most so many may lie within one another.
    Result<void> check_nesting() const;
    Result<void> check_count(std::size_t arguments) const;
    Level enter_level() { return Level(depth_); }

    Result<void> read_arguments(ast::Invocation&);
    Result<ast::Expression> read_param();
    Result<ast::Expression> read_name();

private:
    Result<ast::Path> read_path(bool is_data);

    std::string_view file_;
    std::string_view source_;
    TextStore& store_;
    SourceLimits const& limits_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
};

// Returns the name in a segment such as [foo bar], or the id itself.
std::string_view without_brackets(std::string_view id);

} // namespace broadsheet::templates

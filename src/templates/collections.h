#pragma once

#include "templates/helper.h"
#include "templates/value.h"

#include <initializer_list>
#include <utility>

namespace broadsheet::templates {

// A list that holds its elements. Fill it before it is shared.
class Array final : public List {
public:
    Array() = default;
    explicit Array(std::vector<Value> elements)
        : elements_(std::move(elements))
    {
    }

    void push_back(Value value) { elements_.push_back(std::move(value)); }
    std::size_t size() const override { return elements_.size(); }
    Value at(std::size_t index) const override { return elements_[index]; }

private:
    std::vector<Value> elements_;
};

// An object that holds its fields, in the order they were set. Made for a few dozen fields. Fill it before it
// is shared.
class Map final : public Object {
public:
    Map() = default;
    Map(std::initializer_list<std::pair<std::string_view, Value>> fields);

    // Sets a field, in its old place if there is one.
    void set(std::string_view name, Value);
    Value get(Key) const override;
    std::vector<std::string_view> keys() const override;

private:
    struct Field {
        std::string name;
        std::uint64_t hash;
        Value value;
    };
    std::vector<Field> fields_;
};

// An object with some fields laid over those of another value, if that is an object.
class Overlay final : public Object {
public:
    Overlay(Value base, std::vector<Variable> fields)
        : base_(std::move(base))
        , fields_(std::move(fields))
    {
    }

    Value get(Key) const override;
    std::vector<std::string_view> keys() const override;

private:
    Value base_;
    std::vector<Variable> fields_;
};

// The fields a template sees of a C++ type: name and function, looked up by hash. Made once, static.
//
//   Fields<Article> const fields{
//       {"title", [](Article const& article) { return Value::borrow(article.title); }},
//       {"url", [](Article const& article) { return Value(url_of(article)); }},
//   };
template <typename Model>
class Fields {
public:
    struct Field {
        Key name;
        Value (*get)(Model const&);
        Field(std::string_view field_name, Value (*getter)(Model const&))
            : name(field_name)
            , get(getter)
        {
        }
    };

    Fields(std::initializer_list<Field> fields)
        : fields_(fields)
    {
        std::size_t slots = 4;
        while (slots < 2 * fields_.size())
            slots *= 2;
        slots_.resize(slots, none);
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            auto slot = fields_[i].name.hash() & (slots - 1);
            while (slots_[slot] != none)
                slot = (slot + 1) & (slots - 1);
            slots_[slot] = static_cast<std::uint32_t>(i);
        }
    }

    // Returns the field of the model, undefined if there is none of that name.
    Value get(Model const& model, Key key) const
    {
        auto mask = slots_.size() - 1;
        for (auto slot = key.hash() & mask; slots_[slot] != none; slot = (slot + 1) & mask) {
            auto const& field = fields_[slots_[slot]];
            if (field.name == key)
                return field.get(model);
        }
        return {};
    }

    std::vector<std::string_view> keys() const
    {
        std::vector<std::string_view> names;
        for (auto const& field : fields_)
            names.push_back(field.name.text());
        return names;
    }

private:
    static constexpr std::uint32_t none = 0xffffffff;
    std::vector<Field> fields_;
    std::vector<std::uint32_t> slots_;
};

// An object over a model that outlives it.
template <typename Model>
class View final : public Object {
public:
    View(Model const& model, Fields<Model> const& fields)
        : model_(model)
        , fields_(fields)
    {
    }
    static Value of(Model const& model, Fields<Model> const& fields)
    {
        return Value::make<View>(model, fields);
    }

    Value get(Key key) const override { return fields_.get(model_, key); }
    std::vector<std::string_view> keys() const override { return fields_.keys(); }

private:
    Model const& model_;
    Fields<Model> const& fields_;
};

} // namespace broadsheet::templates

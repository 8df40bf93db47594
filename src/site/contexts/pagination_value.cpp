#include "site/contexts/pagination_value.h"

#include "templates/collections.h"

namespace broadsheet::site {

using templates::Fields;
using templates::Value;

namespace {

Value number_or_null(std::size_t number)
{
    return number == 0 ? Value(nullptr) : Value(number);
}

class PaginationObject final : public templates::Object {
public:
    PaginationObject(Pagination pagination, Rendering* rendering)
        : pagination_(std::move(pagination))
        , rendering_(rendering)
    {
    }
    Value get(templates::Key key) const override { return fields().get(*this, key); }
    std::vector<std::string_view> keys() const override { return fields().keys(); }

private:
    static Fields<PaginationObject> const& fields()
    {
        static Fields<PaginationObject> const fields{
            {"page", [](PaginationObject const& self) { return Value(self.pagination_.page); }},
            {"pages", [](PaginationObject const& self) { return self.of_all(self.pagination_.pages()); }},
            {"limit", [](PaginationObject const& self) { return Value(self.pagination_.limit); }},
            {"total", [](PaginationObject const& self) { return self.of_all(self.pagination_.total); }},
            {"next", [](PaginationObject const& self) { return number_or_null(self.pagination_.older()); }},
            {"prev", [](PaginationObject const& self) { return number_or_null(self.pagination_.newer()); }},
            {"next_url", [](PaginationObject const& self) { return self.url(self.pagination_.older()); }},
            {"prev_url", [](PaginationObject const& self) { return self.url(self.pagination_.newer()); }},
            {"has_others",
                [](PaginationObject const& self) {
                    return Value(self.pagination_.newer() != 0 || self.pagination_.older() != 0);
                }},
            {"is_counted",
                [](PaginationObject const& self) {
                    return Value(self.pagination_.numbers == Pagination::Numbers::from_newest);
                }},
            {"pagination",
                [](PaginationObject const& self) {
                    return pagination_value(self.pagination_, self.rendering_);
                }},
        };
        return fields;
    }
    Value url(std::size_t page) const
    {
        return page == 0 ? Value(nullptr) : Value(pagination_.path_of(page));
    }
    Value of_all(std::size_t count) const
    {
        if (rendering_ && pagination_.numbers == Pagination::Numbers::from_oldest)
            rendering_->reads_beyond = true;
        return Value(count);
    }

    Pagination pagination_;
    Rendering* rendering_;
};

} // namespace

Value pagination_value(Pagination const& pagination, Rendering* rendering)
{
    return Value::make<PaginationObject>(pagination, rendering);
}

} // namespace broadsheet::site

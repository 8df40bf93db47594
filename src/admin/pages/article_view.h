#pragma once

#include "admin/visit.h"
#include "workflow/piece.h"

namespace broadsheet::admin {

// What stands in the article's form, which need not be what is saved.
struct Typed {
    workflow::Content content;
    workflow::WorkingCopies::Version version = 0;
};

// Returns the form's fields as they were sent, line ends as ours, and nothing else of the request.
workflow::Content content_of_form(Visit const&);
// Returns the version that what was sent was made from; 0, which no text has, if it names none.
workflow::WorkingCopies::Version version_in_form(Visit const&);

// Returns all that the article's page shows.
Result<templates::Map> article_fields(Visit const&, workflow::Piece const&, Typed const&);
// The same with what is saved.
Result<templates::Map> article_fields(Visit const&, workflow::Piece const&);

// The fields of the head that all pages about an article have.
void set_head(templates::Map&, Visit const&, workflow::Piece const&);

} // namespace broadsheet::admin

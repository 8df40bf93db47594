#pragma once

#include "templates/helper.h"

namespace broadsheet::site {

// The helpers of the program's own views, besides the built-in ones; they need a ViewRendering.
//
//   {{t "Sign in"}}                 the text in the view's language
//   {{t "{count} left" count=n}}    in the plural form of the number; other placeholders alike
//   {{#if (is role "owner")}}       whether two texts are the same
//   {{time at}}                     a time in milliseconds as <time>, in the newspaper's zone
templates::Helpers view_helpers();

} // namespace broadsheet::site

#pragma once

#include "templates/helper.h"

namespace broadsheet::admin {

// The helpers of the newsroom's views, besides the built-in ones; they need a ViewRendering.
//
//   {{t "Sign in"}}                 the text in the visitor's language
//   {{t "{count} left" count=n}}    in the plural form of the number; other placeholders alike
//   {{#if (is role "owner")}}       whether two texts are the same
//   {{time at}}                     a time in milliseconds as <time>, in the newspaper's zone
templates::Helpers view_helpers();

} // namespace broadsheet::admin

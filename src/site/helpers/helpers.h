#pragma once

#include "templates/helper.h"

namespace broadsheet::site {

// Returns the helpers a theme can use (docs/themes.md, "Helpers"). They need a Rendering as
// RenderContext::user.
templates::Helpers theme_helpers();

// The families they come in.
void add_text_helpers(templates::Helpers&);
void add_date_helpers(templates::Helpers&);
void add_loop_helpers(templates::Helpers&);
void add_condition_helpers(templates::Helpers&);
void add_get_helper(templates::Helpers&);
void add_link_helpers(templates::Helpers&);
void add_navigation_helpers(templates::Helpers&);
void add_picture_helpers(templates::Helpers&);
void add_post_helpers(templates::Helpers&);
void add_class_helpers(templates::Helpers&);
void add_head_helpers(templates::Helpers&);
void add_layout_helpers(templates::Helpers&);
void add_colour_helpers(templates::Helpers&);
void add_appeal_helpers(templates::Helpers&);
void add_absent_helpers(templates::Helpers&);

} // namespace broadsheet::site

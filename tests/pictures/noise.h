#pragma once

#include <string>

namespace broadsheet::test {

// Once before encoded_noise().
void start_vips();

// A picture that does not compress to nothing, in an encoder's form: ".png[interlace]". The fourth band, if
// there is one, is transparency.
std::string encoded_noise(char const* form, int width = 400, int height = 300, int frames = 1, int bands = 3);

} // namespace broadsheet::test

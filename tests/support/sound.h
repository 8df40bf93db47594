#pragma once

#include <string>

namespace broadsheet::test {

// A WAV file of silence as media/ stores it: nothing but its form and its sound. `seconds` at 8,000 bytes
// each. http://soundfile.sapp.org/doc/WaveFormat/
inline std::string silence(unsigned seconds = 1)
{
    auto const number = [](std::size_t value, int bytes) {
        std::string text;
        for (; bytes-- > 0; value >>= 8)
            text += static_cast<char>(value);
        return text;
    };
    std::size_t const bytes = std::size_t{8000} * seconds;
    return "RIFF" + number(bytes + 36, 4) + "WAVEfmt " + number(16, 4) + number(1, 2) + number(1, 2)
        + number(8000, 4) + number(8000, 4) + number(1, 2) + number(8, 2) + "data" + number(bytes, 4)
        + std::string(bytes, '\x80');
}

} // namespace broadsheet::test

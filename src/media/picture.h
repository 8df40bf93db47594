#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::media {

struct PictureLimits {
    std::size_t input_bytes = 64u << 20;
    std::size_t output_bytes = 128u << 20;
    long pixels = 100'000'000; // of all frames together, read from the header before anything is decoded
    int frames = 200;
    int seconds = 60; // of processor time
    std::size_t memory_bytes = std::size_t{2} << 30;
};

// A picture as readers get it: re-encoded, upright, without a byte of metadata.
struct Rendition {
    int width = 0; // pixels
    int height = 0;
    std::string type; // "image/jpeg"
    std::string extension; // ".jpg"
    std::string bytes;
};

// The widths, in pixels, that every wider picture is also stored in, as WebP.
inline constexpr int variant_widths[] = {320, 640, 960, 1280, 1920};
// Wider pictures are scaled down to this.
inline constexpr int largest_width = 2560;

// Has the program `worker` (room pictures) decode a JPEG, PNG, WebP, AVIF, GIF or SVG: a child process that
// has no network, can start nothing, can write no file and is bounded in memory and time. Returns the picture
// itself (JPEG, or PNG where it is transparent, or WebP where it moves) and then its narrower variants.
// Thread-safe.
Result<std::vector<Rendition>> process_picture(
    std::string_view bytes, std::filesystem::path const& worker, PictureLimits const& = {});

// The worker's name; it lies beside the main program.
inline constexpr char const* picture_worker_name = "broadsheet-pictures";

} // namespace broadsheet::media

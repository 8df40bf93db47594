#include "pictures/noise.h"

#include <gtest/gtest.h>
#include <memory>
#include <vips/vips.h>

namespace broadsheet::test {

namespace {

struct Unreference {
    void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unreference>;

} // namespace

void start_vips()
{
    ASSERT_EQ(VIPS_INIT("tests"), 0);
}

std::string encoded_noise(char const* form, int width, int height, int frames, int bands)
{
    VipsImage* made = nullptr;
    EXPECT_EQ(vips_gaussnoise(&made, width, height, "seed", 1, "mean", 128.0, "sigma", 40.0, nullptr), 0);
    Image const noise(made);
    VipsImage* band_images[] = {noise.get(), noise.get(), noise.get(), noise.get()};
    EXPECT_EQ(vips_bandjoin(band_images, &made, bands, nullptr), 0);
    Image const joined(made);
    EXPECT_EQ(vips_cast_uchar(joined.get(), &made, nullptr), 0);
    Image const bytes(made);
    EXPECT_EQ(vips_copy(bytes.get(), &made, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr), 0);
    Image const image(made);
    if (frames > 1)
        vips_image_set_int(image.get(), VIPS_META_PAGE_HEIGHT, height / frames);
    void* buffer = nullptr;
    std::size_t size = 0;
    EXPECT_EQ(vips_image_write_to_buffer(image.get(), form, &buffer, &size, nullptr), 0)
        << vips_error_buffer();
    std::string encoded(static_cast<char const*>(buffer), size);
    g_free(buffer);
    return encoded;
}

} // namespace broadsheet::test

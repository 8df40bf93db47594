#include "mirror/policy.h"

#include <gtest/gtest.h>

namespace broadsheet::mirror {
namespace {

constexpr auto policy = "default-src 'none'; style-src 'self' 'sha256-x='; frame-ancestors 'none'";
constexpr auto meta
    = R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self' 'sha256-x='">)";

TEST(MirrorPolicy, StandsFirstInTheHead)
{
    EXPECT_EQ(with_policy("<!DOCTYPE html>\n<html lang=\"en\" dir='ltr'>\n<head>\n<title>x</title>", policy),
        "<!DOCTYPE html>\n<html lang=\"en\" dir='ltr'>\n<head>" + std::string(meta) + "\n<title>x</title>");
}

TEST(MirrorPolicy, StandsBeforeWhateverAThemeBeginsWith)
{
    // Where no plain head follows, it goes before everything that could be loaded.
    for (std::string rest :
        {"<!-- <head> --><script src=x></script><head>", "<html a\"><img src=x><html \"><head>",
            "<html =\"><img src=x><html \"><head>", "<html><header><img src=x>", "<img src=x>", ""})
        EXPECT_EQ(
            with_policy("<!DOCTYPE html>" + rest, policy), "<!DOCTYPE html>" + std::string(meta) + rest);
    EXPECT_EQ(with_policy("<img src=x><head>", policy), std::string(meta) + "<img src=x><head>");
}

} // namespace
} // namespace broadsheet::mirror

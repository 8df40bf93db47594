// What every test includes, compiled once for all of them.
#include "../cmake/precompiled.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

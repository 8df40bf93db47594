// Of the programs that end in the sandbox.
#include "base/address_sanitizer.h"

#ifdef BROADSHEET_ADDRESS_SANITIZER
// The leak check at the end traces its own process, which the sandbox refuses like any other tracing.
extern "C" char const* __asan_default_options();
extern "C" char const* __asan_default_options()
{
    return "detect_leaks=0";
}
#endif

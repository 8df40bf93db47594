#pragma once

// BROADSHEET_ADDRESS_SANITIZER is defined in builds with AddressSanitizer, which each compiler says in its
// own way.
#if defined(__SANITIZE_ADDRESS__)
#define BROADSHEET_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BROADSHEET_ADDRESS_SANITIZER
#endif
#endif

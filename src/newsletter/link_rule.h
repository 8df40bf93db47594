#pragma once

#include "base/result.h"

#include <string_view>

namespace broadsheet::newsletter {

// Checks that mails may carry links below this address. Mail programs unsubscribe over https alone
// (https://www.rfc-editor.org/rfc/rfc8058#section-3.1); plain http is only for addresses that no network
// outside sees in the clear: this machine's own, and those of onion services. Returns `invalid`, which begins
// with "url: " and says what to do.
Result<void> check_mail_links(std::string_view url);

} // namespace broadsheet::newsletter

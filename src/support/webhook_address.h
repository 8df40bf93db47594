#pragma once

#include <string>
#include <string_view>

namespace broadsheet::support {

// Where a provider sends its webhooks to a newspaper with this address (settings, "url").
std::string webhook_address(std::string_view newspaper, std::string_view provider);

// Whether they can come there: by https, and not to the machine itself or an onion service. Without them
// payments are found by reconciliation alone.
bool can_receive_webhooks(std::string_view newspaper);

} // namespace broadsheet::support

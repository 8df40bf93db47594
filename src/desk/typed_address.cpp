#include "desk/typed_address.h"

#include "base/ascii.h"
#include "mail/address.h"
#include "mail/international_address.h"

namespace broadsheet::desk {

std::string_view trouble_with_address(std::string_view typed, std::string_view otherwise)
{
    auto const address = trimmed(typed);
    if (mail::parse_address(address).ok())
        return {};
    if (mail::has_international_local_part(address))
        return "There are letters other than Latin ones before the @, and we cannot write to such an "
               "address: too few "
               "mail providers take them. Give another one; behind the @, any letters will do.";
    return otherwise;
}

} // namespace broadsheet::desk

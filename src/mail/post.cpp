#include "mail/post.h"

namespace broadsheet::mail {

Post::~Post() = default;

} // namespace broadsheet::mail

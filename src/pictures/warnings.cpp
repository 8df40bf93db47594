#include "pictures/warnings.h"

#include <glib.h>
#include <mutex>
#include <string_view>

namespace broadsheet::pictures {

namespace {

std::mutex mutex; // guards the two below
std::string last;
bool out_of_range = false;

void remember(gchar const* domain, GLogLevelFlags, gchar const* message, gpointer)
{
    std::lock_guard lock(mutex);
    last = message == nullptr ? "" : message;
    if (domain != nullptr && std::string_view(domain) == "GLib-GObject")
        out_of_range = true;
}

} // namespace

void remember_warnings()
{
    g_log_set_default_handler(remember, nullptr);
}

std::string last_warning()
{
    std::lock_guard lock(mutex);
    return last;
}

bool had_number_out_of_range()
{
    std::lock_guard lock(mutex);
    return out_of_range;
}

} // namespace broadsheet::pictures

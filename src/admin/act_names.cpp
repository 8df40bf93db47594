#include "admin/act_names.h"

#include <algorithm>

namespace broadsheet::admin {

namespace {

// By act.
constexpr ActName names[] = {
    {"account.access_link_made", "Link made to get back in"},
    {"account.access_restored", "Got back in by a link"},
    {"account.app_added", "Authenticator app added"},
    {"account.app_removed", "Authenticator app removed"},
    {"account.changed", "Own account changed"},
    {"account.invitation_withdrawn", "Invitation withdrawn"},
    {"account.invited", "Invited"},
    {"account.let_in_again", "Let in again"},
    {"account.made", "Account made"},
    {"account.passkey_added", "Passkey added"},
    {"account.passkey_removed", "Passkey removed"},
    {"account.password_changed", "Password changed"},
    {"account.recovery_code_used", "Recovery code used"},
    {"account.recovery_codes_made", "Recovery codes made"},
    {"account.role", "Role changed"},
    {"account.second_factor_removed", "Second factor removed"},
    {"account.suspended", "Suspended"},
    {"appeal.saved", "Appeal saved"},
    {"article.added", "Article added by a program"},
    {"article.assigned", "Assigned"},
    {"article.begun", "Article begun"},
    {"article.corrected", "Correction told to readers"},
    {"article.deleted", "Draft deleted"},
    {"article.discarded", "What was typed discarded"},
    {"article.due", "Due time set"},
    {"article.note_added", "Note added"},
    {"article.note_reopened", "Note opened again"},
    {"article.note_resolved", "Note settled"},
    {"article.preview_ended", "Preview link ended"},
    {"article.preview_made", "Preview link made"},
    {"article.published", "Article published"},
    {"article.ready", "Article called ready"},
    {"article.restored", "Earlier version restored"},
    {"article.retracted", "Retraction told to readers"},
    {"article.saved", "Article saved"},
    {"article.scheduled", "Article scheduled"},
    {"article.sent_back", "Article sent back"},
    {"article.submitted", "Article sent to review"},
    {"article.unassigned", "No longer assigned"},
    {"article.unpublished", "Article made a draft again"},
    {"article.unscheduled", "Article not to be published by itself"},
    {"article.withdrawn", "Article withdrawn"},
    {"byline.redacted", "Byline redacted"},
    {"byline.saved", "Byline saved"},
    {"integration.added", "Integration added"},
    {"integration.keys_renewed", "Keys of an integration renewed"},
    {"integration.removed", "Integration removed"},
    {"issue.approve", "Issue approved"},
    {"issue.begun", "Issue begun"},
    {"issue.cancel", "Issue cancelled"},
    {"issue.deleted", "Issue deleted"},
    {"issue.save", "Issue saved"},
    {"issue.send", "Issue sent"},
    {"issue.test", "Test of an issue sent"},
    {"job.retried", "Job tried again"},
    {"mail.dkim_key_activated", "DKIM key put to use"},
    {"mail.dkim_key_made", "DKIM key made"},
    {"mail.dkim_key_removed", "DKIM key removed"},
    {"mail.rate_set", "Rate of mail set"},
    {"mail.relay_removed", "Mail relay removed"},
    {"mail.relay_set", "Mail relay set"},
    {"mail.sender_set", "Sender of mail set"},
    {"media.added", "File added"},
    {"media.deleted", "File deleted"},
    {"media.described", "File described"},
    {"mirror.added", "Mirror added"},
    {"mirror.removed", "Mirror removed"},
    {"newsletter.exported", "Subscribers exported"},
    {"newsletter.imported", "Subscribers imported"},
    {"newsletter.saved", "Newsletter saved"},
    {"redirect.deleted", "Redirect deleted"},
    {"redirect.saved", "Redirect saved"},
    {"sections.ordered", "Sections put in order"},
    {"send.addresses_read", "Addresses of readers read"},
    {"send.domains_read", "Domains of readers' addresses read"},
    {"session.began", "Signed in"},
    {"settings.saved", "Settings saved"},
    {"staff.second_factor_asked", "Second factor asked of everybody"},
    {"staff.second_factor_optional", "Second factor left to each"},
    {"support.provider.saved", "Way to pay saved"},
    {"support.settings.saved", "Settings of support saved"},
    {"tag.added", "Tag added"},
    {"tag.deleted", "Tag deleted"},
    {"tag.saved", "Tag saved"},
    {"theme.added", "Theme uploaded"},
    {"theme.deleted", "Theme deleted"},
    {"theme.put_on", "Theme put on"},
    {"vault.created", "Vault made"},
    {"vault.key_file_added", "Key file added to the vault"},
    {"vault.key_file_removed", "Key file removed from the vault"},
    {"vault.locked", "Vault locked"},
    {"vault.rotated", "Keys of the vault renewed"},
    {"vault.shredded", "Vault shredded"},
    {"vault.unlocked", "Vault unlocked"},
    {"webhook.added", "Webhook added"},
    {"webhook.deleted", "Webhook deleted"},
    {"webhook.saved", "Webhook saved"},
};
static_assert(std::ranges::is_sorted(names, {}, &ActName::act));

} // namespace

std::span<ActName const> act_names()
{
    return names;
}

std::string_view label_of_act(std::string_view act)
{
    auto const* found = std::ranges::lower_bound(names, act, {}, &ActName::act);
    return found != std::end(names) && found->act == act ? found->label : act;
}

} // namespace broadsheet::admin

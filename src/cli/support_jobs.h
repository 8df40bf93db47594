#pragma once

#include "cli/job_runner.h"
#include "support/letters.h"
#include "support/provider_kind.h"
#include "vault/custody.h"

#include <filesystem>

namespace broadsheet::cli {

struct SupportMail {
    support::Letters const& letters;
    mail::Post& post;
    vault::Custody const& custody;
};

// Has the runner work off what payment providers tell, find what they did not tell, write to supporters, and
// watch that the ledger is as it was written.
// What is given must outlive the runner.
void add_support_jobs(
    JobRunner&, support::ProviderTools const&, SupportMail const&, std::filesystem::path const& newspaper);

} // namespace broadsheet::cli

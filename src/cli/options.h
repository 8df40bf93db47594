#pragma once

#include "newsroom/settings.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace broadsheet::cli {

// What the command line, the environment and DATA/broadsheet.toml say, in that order of weight.
struct GlobalOptions {
    std::filesystem::path data = "broadsheet-data";
    std::string database; // empty: DATA/broadsheet.db
    bool json = false;
};

struct InitOptions {
    std::string title = "A newspaper";
    std::vector<std::string> languages = {"en"};
    std::string time_zone = "UTC";
    std::string url{newsroom::no_address_yet};
};

struct SettingsOptions {
    std::string name; // empty: all; "title.ru" for one language
    std::vector<std::string> values; // empty: show
};

struct ServeOptions {
    std::string listen = "127.0.0.1:8080";
    bool behind_proxy = false; // a reverse proxy alone connects to `listen`, and is believed whom it forwards
    std::string onion_listen; // "unix:/path" for Tor, which forwards what readers say; empty: nowhere
    std::string admin_listen = "127.0.0.1:8081";
    std::filesystem::path tls_certificate;
    std::filesystem::path tls_key;
    std::filesystem::path mirror; // kept up to date, and its log served; empty: none
    unsigned mirror_slot = 60; // minutes: what is published within them goes into it together
    std::string onion; // empty: none
    unsigned threads = 0; // 0: one a core
    unsigned workers = 0; // 0: one a core, two at least
    std::size_t page_cache_megabytes = 16;
    std::size_t connections = 8192;
    std::size_t connections_per_address = 128;
    unsigned stop_seconds = 20;
    std::filesystem::path vault_key_file; // empty: the vault is unlocked in the newsroom
    std::string reports_listen; // empty: nowhere
    std::filesystem::path reports_maildir; // empty: none
};

enum class ImportFormat { ghost, wordpress, markdown };

struct ImportCommandOptions {
    ImportFormat format = ImportFormat::ghost;
    std::filesystem::path source;
    std::filesystem::path media;
    std::filesystem::path redirects;
    std::string language;
    std::vector<std::string> also; // types of WordPress that are articles, too
    std::string settings = "when-empty";
};

struct SupportOptions {
    std::string provider; // empty: all
    bool on = false;
    bool off = false;
    std::vector<std::string> values; // "field=value", "field=@FILE"
    std::filesystem::path file; // a statement, or the table of amounts
    std::string words; // "risk_notice.ru"; empty: all are shown
    std::string text;
    bool for_accountant = false;
    bool takes_doubtful = false; // bookings that may be known under another id
    std::vector<std::int64_t> entries; // of the ledger, by number
    std::string from; // "2026-01-01"; empty: the beginning
    std::string to;
    std::string since; // a head of the ledger, "31:5f0a…"
};

struct ExportOptions {
    std::filesystem::path file;
    bool force = false; // replaces a file that is there
};

struct MirrorOptions {
    std::filesystem::path to;
    std::filesystem::path from; // the folder to push
    std::string target; // empty: all
    std::vector<std::string> addresses;
    std::vector<std::string> added; // to the addresses that there are
    std::vector<std::string> removed; // from them
    bool none = false;
    unsigned threads = 0; // 0: one a core
    unsigned slot_minutes = 60;
    bool precompress = false;
    bool no_precompress = false;
    bool all = false; // every page, not only those that may have changed
};

struct TakeawayOptions {
    std::filesystem::path to;
    bool force = false; // replaces a file that is there
    std::filesystem::path from; // a mirror's folder
    std::vector<std::string> host_files; // in it, left out
    std::string language; // empty: the newspaper's first
    std::string section;
    int year = 0; // 0: all
    std::string week; // any day of it
    std::string title;
    std::string description;
};

struct MirrorKeyOptions {
    std::filesystem::path file; // a key, or a root document
    std::filesystem::path key_file;
    std::filesystem::path log_key_file;
    std::string name;
    bool witness = false;
    std::uint64_t threshold = 1;
    std::uint64_t witnesses = 0;
    std::vector<std::string> root_keys;
    std::vector<std::string> log_keys;
    std::vector<std::string> witness_keys;
};

struct SignOptions {
    std::filesystem::path request;
    std::filesystem::path key_file;
    std::filesystem::path state; // what was signed last; empty: beside the key
    std::filesystem::path since; // a signed checkpoint to begin with, where there is no state yet
    std::filesystem::path to; // empty: beside the request
    std::string log_key; // of a log that is cosigned, or was signed by another key before
    bool is_new = false; // the log begins
};

struct SignatureOptions {
    std::vector<std::filesystem::path> files; // a request, or answers
    std::filesystem::path to; // the mirror's folder
};

struct VerifyCommandOptions {
    std::string what; // folder, tar file ("-": standard input), address, or one file with its proof
    std::string proof; // of that file: a file, or a mirror that has it; empty: beside it, if at all
    std::string key;
    std::string since; // a file with a checkpoint, or a mirror: folder, tar file or address
    std::vector<std::string> host_files; // not looked at
    std::vector<std::string> witnesses; // keys
    std::size_t quorum = 0; // of them; 0: one, if any are given
    unsigned threads = 0; // 0: one a core
};

struct FetchCommandOptions : VerifyCommandOptions { // of a mirror
    std::filesystem::path to;
};

struct IntegrationOptions {
    std::string name;
};

struct VaultOptions {
    std::filesystem::path passphrase_file; // empty: typed
    std::filesystem::path new_passphrase_file;
    std::filesystem::path recovery_code_file;
    std::filesystem::path key_file;
    std::filesystem::path file; // to write
    bool yes = false;
};

enum class ReaderAct { look, unsubscribe, block, erase };

struct NewsletterOptions {
    ReaderAct act = ReaderAct::look;
    std::filesystem::path address_file; // empty: typed
    std::string slug;
    std::string name;
    std::string language; // empty: the newspaper's first
    std::string format = "csv";
    std::string policy;
    std::filesystem::path file;
    bool force = false; // replaces a file that is there
};

struct MailOptions {
    std::string address;
    std::string name;
    std::string return_path;
    std::string own_name;
    std::string url;
    std::filesystem::path password_file;
    std::string domain;
    std::string rates; // empty: none
    std::string selector; // empty: of the year
    std::string algorithm = "rsa";
    bool activate = false;
    bool remove = false;
};

struct CheckOptions {
    std::filesystem::path certificate; // the one `serve` is set up with; empty: none
    bool content = false; // reads every media file
};

struct BackupOptions {
    std::filesystem::path file;
    bool force = false; // replaces a file that is there
    bool with_keys = false; // also what signs mirrors
};

struct RestoreOptions {
    std::filesystem::path file;
};

} // namespace broadsheet::cli

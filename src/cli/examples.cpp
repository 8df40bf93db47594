#include "cli/examples.h"

#include <fmt/format.h>

namespace broadsheet::cli {

namespace {

struct Examples {
    std::string_view command;
    std::string_view text;
    std::string_view exit_codes = "0 done, 2 not done (the reason is on standard error)";
};

constexpr std::string_view import_codes = "0 all records are in, 1 some were refused (each is named), 2 none";

constexpr Examples all[] = {
    {"",
        "  broadsheet init --title \"The Lantern\" --language en --language ru --time-zone Europe/Vilnius\n"
        "  broadsheet import ghost export.json --media content/images\n"
        "  broadsheet serve\n",
        "0 done, 1 done in part or found bad, 2 not done"},
    {"init",
        "  broadsheet init --title \"The Lantern\" --url https://lantern.example\n"
        "  broadsheet --data /srv/paper init --title Фонарь --language ru --language en --time-zone "
        "Europe/Riga\n"
        "  broadsheet --database postgres:///paper init --title \"The Lantern\"\n"},
    {"settings",
        "  broadsheet settings                              all of them\n"
        "  broadsheet settings title.ru \"Фонарь\"            in one language; without .ru in all\n"
        "  broadsheet settings languages en ru              the first is served at /\n"
        "  broadsheet settings navigation.en News=/section/news/ About=/about/\n"
        "  broadsheet --json settings articles_per_page 25  the value as JSON\n"},
    {"integration",
        "  broadsheet integration create Planner\n"
        "  broadsheet integration list\n"
        "  broadsheet integration remove Planner\n"},
    {"integration create",
        "  broadsheet integration create Planner\n"
        "  broadsheet integration create Website --json | jq -r .content_key\n"},
    {"integration list",
        "  broadsheet integration list\n"
        "  broadsheet integration list --json | jq -r '.[].name'\n"},
    {"integration remove", "  broadsheet integration remove Planner\n"},
    {"newsletter",
        "  broadsheet newsletter list\n"
        "  broadsheet newsletter import weekly members.csv --policy 2024-05\n"},
    {"newsletter list", "  broadsheet newsletter list\n"},
    {"newsletter create", "  broadsheet newsletter create weekly --name \"The Lantern Weekly\"\n"},
    {"newsletter import",
        "  broadsheet newsletter import weekly members.csv --policy 2024-05\n"
        "  broadsheet newsletter import weekly listmonk.csv --key-file /media/usb/vault.key\n",
        "0 all are in, 1 some lines were refused (each is named), 2 stopped at what is not understood"},
    {"newsletter export",
        "  broadsheet newsletter export weekly subscribers.csv\n"
        "  broadsheet newsletter export weekly members.csv --format ghost\n"
        "  broadsheet newsletter export weekly - --passphrase-file /dev/fd/3 3<words | gpg -e -r us > "
        "list.gpg\n"},
    {"newsletter reader",
        "  broadsheet newsletter reader look\n"
        "  broadsheet newsletter reader unsubscribe\n"},
    {"reader look", "  broadsheet newsletter reader look --address-file address.txt\n"},
    {"reader unsubscribe", "  broadsheet newsletter reader unsubscribe --address-file address.txt\n"},
    {"reader block", "  broadsheet newsletter reader block --address-file address.txt\n"},
    {"reader erase", "  broadsheet newsletter reader erase --address-file address.txt\n"},
    {"vault",
        "  broadsheet vault create\n"
        "  broadsheet vault status\n"
        "  broadsheet vault rotate\n"},
    {"vault create",
        "  broadsheet vault create                                 asks for a passphrase\n"
        "  broadsheet vault create --passphrase-file /dev/fd/3 3< <(pass show paper)\n"},
    {"vault try",
        "  broadsheet vault try\n"
        "  broadsheet vault try --key-file /media/usb/vault.key\n",
        "0 it opens the vault, 2 it does not"},
    {"vault status",
        "  broadsheet vault status\n"
        "  broadsheet vault status --json | jq .waiting\n"},
    {"vault key-file", "  broadsheet vault key-file /media/usb/vault.key\n"},
    {"vault remove-key-file", "  broadsheet vault remove-key-file\n"},
    {"vault rotate",
        "  broadsheet vault rotate\n"
        "  broadsheet vault rotate --recovery-code-file code.txt   the passphrase is forgotten\n",
        "0 done, 1 done but some records were damaged, 2 not done"},
    {"vault shred", "  broadsheet vault shred --yes\n"},
    {"support",
        "  broadsheet support provider demonstration --on\n"
        "  broadsheet support import statement.xml\n"
        "  broadsheet support status\n"},
    {"support provider",
        "  broadsheet support provider                              all, and which are on\n"
        "  broadsheet support provider stripe --set secret_key=@key --set webhook_secret=@whsec --on\n"
        "  broadsheet support provider bank --set holder=\"The Lantern\" --set iban=DE… --on\n"
        "  broadsheet support provider stripe --off\n"},
    {"support amounts",
        "  broadsheet support amounts > amounts.json\n"
        "  broadsheet support amounts amounts.json\n"},
    {"support words",
        "  broadsheet support words\n"
        "  broadsheet support words risk_notice.en \"Giving to us is a crime in Karvelia.\"\n"
        "  broadsheet support words privacy_link /privacy/\n"},
    {"support import", "  broadsheet support import statement.xml\n  broadsheet support import account.csv\n",
        "0 all money of the statement is in, 1 some was not taken (each line is named), 2 nothing was taken"},
    {"support take-back", "  broadsheet support ledger | grep 2036\n  broadsheet support take-back 15 16\n",
        "0 all are undone, 2 not done (those before the one named are)"},
    {"support reconcile", "  broadsheet support reconcile\n",
        "0 every provider has answered, 1 some have not (each is named), 2 not done"},
    {"support ledger",
        "  broadsheet support ledger > ledger.csv\n"
        "  broadsheet support ledger --accountant --from 2026-01-01 --to 2026-12-31 > 2026.csv\n"},
    {"support status",
        "  broadsheet support status\n"
        "  broadsheet support status --json | jq .recurring\n"
        "  broadsheet support status --since 31:5f0a…             is all there still that was there then?\n",
        "0 the ledger is whole, 1 it was changed from outside, 2 not done"},
    {"serve",
        "  broadsheet serve --listen 0.0.0.0:80\n"
        "  broadsheet serve --listen unix:/run/broadsheet/http.sock --behind-proxy    behind nginx or Caddy\n"
        "  broadsheet serve --listen :443 --tls-certificate chain.pem --tls-key key.pem\n",
        "0 stopped in order (SIGTERM, Ctrl-C), 2 could not start"},
    {"import",
        "  broadsheet import ghost export.json --media content/images\n"
        "  broadsheet import wordpress export.xml --media wp-content/uploads\n"
        "  broadsheet import markdown articles/\n",
        import_codes},
    {"import ghost",
        "  broadsheet import ghost export.json --media content/images --redirects redirects.yaml\n"
        "  broadsheet import ghost export.json --settings never    articles only\n"
        "  broadsheet --json import ghost export.json              a report for programs\n",
        import_codes},
    {"import wordpress",
        "  broadsheet import wordpress export.xml --media wp-content/uploads\n"
        "  broadsheet import wordpress export.xml --language ru\n",
        import_codes},
    {"import markdown",
        "  broadsheet import markdown articles/\n"
        "  broadsheet import markdown settings/ --settings always    what newspaper.yaml says, too\n",
        import_codes},
    {"export", "  broadsheet export ghost archive.json\n"},
    {"export ghost",
        "  broadsheet export ghost archive.json\n"
        "  broadsheet --data NEW import ghost archive.json    gives the same archive\n"},
    {"mirror", "  broadsheet mirror build --to /srv/mirror\n"},
    {"mirror build",
        "  broadsheet mirror build --to /srv/mirror\n"
        "  broadsheet mirror build --to /srv/mirror && rsync -a --omit-dir-times --delete "
        "--exclude='.broadsheet-*' "
        "/srv/mirror/ "
        "host:/var/www/paper/\n",
        "0 every page is there and signed, 1 some pages failed (each is named), or the edition waits for its "
        "signature and the folder is as it was, 2 nothing was written"},
    {"mirror addresses",
        "  broadsheet mirror addresses\n"
        "  broadsheet mirror addresses https://mirror-1.example/ https://lantern.files.example/\n"
        "  broadsheet mirror addresses --add https://mirror-3.example/ --remove https://mirror-1.example/\n"},
    {"mirror fetch",
        "  broadsheet mirror fetch https://lantern.files.example/ --to /srv/www/lantern --key FINGERPRINT\n"
        "  broadsheet mirror fetch lantern.tar --to /srv/www/lantern\n"
        "  zcat lantern.tar.gz | broadsheet mirror fetch - --to /srv/www/lantern\n",
        "0 the folder holds the mirror's edition, 1 the mirror is not genuine (each wrong file is named, and "
        "why), 2 it is older than the folder's, 3 it could not be found out, or not be put in place: a host "
        "or a disk failed, or the command was mistyped. But for 0, the folder is as it was, unless it is "
        "said "
        "that it is between two editions"},
    {"mirror health", "  broadsheet mirror health --from /srv/mirror\n",
        "0 all have the newest edition, 1 some have not or do not answer (each is named), 2 there is no "
        "signed mirror"},
    {"mirror push",
        "  broadsheet mirror push --from /srv/mirror\n"
        "  broadsheet mirror build --to /srv/mirror && broadsheet mirror push --from /srv/mirror amsterdam\n",
        "0 every target has it all, 1 some have not (each is named), 2 none"},
    {"mirror request", "  broadsheet mirror request /media/stick/lantern.request\n",
        "0 it is written, 2 no edition waits for a signature"},
    {"mirror take-signature",
        "  broadsheet mirror take-signature /media/stick/lantern.request.signed --to /srv/mirror\n"
        "  broadsheet mirror take-signature witness-1.signed witness-2.signed --to /srv/mirror\n",
        "0 the edition is ready for readers, 1 further signatures are missing, 2 nothing was taken in"},
    {"sign",
        "  broadsheet sign lantern.request --key log.key --since checkpoint    the first time\n"
        "  broadsheet sign lantern.request --key log.key\n"
        "  broadsheet sign lantern.request --key witness.key --log-key lantern+…\n",
        "0 signed, 2 not, because what was published before would be changed or the request is another "
        "log's"},
    {"takeaway",
        "  broadsheet takeaway zim --to lantern.zim\n"
        "  broadsheet takeaway epub --week 2024-05-17 --to week.epub\n"},
    {"takeaway zim",
        "  broadsheet takeaway zim --to lantern_en.zim\n"
        "  broadsheet takeaway zim --language ru --year 2024 --title \"Фонарь 2024\" --to "
        "lantern_ru_2024.zim\n"},
    {"takeaway epub",
        "  broadsheet takeaway epub --week 2024-05-17 --to week.epub\n"
        "  broadsheet takeaway epub --section culture --year 2024 --to culture-2024.epub\n"},
    {"takeaway text",
        "  broadsheet takeaway text --to lantern_en.zip\n"
        "  broadsheet takeaway text --year 2024 --to text-edition/\n"},
    {"takeaway bundle",
        "  broadsheet mirror build --to mirror/ && broadsheet takeaway bundle --from mirror/ --to "
        "lantern.tar\n"},
    {"mirror make-key", "  broadsheet mirror make-key /media/stick/root-1.key --name root-1\n"},
    {"mirror propose-keys",
        "  broadsheet mirror propose-keys root.new --threshold 2 --root-key root-1+… --root-key root-2+… "
        "--root-key "
        "root-3+… --log-key lantern+…\n"},
    {"mirror sign-keys", "  broadsheet mirror sign-keys root.new --key /media/stick/root-1.key\n"},
    {"mirror adopt-keys", "  broadsheet mirror adopt-keys root.new --log-key-file log.key\n"},
    {"verify",
        "  broadsheet verify /srv/mirror\n"
        "  broadsheet verify mirror.tar --key FINGERPRINT           that the newspaper has printed\n"
        "  broadsheet verify https://mirror.example/ --since seen-before.checkpoint\n"
        "  xz -dc mirror.tar.xz | broadsheet verify - --key FINGERPRINT\n"
        "  broadsheet verify lantern.zim --key FINGERPRINT          by lantern.zim.proof beside it\n"
        "  broadsheet verify lantern.zim --proof https://mirror.example/\n"
        "  broadsheet verify old-copy.tar --since https://mirror.example/    tells an older log from a "
        "fork\n",
        "0 it is genuine, 1 it is not (each wrong file is named, and why), 2 its log ends before what was "
        "seen, "
        "3 it could not be found out: a host or a disk failed, what was given is no mirror, or the command "
        "was mistyped"},
    {"backup",
        "  broadsheet backup paper-$(date +%F).tar.zst\n"
        "  broadsheet backup /mnt/usb/paper.tar.gz --force    also while serving; an older one is replaced "
        "when it is whole\n"
        "  broadsheet backup - | age -r age1… > paper.tar.zst.age\n"},
    {"restore",
        "  broadsheet --data NEW-FOLDER restore paper.tar.zst\n"
        "  broadsheet --data NEW-FOLDER --database postgres:///paper restore paper.tar.zst\n"},
    {"mail",
        "  broadsheet mail relay main smtps://letters@relay.example --password-file /dev/fd/3 "
        "3<<<\"$PASSWORD\"\n"
        "  broadsheet mail sender letters@lantern.example --name \"The Lantern\"\n"
        "  broadsheet mail dkim-key lantern.example\n"
        "  broadsheet check mail lantern.example\n"},
    {"mail status",
        "  broadsheet mail status\n"
        "  broadsheet mail status --json | jq -r '.relays[].name'\n"},
    {"mail sender",
        "  broadsheet mail sender letters@lantern.example --name \"The Lantern\" \\\n"
        "      --return-path bounces@lantern.example\n"},
    {"mail relay",
        "  broadsheet mail relay local smtp://127.0.0.1:25\n"
        "  broadsheet mail relay main \"smtps://letters@relay.example?connections=8&rate=14/s\" "
        "--password-file password\n"
        "  broadsheet mail relay spare smtp://letters@other.example?weight=0 --password-file password\n"
        "  broadsheet mail relay spare --remove\n"},
    {"mail try", "  broadsheet mail try\n"},
    {"mail rate",
        "  broadsheet mail rate provider.example \"20/s 10000/h\"\n"
        "  broadsheet mail rate provider.example\n"},
    {"mail dkim-key",
        "  broadsheet mail dkim-key lantern.example\n"
        "  broadsheet mail dkim-key lantern.example --algorithm ed25519\n"
        "  broadsheet mail dkim-key lantern.example --selector r2026 --activate\n"},
    {"check mail",
        "  broadsheet check mail lantern.example\n"
        "  broadsheet --json check mail lantern.example | jq '.[] | select(.health == \"bad\")'\n"},
    {"check",
        "  broadsheet check\n"
        "  broadsheet check --content    also reads every picture and file: now and then\n"
        "  broadsheet --json check | jq '.[] | select(.health == \"bad\")'\n",
        "0 all is well, 1 something is bad, 2 could not look"},
    {"completions",
        "  broadsheet completions bash > /etc/bash_completion.d/broadsheet\n"
        "  broadsheet completions fish > ~/.config/fish/completions/broadsheet.fish\n"},
    {"manual",
        "  broadsheet manual | man -l -\n"
        "  broadsheet manual > /usr/local/share/man/man1/broadsheet.1\n"},
};

} // namespace

std::string examples_of(std::string_view command)
{
    for (auto const& known : all) {
        if (known.command == command)
            return fmt::format("{}\n{}\nExit codes: {}.",
                command.empty() ? "A first newspaper:" : "Examples:", known.text, known.exit_codes);
    }
    return {};
}

} // namespace broadsheet::cli

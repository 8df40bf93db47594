#include "base/ascii.h"
#include "support/provider_api.h"
#include "support/statement.h"
#include "text/dates.h"

#include <expat.h>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace broadsheet::support {

namespace {

// An entry, and each transaction of it, as their elements come in.
struct Draft {
    std::string id;
    std::string number; // within the statement alone
    std::string amount;
    std::string currency;
    std::string day;
    std::string text;
    bool is_debit = false;

    void add_text(std::string_view words)
    {
        if (text.size() + words.size() < StatementLimits::text)
            text += (text.empty() ? "" : " ") + std::string(words);
    }
};

// The names' part behind a colon: prefixes are the document's own choice.
std::string_view local_name(std::string_view name)
{
    return name.substr(name.rfind(':') + 1);
}

class Reader {
public:
    explicit Reader(BookingVisitor const& visit)
        : visit_(visit)
        , parser_(XML_ParserCreate(nullptr), XML_ParserFree)
    {
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(parser_.get(), &Reader::on_start, &Reader::on_end);
        XML_SetCharacterDataHandler(parser_.get(), &Reader::on_text);
        XML_SetStartDoctypeDeclHandler(parser_.get(), &Reader::on_doctype);
    }

    Result<void> read(std::string_view document)
    {
        auto const status = XML_Parse(parser_.get(), document.data(), static_cast<int>(document.size()), 1);
        if (error_)
            return *std::move(error_);
        auto const line = XML_GetCurrentLineNumber(parser_.get());
        if (status != XML_STATUS_OK)
            return invalid(fmt::format(
                "line {}: this is no XML: {}", line, XML_ErrorString(XML_GetErrorCode(parser_.get()))));
        if (!is_statement_)
            return invalid("this is no camt.053 statement: it has no BkToCstmrStmt");
        return {};
    }

private:
    static void on_start(void* self, char const* name, char const** attributes)
    {
        static_cast<Reader*>(self)->start(local_name(name), attributes);
    }
    static void on_end(void* self, char const* name) { static_cast<Reader*>(self)->end(local_name(name)); }
    static void on_text(void* self, char const* text, int size)
    {
        auto& content = static_cast<Reader*>(self)->content_;
        if (content.size() < StatementLimits::text)
            content.append(text, static_cast<std::size_t>(size));
    }
    static void on_doctype(void* self, char const*, char const*, char const*, int)
    {
        static_cast<Reader*>(self)->stop(invalid("a statement has no DTD: this file is not from a bank"));
    }

    void stop(Error error)
    {
        if (!error_)
            error_ = std::move(error);
        XML_StopParser(parser_.get(), XML_FALSE);
    }

    bool is_in(std::string_view name, std::size_t above = 1) const
    {
        return path_.size() > above && path_[path_.size() - 1 - above] == name;
    }

    void start(std::string_view name, char const** attributes)
    {
        path_.emplace_back(name);
        content_.clear();
        if (path_.size() > StatementLimits::depth)
            stop(invalid("the statement's elements are nested too deeply"));
        if (name == "BkToCstmrStmt")
            is_statement_ = true;
        if (name == "Stmt")
            account_.clear();
        if (name == "Ntry") {
            entry_ = {};
            status_.clear();
            transactions_.clear();
        } else if (name == "TxDtls") {
            transactions_.emplace_back();
        } else if (name == "Amt" && is_amount()) {
            for (auto at = attributes; *at != nullptr; at += 2)
                if (std::string_view(at[0]) == "Ccy")
                    draft().currency = at[1];
        }
    }

    // Older versions have a transaction's amount deeper down than newer ones.
    bool is_amount() const
    {
        return is_in("Ntry") || is_in("TxDtls") || (is_in("TxAmt") && is_in("TxDtls", 3));
    }

    // What the innermost element belongs to.
    Draft& draft()
    {
        for (auto name = path_.rbegin(); name != path_.rend(); ++name)
            if (*name == "TxDtls")
                return transactions_.back();
        return entry_;
    }

    void end(std::string_view name)
    {
        take(name, trimmed(content_));
        content_.clear();
        path_.pop_back();
        if (name == "Ntry" && !error_)
            finish_entry();
    }

    void take(std::string_view name, std::string_view value)
    {
        if (name == "Amt" && is_amount())
            draft().amount = value;
        else if (name == "IBAN" && is_in("Acct", 2) && is_in("Stmt", 3))
            account_ = value;
        else if (name == "CdtDbtInd" && (is_in("Ntry") || is_in("TxDtls")))
            draft().is_debit = value == "DBIT";
        else if (name == "Sts" && is_in("Ntry") && !value.empty())
            status_ = value; // older versions have it here, newer ones in a Cd
        else if (name == "Cd" && is_in("Sts"))
            status_ = value;
        else if (name == "AcctSvcrRef" && (is_in("Ntry") || is_in("Refs")))
            draft().id = value;
        else if (name == "NtryRef" && is_in("Ntry"))
            entry_.number = value;
        else if (name == "EndToEndId" || name == "TxId")
            take_reference(name, value);
        else if ((name == "Dt" || name == "DtTm") && is_in("BookgDt"))
            entry_.day = value.substr(0, 10);
        else if (name == "Ustrd" || name == "AddtlTxInf" || name == "AddtlNtryInf"
            || (name == "Ref" && is_in("CdtrRefInf")))
            draft().add_text(value);
    }

    void take_reference(std::string_view name, std::string_view value)
    {
        draft().add_text(value);
        if (name == "TxId" && draft().id.empty())
            draft().id = value;
    }

    void finish_entry()
    {
        if (status_ == "PDNG" || status_ == "INFO")
            return;
        if (transactions_.size() == 1)
            entry_.add_text(transactions_.front().text);
        if (transactions_.size() == 1 && entry_.id.empty())
            entry_.id = transactions_.front().id;
        // A number alone begins anew in each statement.
        if (entry_.id.empty() && !entry_.number.empty())
            entry_.id = fmt::format("{}:{}:{}", entry_.day, entry_.number, entry_.amount);
        if (transactions_.size() <= 1)
            hand_on(entry_);
        else
            finish_batch();
    }

    void finish_batch()
    {
        std::set<std::string, std::less<>> ids;
        for (auto const& part : transactions_)
            ids.insert(part.id);
        bool const have_ids
            = ids.size() == transactions_.size() && !ids.contains("") && !ids.contains(entry_.id);
        for (std::size_t at = 0; at < transactions_.size() && !error_; ++at) {
            auto part = transactions_[at];
            if (!have_ids)
                part.id = entry_.id.empty() ? "" : fmt::format("{}/{}", entry_.id, at + 1);
            part.day = entry_.day;
            if (part.currency.empty())
                part.currency = entry_.currency;
            part.is_debit |= entry_.is_debit;
            hand_on(part);
        }
    }

    void hand_on(Draft const& draft)
    {
        if (auto handed = make_and_visit(draft); !handed)
            stop(std::move(handed).error().within(
                fmt::format("line {}", XML_GetCurrentLineNumber(parser_.get()))));
    }

    Result<void> make_and_visit(Draft const& draft)
    {
        if (++bookings_ > StatementLimits::bookings)
            return limit_reached("the statement has too many bookings: import it in parts");
        if (draft.id.empty())
            return invalid("an entry has neither AcctSvcrRef nor NtryRef: it cannot be told from others");
        Booking booking;
        booking.id = draft.id;
        booking.currency = TRY(find_currency(draft.currency));
        booking.minor = TRY(minor_from_decimal(draft.amount, booking.currency.exponent));
        if (draft.is_debit)
            booking.minor = -booking.minor;
        auto const booked = TRY(text::parse_iso(draft.day));
        booking.day = day_of(booked);
        booking.text = draft.text;
        booking.line = XML_GetCurrentLineNumber(parser_.get());
        booking.account = account_;
        return visit_(booking);
    }

    BookingVisitor const& visit_;
    std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_;
    std::vector<std::string> path_;
    std::string content_;
    std::string status_;
    std::string account_;
    Draft entry_;
    std::vector<Draft> transactions_;
    std::size_t bookings_ = 0;
    bool is_statement_ = false;
    std::optional<Error> error_;
};

} // namespace

Result<void> read_camt053(std::string_view document, BookingVisitor const& visit)
{
    if (document.size() > StatementLimits::bytes)
        return limit_reached(fmt::format(
            "the statement is larger than {} MB: import it in parts", StatementLimits::bytes / 1'000'000));
    return Reader(visit).read(document);
}

} // namespace broadsheet::support

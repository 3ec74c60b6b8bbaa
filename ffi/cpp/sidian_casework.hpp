// sidian for C++17, casework: receipts, annotated copies, shared fields, and which papers need not be
// handed in.
#ifndef SIDIAN_CASEWORK_HPP
#define SIDIAN_CASEWORK_HPP

#include "sidian_materials.hpp"

namespace sidian {

/// What a department verified, to be signed for the file. Parties are kind and code; what is left empty
/// says nothing.
struct Receipt {
    std::string name, department, case_number;
    std::int64_t judged_at = 0;
    std::string item = {}, item_name = {};
    std::string operator_account = {}, operator_name = {}, operator_unit = {};

    /// Signs a receipt about the answer in `report` on `document`, which `verifier` gave; it may say
    /// "failed".
    Bytes sign(const Report &report, View document, const Verifier &verifier, const Key &key,
               const Certificates &chain, std::int64_t now) const {
        sidian_receipt about{};
        about.size = sizeof about;
        about.name = detail::said(name);
        about.document = document.data;
        about.document_len = document.size;
        about.department = detail::said(department);
        about.case_number = detail::said(case_number);
        about.judged_at = judged_at;
        about.item = detail::said(item);
        about.item_name = detail::said(item_name);
        about.operator_account = detail::said(operator_account);
        about.operator_name = detail::said(operator_name);
        about.operator_unit = detail::said(operator_unit);
        return detail::bytes([&](auto out) {
            return sidian_receipt_sign(report.handle.get(), verifier.handle.get(), &about, key.handle.get(),
                                       chain.handle.get(), now, out);
        });
    }

    /// Has a receipt dated: the same with a timestamp.
    static Bytes stamp(View receipt, const Authority &authority, std::int64_t now) {
        return detail::bytes([&](auto out) {
            return sidian_receipt_stamp(receipt.data, receipt.size, authority.handle.get(), now, out);
        });
    }

    /// Draws a receipt as one page (PDF) with the receipt inside. No font: the best one installed.
    static Bytes draw(View receipt, std::int64_t now, View font = {}) {
        return detail::bytes([&](auto out) {
            return sidian_receipt_draw(receipt.data, receipt.size, font.data, font.size, now, out);
        });
    }

    /// Judges a receipt: what it must be about and which case it must belong to, either may be empty.
    static Report judge(const Verifier &verifier, View receipt, View document, View case_number,
                        std::int64_t now) {
        return detail::judged([&](auto out) {
            return sidian_verify_receipt(verifier.handle.get(), receipt.data, receipt.size, document.data,
                                         document.size, case_number.data, case_number.size, now, out);
        });
    }
};

/// What an annotated copy of a licence is for: one recipient, one purpose, marked on every page.
struct Copy {
    std::string maker, recipient_name, cause;
    std::int64_t until = 0;
    /// The most copies within `days`; 0 for the defaults.
    std::uint32_t most = 0;
    std::uint16_t days = 0;

    /// Makes it under an authorisation that passed, which names recipient, purpose and case. The ledger
    /// counts it before it is signed. No font: the best one installed.
    Bytes make(const Licence &licence, View original, const Report &grant, const Ledger &ledger,
               const Key &key, const Certificates &chain, std::int64_t now, View font = {}) const {
        sidian_copy copy{};
        copy.size = sizeof copy;
        copy.original = original.data;
        copy.original_len = original.size;
        copy.maker = detail::said(maker);
        copy.recipient_name = detail::said(recipient_name);
        copy.cause = detail::said(cause);
        copy.until = until;
        copy.most = most;
        copy.days = days;
        copy.font = font.data;
        copy.font_len = font.size;
        return detail::bytes([&](auto out) {
            return sidian_copy_make(licence.handle.get(), grant.handle.get(), &copy, ledger.handle.get(),
                                    key.handle.get(), chain.handle.get(), now, out);
        });
    }

    /// Judges a copy for a use; without the original the answer stays open.
    static Report judge(const Verifier &verifier, View pdf, View recipient, View purpose,
                        View case_number, View original, std::int64_t now) {
        return detail::judged([&](auto out) {
            return sidian_verify_copy(verifier.handle.get(), pdf.data, pdf.size, detail::said(recipient),
                                      detail::said(purpose), detail::said(case_number), original.data,
                                      original.size, now, out);
        });
    }
};

/// What a verifier asks of a holder: who asks, a number that is good for this once, what for.
struct Question {
    std::string audience, nonce;
    std::string purpose = {};
};

/// A licence whose fields its holder can disclose one by one. Holding one proves nothing.
class Share {
public:
    /// What the issuer gave: all fields are in it.
    explicit Share(std::string text) : text_(std::move(text)) {}

    /// Makes one as the issuer, for the holder of the key alone. Decoys hide how many fields there are.
    static Share sign(const Licence &licence, View spki, std::int64_t from, std::int64_t until,
                      const Key &key, const Certificates &chain, std::uint32_t decoys = 0) {
        return Share(detail::text([&](auto out) {
            return sidian_share_sign(licence.handle.get(), spki.data, spki.size, from, until, decoys,
                                     key.handle.get(), chain.handle.get(), out);
        }));
    }
    const std::string &text() const { return text_; }
    /// The names of the fields, separated by commas; nothing is judged.
    std::string fields() const {
        View all(text_);
        return detail::text([&](auto out) { return sidian_share_fields(all.data, all.size, out); });
    }
    /// Discloses fields (separated by commas) in answer to a question, as the holder.
    std::string present(View fields, const Question &question, const Key &key, std::int64_t now) const {
        return detail::text([&](auto out) {
            return sidian_share_present(detail::said(text_), detail::said(fields),
                                        detail::said(question.audience), detail::said(question.nonce),
                                        detail::said(question.purpose), key.handle.get(), now, out);
        });
    }
    /// Judges fields that a holder presents, and whether all of these are there.
    static Report judge(const Verifier &verifier, View presented, View fields, const Question &question,
                        std::int64_t now) {
        return detail::judged([&](auto out) {
            return sidian_verify_share(verifier.handle.get(), detail::said(presented),
                                       detail::said(question.audience), detail::said(question.nonce),
                                       detail::said(question.purpose), detail::said(fields), now, out);
        });
    }
    /// A field that was presented, as JSON, if and only if the report passed.
    static std::string shared(const Report &report, View field) {
        return detail::text([&](auto out) {
            return sidian_report_shared_field(report.handle.get(), field.data, field.size, out);
        });
    }

private:
    std::string text_;
};

/// What a department tells another about somebody; parties are kind and code.
struct Fact {
    std::string teller, recipient, about, item, code, name;
    bool holds = false;
    std::int64_t from = 0, until = 0;

    std::string sign(const Key &key, const Certificates &chain) const {
        sidian_fact fact{};
        fact.size = sizeof fact;
        fact.teller = detail::said(teller);
        fact.recipient = detail::said(recipient);
        fact.about = detail::said(about);
        fact.item = detail::said(item);
        fact.code = detail::said(code);
        fact.name = detail::said(name);
        fact.holds = holds ? 1 : 0;
        fact.from = from;
        fact.until = until;
        return detail::text([&](auto out) {
            return sidian_fact_sign(&fact, key.handle.get(), chain.handle.get(), out);
        });
    }
    static Report judge(const Verifier &verifier, View token, View recipient, View item, std::int64_t now) {
        return detail::judged([&](auto out) {
            return sidian_verify_fact(verifier.handle.get(), detail::said(token), detail::said(recipient),
                                      detail::said(item), now, out);
        });
    }
};

/// The list of papers of a service item: a built-in one by code or name, or one from its JSON.
class Item {
public:
    explicit Item(View name_or_json) {
        detail::check(sidian_item_read(name_or_json.data, name_or_json.size, handle.out()));
    }
    std::string code() const {
        return detail::text([&](auto out) { return sidian_item_code(handle.get(), out); });
    }
    std::string department() const {
        return detail::text([&](auto out) { return sidian_item_department(handle.get(), out); });
    }
    detail::Handle<sidian_item, sidian_item_free> handle;
};

/// Somebody who applies, and everything that was verified for the case.
class Applicant {
public:
    explicit Applicant(View who, View case_number = {}) {
        detail::check(sidian_applicant_new(detail::said(who), detail::said(case_number), handle.out()));
    }
    /// Names another party of the case by its role in the list.
    Applicant &party(View role, View who) {
        detail::check(sidian_applicant_add_party(handle.get(), detail::said(role), detail::said(who)));
        return *this;
    }
    /// Brings what a report proves; the type explains a licence that did not pass.
    Applicant &brings(const Report &report, View licence_type = {}) {
        detail::check(sidian_applicant_add_report(handle.get(), report.handle.get(),
                                                  detail::said(licence_type)));
        return *this;
    }
    detail::Handle<sidian_applicant, sidian_applicant_free> handle;
};

enum class Outcome {
    satisfied = SIDIAN_OUTCOME_SATISFIED,
    needs_grant = SIDIAN_OUTCOME_NEEDS_GRANT,
    stale = SIDIAN_OUTCOME_STALE,
    expired = SIDIAN_OUTCOME_EXPIRED,
    refused = SIDIAN_OUTCOME_REFUSED,
    hand_in = SIDIAN_OUTCOME_HAND_IN
};

struct Paper {
    std::string name;
    Outcome outcome;
    bool required;
};

/// Which papers need not be handed in. The decision is the department's.
class Exemption {
public:
    Exemption(const Item &item, const Applicant &applicant, std::int64_t now) {
        detail::check(sidian_exempt(item.handle.get(), applicant.handle.get(), now, handle.out()));
    }
    /// Whether nothing that everybody needs is left to hand in.
    bool complete() const {
        std::int32_t complete = 0;
        detail::check(sidian_exemption_complete(handle.get(), &complete));
        return complete != 0;
    }
    std::vector<Paper> papers() const {
        std::size_t count = 0;
        detail::check(sidian_exemption_count(handle.get(), &count));
        std::vector<Paper> all;
        for (std::size_t i = 0; i < count; i++) {
            sidian_paper paper{};
            detail::check(sidian_exemption_paper(handle.get(), i, &paper));
            all.push_back({detail::text([&](auto out) {
                               return sidian_exemption_paper_name(handle.get(), i, out);
                           }),
                           static_cast<Outcome>(paper.outcome), paper.required != 0});
        }
        return all;
    }
    /// The whole answer, with reasons and what to do next.
    std::string json(Language language = Language::chinese) const {
        return detail::text([&](auto out) {
            return sidian_exemption_json(handle.get(), static_cast<int>(language), out);
        });
    }
    detail::Handle<sidian_exemption, sidian_exemption_free> handle;
};

} // namespace sidian

#endif

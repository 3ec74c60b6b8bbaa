// sidian for C++17: the C library with destructors, strings and exceptions.
//
// Every object frees itself, moves and does not copy. A call that could not be made throws
// sidian::Error; a verification answers with a Report, whose verdict alone says whether it passed.
#ifndef SIDIAN_HPP
#define SIDIAN_HPP

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sidian.h"

namespace sidian {

using Bytes = std::vector<std::uint8_t>;

/// A view of bytes that somebody else owns.
struct View {
    const std::uint8_t *data = nullptr;
    std::size_t size = 0;

    View() = default;
    View(const std::uint8_t *bytes, std::size_t count) : data(bytes), size(count) {}
    View(const Bytes &bytes) : data(bytes.data()), size(bytes.size()) {}
    View(std::string_view text)
        : data(reinterpret_cast<const std::uint8_t *>(text.data())), size(text.size()) {}
    View(const std::string &text) : View(std::string_view(text)) {}
    View(const char *text) : View(std::string_view(text)) {}
};

/// The question could not be asked: why, and the stable number of the reason.
class Error : public std::runtime_error {
public:
    explicit Error(sidian_status status) : std::runtime_error(last()), status_(status) {}
    sidian_status status() const noexcept { return status_; }

private:
    static std::string last() {
        const std::uint8_t *text = nullptr;
        std::size_t size = 0;
        sidian_last_error_message(&text, &size);
        return {reinterpret_cast<const char *>(text), size};
    }
    sidian_status status_;
};

enum class Verdict { passed = SIDIAN_OK, failed = SIDIAN_V_FAILED, indeterminate = SIDIAN_V_INDETERMINATE };
enum class Language { chinese = SIDIAN_LANGUAGE_ZH, english = SIDIAN_LANGUAGE_EN };

namespace detail {

inline void check(sidian_status status) {
    if (status != SIDIAN_OK) throw Error(status);
}

template <typename T, sidian_status (*free_handle)(T *)> class Handle {
public:
    Handle() = default;
    Handle(Handle &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Handle &operator=(Handle &&other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;
    ~Handle() { free_handle(handle_); }

    T *get() const noexcept { return handle_; }
    T **out() noexcept { return &handle_; }

private:
    T *handle_ = nullptr;
};

using BytesHandle = Handle<sidian_bytes, sidian_bytes_free>;

inline View view(const BytesHandle &bytes) {
    View lent;
    check(sidian_bytes_view(bytes.get(), &lent.data, &lent.size));
    return lent;
}

/// What a call with one out-parameter of bytes gives.
template <typename Call> Bytes bytes(Call call) {
    BytesHandle out;
    check(call(out.out()));
    View lent = view(out);
    return {lent.data, lent.data + lent.size};
}

template <typename Call> std::string text(Call call) {
    Bytes out = bytes(call);
    return {out.begin(), out.end()};
}

} // namespace detail

/// X.509 certificates; for a signer its own first.
class Certificates {
public:
    static Certificates read(View file) {
        Certificates out;
        detail::check(sidian_certificates_read(file.data, file.size, out.handle.out()));
        return out;
    }
    std::size_t size() const {
        std::size_t count = 0;
        detail::check(sidian_certificates_count(handle.get(), &count));
        return count;
    }
    Bytes der(std::size_t index) const {
        return detail::bytes([&](auto out) { return sidian_certificates_der(handle.get(), index, out); });
    }
    std::string subject(std::size_t index) const {
        return detail::text([&](auto out) { return sidian_certificates_subject(handle.get(), index, out); });
    }
    detail::Handle<sidian_certificates, sidian_certificates_free> handle;
};

/// A private key, in memory or behind a function.
class Key {
public:
    using Sign = std::function<Bytes(View message)>;

    static Key generate(View suite) {
        Key out;
        detail::check(sidian_key_generate(suite.data, suite.size, out.handle.out()));
        return out;
    }
    static Key read(View file, std::optional<View> password = std::nullopt) {
        Key out;
        View secret = password.value_or(View());
        detail::check(
            sidian_key_read(file.data, file.size, secret.data, secret.size, out.handle.out()));
        return out;
    }
    /// A key that only `sign` can reach; it may be called from any thread, and may throw.
    static Key elsewhere(View algorithm, View spki, Sign sign) {
        Key out;
        out.sign_ = std::make_unique<Sign>(std::move(sign));
        detail::check(sidian_key_from_callback(algorithm.data, algorithm.size, spki.data, spki.size,
                                               call, out.sign_.get(), out.handle.out()));
        return out;
    }
    Bytes spki() const {
        return detail::bytes([&](auto out) { return sidian_key_public(handle.get(), out); });
    }
    std::string algorithm() const {
        return detail::text([&](auto out) { return sidian_key_algorithm(handle.get(), out); });
    }
    Bytes sign(View message) const {
        return detail::bytes(
            [&](auto out) { return sidian_key_sign(handle.get(), message.data, message.size, out); });
    }

private:
    static std::int32_t call(void *userdata, const std::uint8_t *message, std::size_t size,
                             std::uint8_t *value, std::size_t capacity,
                             std::size_t *value_size) noexcept {
        try {
            Bytes made = (*static_cast<Sign *>(userdata))({message, size});
            if (made.size() > capacity) return 2;
            for (std::size_t i = 0; i < made.size(); i++) value[i] = made[i];
            *value_size = made.size();
            return 0;
        } catch (...) {
            return 1;
        }
    }
    // Before the handle, so that it outlives it.
    std::unique_ptr<Sign> sign_;

public:
    detail::Handle<sidian_key, sidian_key_free> handle;
};

/// A certificate in the making.
class CertificateDraft {
public:
    CertificateDraft(View name, std::int64_t from, std::int64_t until) {
        detail::check(
            sidian_certificate_draft_new(name.data, name.size, from, until, handle.out()));
    }
    CertificateDraft &organisation(View name, View code) {
        detail::check(sidian_certificate_draft_set_organisation(handle.get(), name.data, name.size,
                                                                code.data, code.size));
        return *this;
    }
    CertificateDraft &crl_url(View url) {
        detail::check(sidian_certificate_draft_add_crl_url(handle.get(), url.data, url.size));
        return *this;
    }
    /// One of `SIDIAN_PURPOSE_…`.
    CertificateDraft &purpose(std::int32_t purpose) {
        detail::check(sidian_certificate_draft_set_purpose(handle.get(), purpose));
        return *this;
    }
    Certificates self_sign(const Key &key) const {
        Certificates out;
        detail::check(sidian_certificate_draft_self_sign(handle.get(), key.handle.get(), out.handle.out()));
        return out;
    }
    Certificates issue(View spki, const Key &authority_key, const Certificates &authority) const {
        Certificates out;
        detail::check(sidian_certificate_draft_issue(handle.get(), spki.data, spki.size,
                                                     authority_key.handle.get(),
                                                     authority.handle.get(), out.handle.out()));
        return out;
    }
    detail::Handle<sidian_certificate_draft, sidian_certificate_draft_free> handle;
};

/// A revocation list in the making.
class CrlDraft {
public:
    CrlDraft(std::uint64_t number, std::int64_t now, std::int64_t next_update) {
        detail::check(sidian_crl_draft_new(number, now, next_update, handle.out()));
    }
    Bytes sign(const Key &authority_key, const Certificates &authority) const {
        return detail::bytes([&](auto out) {
            return sidian_crl_draft_sign(handle.get(), authority_key.handle.get(),
                                         authority.handle.get(), out);
        });
    }
    detail::Handle<sidian_crl_draft, sidian_crl_draft_free> handle;
};

/// Trust anchors in named lists.
class Trust {
public:
    Trust() { detail::check(sidian_trust_new(handle.out())); }
    Trust &add(View list, View file) {
        detail::check(sidian_trust_add(handle.get(), list.data, list.size, file.data, file.size));
        return *this;
    }
    detail::Handle<sidian_trust, sidian_trust_free> handle;
};

/// What the caller fetched: CRLs, OCSP responses, certificates, status lists.
class Evidence {
public:
    Evidence() { detail::check(sidian_evidence_new(handle.out())); }
    Evidence &crl(View file) { return add(sidian_evidence_add_crl, file); }
    Evidence &ocsp(View file) { return add(sidian_evidence_add_ocsp, file); }
    Evidence &certificates(View file) { return add(sidian_evidence_add_certificates, file); }
    Evidence &status_list(View file) { return add(sidian_evidence_add_status_list, file); }
    detail::Handle<sidian_evidence, sidian_evidence_free> handle;

private:
    template <typename Add> Evidence &add(Add call, View file) {
        detail::check(call(handle.get(), file.data, file.size));
        return *this;
    }
};

/// A licence that passed.
class Licence {
public:
    std::string id() const {
        return detail::text([&](auto out) { return sidian_licence_id(handle.get(), out); });
    }
    std::string json() const {
        return detail::text([&](auto out) { return sidian_licence_json(handle.get(), out); });
    }
    detail::Handle<sidian_licence, sidian_licence_free> handle;
};

struct Finding {
    std::uint32_t code;
    std::int32_t severity;
    std::string message;
    std::string next_step;
};

/// The answer about one file.
class Report {
public:
    Verdict verdict() const {
        sidian_status verdict = SIDIAN_V_INDETERMINATE;
        detail::check(sidian_report_verdict(handle.get(), &verdict));
        return static_cast<Verdict>(verdict);
    }
    bool passed() const { return verdict() == Verdict::passed; }
    std::string json(View file, Language language = Language::chinese) const {
        return detail::text([&](auto out) {
            return sidian_report_json(handle.get(), file.data, file.size, static_cast<int>(language), out);
        });
    }
    std::vector<Finding> findings(Language language = Language::chinese) const {
        std::size_t count = 0;
        detail::check(sidian_report_finding_count(handle.get(), &count));
        std::vector<Finding> all;
        int words = static_cast<int>(language);
        for (std::size_t i = 0; i < count; i++) {
            sidian_finding one{};
            detail::check(sidian_report_finding(handle.get(), i, &one));
            all.push_back({one.code, one.severity, detail::text([&](auto out) {
                               return sidian_report_finding_message(handle.get(), i, words, out);
                           }),
                           detail::text([&](auto out) {
                               return sidian_report_finding_next_step(handle.get(), i, words, out);
                           })});
        }
        return all;
    }
    /// The licence, if and only if the report passed and the file is one.
    Licence licence() const {
        Licence out;
        detail::check(sidian_report_licence(handle.get(), out.handle.out()));
        return out;
    }
    detail::Handle<sidian_report, sidian_report_free> handle;
};

/// Counts uses, remembers show codes and copies, in memory.
class Ledger {
public:
    Ledger() { detail::check(sidian_ledger_new(handle.out())); }
    detail::Handle<sidian_ledger, sidian_ledger_free> handle;
};

/// Judges files; shared by threads freely. It keeps the ledger, if it has one.
class Verifier {
public:
    explicit Verifier(const Trust &trust, const Evidence &evidence = Evidence(),
                      std::int32_t revocation = SIDIAN_REVOCATION_IF_NAMED, const Ledger *ledger = nullptr) {
        sidian_policy policy{};
        policy.size = sizeof policy;
        policy.revocation = revocation;
        policy.ledger = ledger == nullptr ? nullptr : ledger->handle.get();
        detail::check(sidian_verifier_new(trust.handle.get(), evidence.handle.get(), &policy, handle.out()));
    }
    Report document(View file, std::int64_t now) const { return ask(sidian_verify_document, file, now); }
    Report licence(View file, std::int64_t now) const { return ask(sidian_verify_licence, file, now); }
    detail::Handle<sidian_verifier, sidian_verifier_free> handle;

private:
    template <typename Ask> Report ask(Ask call, View file, std::int64_t now) const {
        Report out;
        sidian_status status = call(handle.get(), file.data, file.size, now, out.handle.out());
        bool judged = status == SIDIAN_OK || status == SIDIAN_V_FAILED || status == SIDIAN_V_INDETERMINATE;
        if (!judged) throw Error(status);
        return out;
    }
};

/// A licence type.
class LicenceType {
public:
    explicit LicenceType(View name_or_json) {
        detail::check(sidian_licence_type_read(name_or_json.data, name_or_json.size, handle.out()));
    }
    detail::Handle<sidian_licence_type, sidian_licence_type_free> handle;
};

/// An authority's register of the states of its licences.
class Register {
public:
    explicit Register(View uri) {
        detail::check(sidian_register_new(uri.data, uri.size, handle.out()));
    }
    void record(View id, View event, View reason, std::int64_t now) {
        detail::check(sidian_register_record(handle.get(), id.data, id.size, event.data, event.size,
                                             reason.data, reason.size, now));
    }
    Bytes sign(const Key &key, const Certificates &chain, std::int64_t seconds, std::int64_t now) const {
        return detail::bytes([&](auto out) {
            return sidian_register_sign(handle.get(), key.handle.get(), chain.handle.get(), seconds, now, out);
        });
    }
    detail::Handle<sidian_register, sidian_register_free> handle;
};

inline Bytes issue(const LicenceType &kind, View json, Register &record, const Key &key,
                   const Certificates &chain, std::int64_t now) {
    return detail::bytes([&](auto out) {
        return sidian_licence_issue(kind.handle.get(), json.data, json.size, record.handle.get(),
                                    nullptr, 0, key.handle.get(), chain.handle.get(), now, out);
    });
}

/// A signature that lacks nothing but its value.
class Prepared {
public:
    View to_be_signed() const {
        View lent;
        detail::check(sidian_prepared_to_be_signed(handle.get(), &lent.data, &lent.size));
        return lent;
    }
    Bytes complete(View value) {
        return detail::bytes([&](auto out) {
            return sidian_prepared_complete(handle.get(), value.data, value.size, out);
        });
    }
    detail::Handle<sidian_prepared, sidian_prepared_free> handle;
};

/// What a signature is to say.
class SignatureDraft {
public:
    explicit SignatureDraft(View pdf) {
        detail::check(sidian_signature_draft_new(pdf.data, pdf.size, handle.out()));
    }
    SignatureDraft &field(View name) { return set(sidian_signature_draft_set_field, name); }
    SignatureDraft &reason(View text) { return set(sidian_signature_draft_set_reason, text); }
    SignatureDraft &location(View text) { return set(sidian_signature_draft_set_location, text); }
    Bytes sign(const Key &key, const Certificates &chain, std::int64_t now) && {
        return detail::bytes([&](auto out) {
            return sidian_signature_sign(handle.get(), key.handle.get(), chain.handle.get(), now, out);
        });
    }
    Prepared prepare(const Certificates &chain, View algorithm, std::int64_t now) && {
        Prepared out;
        detail::check(sidian_signature_prepare(handle.get(), chain.handle.get(), algorithm.data,
                                               algorithm.size, now, out.handle.out()));
        return out;
    }
    detail::Handle<sidian_signature_draft, sidian_signature_draft_free> handle;

private:
    template <typename Set> SignatureDraft &set(Set call, View text) {
        detail::check(call(handle.get(), text.data, text.size));
        return *this;
    }
};

} // namespace sidian

#endif

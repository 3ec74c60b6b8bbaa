// sidian for C++17, the rest of the four electronics: seals, timestamps and levels, authorisations,
// show codes and packages. `sidian_casework.hpp` has what a department does with them.
#ifndef SIDIAN_MATERIALS_HPP
#define SIDIAN_MATERIALS_HPP

#include "sidian.hpp"

namespace sidian {

namespace detail {

inline sidian_text said(View text) { return {text.data, text.size}; }

/// A verification with any arguments: throws where it could not be asked.
template <typename Call> Report judged(Call call) {
    Report out;
    sidian_status status = call(out.handle.out());
    if (out.handle.get() == nullptr) throw Error(status);
    return out;
}

} // namespace detail

/// Draws the picture of a round official seal, as SVG.
inline Bytes draw_seal(View name, View line = {}, double diameter_mm = 42.0) {
    return detail::bytes([&](auto out) {
        return sidian_seal_draw(name.data, name.size, line.data, line.size, diameter_mm, out);
    });
}

/// A seal. Holding one proves nothing.
class Seal {
public:
    static Seal read(View file) {
        Seal out;
        detail::check(sidian_seal_read(file.data, file.size, out.handle.out()));
        return out;
    }
    Bytes der() const {
        return detail::bytes([&](auto out) { return sidian_seal_write(handle.get(), out); });
    }
    std::string name() const {
        return detail::text([&](auto out) { return sidian_seal_name(handle.get(), out); });
    }
    Report verify(const Verifier &verifier, std::int64_t now) const {
        Bytes bytes = der();
        return detail::judged([&](auto out) {
            return sidian_verify_seal(verifier.handle.get(), bytes.data(), bytes.size(), now, out);
        });
    }
    detail::Handle<sidian_seal, sidian_seal_free> handle;
};

/// A seal in the making; making consumes it.
class SealDraft {
public:
    SealDraft(View id, View name, View picture, std::uint32_t width_mm, std::uint32_t height_mm) {
        detail::check(sidian_seal_draft_new(id.data, id.size, name.data, name.size, picture.data,
                                            picture.size, width_mm, height_mm, handle.out()));
    }
    SealDraft &validity(std::int64_t from, std::int64_t until) {
        detail::check(sidian_seal_draft_set_validity(handle.get(), from, until));
        return *this;
    }
    SealDraft &signer(const Certificates &certificates) {
        detail::check(sidian_seal_draft_add_signer(handle.get(), certificates.handle.get()));
        return *this;
    }
    Seal make(const Key &key, const Certificates &chain, std::int64_t now) {
        Seal out;
        detail::check(sidian_seal_make(handle.get(), key.handle.get(), chain.handle.get(), now,
                                       out.handle.out()));
        return out;
    }
    detail::Handle<sidian_seal_draft, sidian_seal_draft_free> handle;
};

/// The use of a seal on a document, in the making; signing consumes it.
class Sealing {
public:
    Sealing(const Seal &seal, View pdf) {
        detail::check(sidian_sealing_new(seal.handle.get(), pdf.data, pdf.size, handle.out()));
    }
    Sealing &reason(View text) {
        detail::check(sidian_sealing_set_reason(handle.get(), text.data, text.size));
        return *this;
    }
    /// Centred on a point of a page, in millimetres; page 0 is every page. Call again for more.
    Sealing &place(std::size_t page, double x_mm, double y_mm) {
        detail::check(sidian_sealing_place(handle.get(), page, x_mm, y_mm));
        return *this;
    }
    Bytes sign(const Key &key, const Certificates &chain, std::int64_t now) {
        return detail::bytes([&](auto out) {
            return sidian_sealing_sign(handle.get(), key.handle.get(), chain.handle.get(), now, out);
        });
    }
    detail::Handle<sidian_sealing, sidian_sealing_free> handle;
};

/// A timestamp authority of one's own. One elsewhere is made with `sidian_tsa_from_callback`.
class Authority {
public:
    Authority(const Key &key, const Certificates &chain, View policy, View state = {}) {
        detail::check(sidian_tsa_new(key.handle.get(), chain.handle.get(), policy.data, policy.size,
                                     state.data, state.size, handle.out()));
    }
    Bytes state() const {
        return detail::bytes([&](auto out) { return sidian_tsa_state(handle.get(), out); });
    }
    detail::Handle<sidian_tsa, sidian_tsa_free> handle;
};

enum class Level {
    none = SIDIAN_LEVEL_NONE,
    b = SIDIAN_LEVEL_B,
    t = SIDIAN_LEVEL_T,
    lt = SIDIAN_LEVEL_LT,
    lta = SIDIAN_LEVEL_LTA
};

/// Takes signed documents up the PAdES levels, by appending alone.
class Extender {
public:
    explicit Extender(const Trust &trust, const Evidence &evidence, View hash = "SHA-256") {
        detail::check(sidian_extender_new(trust.handle.get(), evidence.handle.get(), nullptr, hash.data,
                                          hash.size, handle.out()));
    }
    Level level(View pdf, std::int64_t now) const {
        std::int32_t level = SIDIAN_LEVEL_NONE;
        detail::check(sidian_extender_level(handle.get(), pdf.data, pdf.size, now, &level));
        return static_cast<Level>(level);
    }
    Bytes extend(View pdf, Level level, const Authority &authority, std::int64_t now) const {
        return detail::bytes([&](auto out) {
            return sidian_extender_extend(handle.get(), pdf.data, pdf.size, static_cast<int>(level),
                                          authority.handle.get(), now, out);
        });
    }
    Bytes renew(View pdf, const Authority &authority, std::int64_t now) const {
        return detail::bytes([&](auto out) {
            return sidian_extender_renew(handle.get(), pdf.data, pdf.size, authority.handle.get(), now, out);
        });
    }
    detail::Handle<sidian_extender, sidian_extender_free> handle;
};

/// What an authorisation says; parties are kind and code, such as `001:91410800MA4400D94H`.
struct Grant {
    std::string holder, recipient, item, item_name, purpose, licence;
    std::int64_t from = 0, until = 0;
    std::string fields = {}, case_number = {};
    std::uint32_t uses = 0;

    Bytes sign(const Key &key, const Certificates &chain) const {
        sidian_grant grant{};
        grant.size = sizeof grant;
        grant.holder = detail::said(holder);
        grant.recipient = detail::said(recipient);
        grant.item = detail::said(item);
        grant.item_name = detail::said(item_name);
        grant.purpose = detail::said(purpose);
        grant.licence = detail::said(licence);
        grant.fields = detail::said(fields);
        grant.case_number = detail::said(case_number);
        grant.uses = uses;
        grant.from = from;
        grant.until = until;
        return detail::bytes([&](auto out) {
            return sidian_grant_sign(&grant, key.handle.get(), chain.handle.get(), out);
        });
    }
};

/// What a department is about to do with a licence.
struct Use {
    std::string recipient, item, purpose;
    std::string fields = {}, case_number = {};

    Report judge(const Verifier &verifier, View token, const Licence &licence, std::int64_t now) const {
        return detail::judged([&](auto out) {
            return sidian_verify_grant(verifier.handle.get(), detail::said(token), licence.handle.get(),
                                       detail::said(recipient), detail::said(item), detail::said(purpose),
                                       detail::said(fields), detail::said(case_number), now, out);
        });
    }
};

/// The text of a QR code that shows a licence once, for at most 300 seconds.
inline std::string show_code(View licence, const Key &key, std::int64_t now, std::int64_t seconds = 300) {
    return detail::text([&](auto out) {
        return sidian_show_sign(licence.data, licence.size, nullptr, 0, seconds, key.handle.get(), now, out);
    });
}

/// Judges a show code that was scanned.
inline Report scanned(const Verifier &verifier, View code, const Licence &licence, std::int64_t now) {
    return detail::judged([&](auto out) {
        return sidian_verify_show(verifier.handle.get(), code.data, code.size, licence.handle.get(), nullptr, 0,
                                  now, out);
    });
}

/// Materials that are signed together; signing consumes it.
class PackageDraft {
public:
    PackageDraft(View title, View algorithm, View case_number = {}) {
        detail::check(sidian_package_draft_new(detail::said(title), detail::said(case_number),
                                               detail::said(algorithm), nullptr, 0, handle.out()));
    }
    PackageDraft &add(View name, View kind, View media_type, View content) {
        sidian_material material{};
        material.size = sizeof material;
        material.name = detail::said(name);
        material.kind = detail::said(kind);
        material.media_type = detail::said(media_type);
        detail::check(sidian_package_draft_add(handle.get(), &material, content.data, content.size));
        return *this;
    }
    Bytes sign(const Key &key, const Certificates &chain, std::int64_t now) {
        return detail::bytes([&](auto out) {
            return sidian_package_sign(handle.get(), key.handle.get(), chain.handle.get(), now, out);
        });
    }
    detail::Handle<sidian_package_draft, sidian_package_draft_free> handle;
};

/// Judges a package of materials.
inline Report package(const Verifier &verifier, View file, std::int64_t now) {
    return detail::judged([&](auto out) {
        return sidian_verify_package(verifier.handle.get(), file.data, file.size, now, out);
    });
}

} // namespace sidian

#endif

// Issue, sign elsewhere, verify, tamper, be refused: the whole of a day in C++.
#include "sidian.hpp"

#include <ctime>
#include <iostream>

static const char *const data =
    R"({"number": "JY14108000000001", "serial": "20260501000001",
        "issuer": {"name": "四电测试局", "code": "11410800MB00000009"}, "issue_date": "2026-05-01",
        "holders": [{"name": "示例餐馆", "code": "91410800MA4400D94H", "code_type": "001"}],
        "credit_code": "91410800MA4400D94H", "法定代表人（负责人）": "示例", "住所": "示例路1号",
        "经营场所": "示例路1号", "主体业态": "餐饮服务经营者", "经营项目": "热食类食品制售", "签发人": "示例"})";

static void expect(bool claim, const char *what) {
    if (!claim) throw std::logic_error(what);
    std::cout << what << "\n";
}

int main() try {
    constexpr std::int64_t year = 31557600;
    std::int64_t now = std::time(nullptr);
    sidian::Key root_key = sidian::Key::generate("sm2"), key = sidian::Key::generate("sm2");
    sidian::Certificates root =
        sidian::CertificateDraft("示例根", now - year, now + 20 * year).self_sign(root_key);
    sidian::Certificates chain = sidian::CertificateDraft("四电测试局", now - year, now + 3 * year)
                                     .organisation("四电测试局", "11410800MB00000009")
                                     .crl_url("http://ca.example/root.crl")
                                     .issue(key.spki(), root_key, root);

    sidian::Register record("https://status.example/1");
    sidian::LicenceType kind("食品经营许可证");
    sidian::Bytes licence = sidian::issue(kind, data, record, key, chain, now);

    sidian::Evidence evidence;
    evidence.crl(sidian::CrlDraft(1, now - 60, now + year).sign(root_key, root))
        .status_list(record.sign(key, chain, 86400, now));
    sidian::Verifier verifier(sidian::Trust().add("示例", root.der(0)), evidence);

    sidian::Report report = verifier.licence(licence, now);
    expect(report.passed(), "issued and passed");
    std::cout << report.licence().id() << "\n";

    sidian::Bytes forged = licence;
    forged[forged.size() / 3] ^= 1;
    sidian::Report refused = verifier.licence(forged, now);
    expect(refused.verdict() == sidian::Verdict::failed, "tampered with and refused");
    std::cout << refused.findings().front().message << "\n";
    try {
        refused.licence();
        expect(false, "fields of a refused licence");
    } catch (const sidian::Error &error) {
        expect(error.status() == SIDIAN_V_FAILED, "no field of it can be read");
    }

    // A key behind a function: a card, an HSM, a phone.
    int asked = 0;
    sidian::Key card = sidian::Key::elsewhere(key.algorithm(), key.spki(), [&](sidian::View message) {
        asked++;
        return key.sign(message);
    });
    record.record(report.licence().id(), "revoke", "示例", now + 60);
    sidian::Evidence later;
    later.crl(sidian::CrlDraft(2, now - 60, now + year).sign(root_key, root))
        .status_list(record.sign(card, chain, 86400, now + 60));
    sidian::Verifier tomorrow(sidian::Trust().add("示例", root.der(0)), later);
    expect(asked == 1, "signed by the card");
    expect(!tomorrow.licence(licence, now + 120).passed(), "revoked and refused");
    return 0;
} catch (const std::exception &error) {
    std::cerr << error.what() << "\n";
    return 1;
}

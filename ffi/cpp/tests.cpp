// The wrapper against the library: what passes, and what is refused. Takes a PDF to sign.
#include "sidian_casework.hpp"

#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>

using namespace sidian;

static const char *const data =
    R"({"number": "JY14108000000001", "serial": "20260501000001",
        "issuer": {"name": "四电测试局", "code": "11410800MB00000009"}, "issue_date": "2026-05-01",
        "holders": [{"name": "示例餐馆", "code": "91410800MA4400D94H", "code_type": "001"}],
        "credit_code": "91410800MA4400D94H", "法定代表人（负责人）": "示例", "住所": "示例路1号",
        "经营场所": "示例路1号", "主体业态": "餐饮服务经营者", "经营项目": "热食类食品制售", "签发人": "示例"})";
static const char *const bureau_code = "11410800MB00000009";
static const char *const holder_code = "91410800MA4400D94H";
static constexpr std::int64_t year = 31557600;
static std::int64_t now;

static void expect(bool claim, const char *what) {
    if (!claim) throw std::logic_error(what);
}

static Bytes changed(Bytes bytes) {
    bytes[bytes.size() / 2] ^= 1;
    return bytes;
}

struct World {
    Key root_key = Key::generate("sm2"), key = Key::generate("sm2"), holder_key = Key::generate("sm2");
    Certificates root = CertificateDraft("示例根", now - year, now + 20 * year).self_sign(root_key);
    Certificates chain = issue("四电测试局", bureau_code, key);
    Certificates holder = issue("示例餐馆", holder_code, holder_key);
    Trust trust;
    Evidence evidence;

    World() {
        trust.add("示例", root.der(0));
        evidence.certificates(holder.der(0)).certificates(chain.der(0));
        evidence.crl(CrlDraft(1, now - 60, now + year).sign(root_key, root));
    }
    Certificates issue(const char *name, const char *code, const Key &of,
                       std::int32_t purpose = SIDIAN_PURPOSE_SIGNING) const {
        return CertificateDraft(name, now - year, now + 3 * year)
            .organisation(name, code)
            .purpose(purpose)
            .issue(of.spki(), root_key, root);
    }
};

static void seals(const World &world, const Bytes &pdf) {
    Verifier verifier(world.trust, world.evidence);
    SealDraft draft("41080000000017", "四电测试局", draw_seal("四电测试局"), 42, 42);
    Seal seal = draft.validity(now - 60, now + year).signer(world.chain).make(world.key, world.chain, now);
    expect(seal.verify(verifier, now).passed(), "a seal passes");
    try {
        draft.make(world.key, world.chain, now);
        expect(false, "a draft is made into a seal once");
    } catch (const Error &error) {
        expect(error.status() == SIDIAN_E_USED, "and says so");
    }
    Bytes sealed = Sealing(seal, pdf).reason("审批通过").place(1, 100, 60).sign(world.key, world.chain, now);
    expect(verifier.document(sealed, now).passed(), "a sealed page passes");
    sealed[100] ^= 1;
    expect(verifier.document(sealed, now).verdict() == Verdict::failed, "a changed one fails");
    expect(Seal::read(seal.der()).name() == "四电测试局", "the name of the seal");
}

static void levels(const World &world, const Bytes &pdf) {
    Key key = Key::generate("sm2");
    Authority authority(key, world.issue("时间戳", bureau_code, key, SIDIAN_PURPOSE_TIMESTAMPS), "1.2.3.4");
    Extender extender(world.trust, world.evidence, "SM3");
    Bytes signed_pdf = SignatureDraft(pdf).sign(world.key, world.chain, now);
    expect(extender.level(signed_pdf, now) == Level::b, "B-B");
    Bytes kept = extender.extend(signed_pdf, Level::lta, authority, now);
    expect(extender.level(kept, now) == Level::lta, "B-LTA");
    expect(!authority.state().empty(), "the authority's state");
}

/// A licence that passed, and what is asked about it.
struct Issued {
    const World &world;
    const std::string holder = std::string("001:") + holder_code, bureau = std::string("001:") + bureau_code;
    const std::string item = "410800-0001";
    Ledger ledger;
    LicenceType kind{"食品经营许可证"};
    Register record{"https://status.example/1"};
    Bytes file = issue(kind, data, record, world.key, world.chain, now);
    Verifier verifier = knowing();
    Licence licence = verifier.licence(file, now).licence();

    explicit Issued(const World &of) : world(of) {}
    Verifier knowing() const {
        Evidence evidence;
        evidence.certificates(world.holder.der(0)).certificates(world.chain.der(0));
        evidence.status_list(record.sign(world.key, world.chain, 86400, now));
        return Verifier(world.trust, evidence, SIDIAN_REVOCATION_IF_NAMED, &ledger);
    }
    Bytes granted() const {
        Grant grant{holder, bureau, item, "延续", "延续", licence.id(), now - 1, now + 3600};
        return grant.sign(world.holder_key, world.holder);
    }
    Report ask(const Bytes &token, const char *purpose) const {
        return Use{bureau, item, purpose}.judge(verifier, token, licence, now);
    }
};

template <typename Call> static sidian_status refusal(Call call) {
    try {
        call();
        return SIDIAN_OK;
    } catch (const Error &error) {
        return error.status();
    }
}

static void grants_and_codes(const Issued &at) {
    Bytes token = at.granted();
    expect(at.ask(token, "延续").passed(), "a grant passes");
    expect(at.ask(token, "别的").verdict() == Verdict::failed, "for nothing else");

    std::string code = show_code(at.licence.id(), at.world.holder_key, now);
    expect(scanned(Verifier(at.world.trust, at.world.evidence), code, at.licence, now).verdict() ==
               Verdict::indeterminate,
           "a show code is left open where nobody remembers codes");
    expect(scanned(at.verifier, code, at.licence, now).passed(), "passes where somebody does");
    expect(scanned(at.verifier, code, at.licence, now).verdict() == Verdict::failed, "once");
    expect(scanned(at.verifier, code, at.licence, now + 600).verdict() == Verdict::failed, "and ends");
}

static void receipts(const Issued &at) {
    Bytes packed = PackageDraft("延续", at.world.holder_key.algorithm())
                       .add("申请.txt", "申请书", "text/plain", "申请")
                       .sign(at.world.holder_key, at.world.holder, now);
    Report report = sidian::package(at.verifier, packed, now);
    expect(report.passed(), "a package passes");
    bool passed = false;
    try {
        passed = sidian::package(at.verifier, changed(packed), now).passed();
    } catch (const Error &) {
    }
    expect(!passed, "a changed one does not");

    Receipt about{"延续.asice", at.bureau, "2026-0001", now, at.item, "延续", "zhang", "张三", "窗口"};
    Bytes receipt = about.sign(report, packed, at.verifier, at.world.key, at.world.chain, now);
    expect(Receipt::judge(at.verifier, receipt, packed, "2026-0001", now).passed(), "a receipt passes");
    expect(Receipt::judge(at.verifier, receipt, packed, "2026-0002", now).verdict() == Verdict::failed,
           "for its case");
    expect(Receipt::judge(at.verifier, receipt, at.file, {}, now).verdict() == Verdict::failed,
           "about its document");
    Key key = Key::generate("sm2");
    Certificates chain = at.world.issue("时间戳", bureau_code, key, SIDIAN_PURPOSE_TIMESTAMPS);
    Bytes stamped = Receipt::stamp(receipt, Authority(key, chain, "1.2.3.4"), now);
    expect(stamped.size() > receipt.size(), "a timestamp is in it");
    expect(Receipt::judge(at.verifier, stamped, packed, {}, now).passed(), "a dated receipt passes");
    Bytes page = Receipt::draw(receipt, now);
    expect(std::string(page.begin(), page.begin() + 4) == "%PDF", "the page of a receipt");
}

static void copies(const Issued &at) {
    Copy wish{at.bureau, "四电测试局", "窗口办理", now + 1800, 1, 90};
    Report proof = at.ask(at.granted(), "延续");
    auto make = [&](const Report &proof) {
        return wish.make(at.licence, at.file, proof, at.ledger, at.world.key, at.world.chain, now);
    };
    auto judge = [&](const Bytes &copy, const char *purpose, View original) {
        return Copy::judge(at.verifier, copy, at.bureau, purpose, {}, original, now).verdict();
    };
    Bytes copy = make(proof);
    expect(judge(copy, "延续", at.file) == Verdict::passed, "a copy passes");
    expect(judge(copy, "别的", at.file) == Verdict::failed, "for its purpose");
    expect(judge(copy, "延续", {}) == Verdict::indeterminate, "and stays open without its original");
    expect(refusal([&] { make(proof); }) >= 1000, "one copy too many");
    Report refused = at.ask(at.granted(), "别的");
    expect(refusal([&] { make(refused); }) == SIDIAN_V_FAILED, "a copy that nobody allowed");
}

static void shares(const Issued &at) {
    const Key &holder = at.world.holder_key;
    Share share = Share::sign(at.licence, holder.spki(), now, now + 86400, at.world.key, at.world.chain, 5);
    std::string all = share.fields(), field = all.substr(0, all.find(','));
    Question question{"银行", "n-1", "开户"};
    std::string shown = share.present(field, question, holder, now);
    Report report = Share::judge(at.verifier, shown, field, question, now);
    expect(report.passed() && !Share::shared(report, field).empty(), "a field that was presented");
    expect(refusal([&] { Share::shared(report, "nothing"); }) == SIDIAN_E_NOT_FOUND, "one that was not");
    question.nonce = "n-2";
    Report replayed = Share::judge(at.verifier, shown, field, question, now);
    expect(replayed.verdict() == Verdict::failed, "an answer to another question");
    expect(refusal([&] { Share::shared(replayed, field); }) == SIDIAN_V_FAILED, "gives no field");
}

static const char *const list =
    R"({"format": 1, "code": "410800-0001", "name": "延续",
        "department": {"name": "四电测试局", "code": "11410800MB00000009"}, "basis": "示例", "note": "示例",
        "papers": [{"name": "食品经营许可证", "required": true,
                    "accepts": [{"licence": {"name": "食品经营许可证"}}]},
                   {"name": "检查合格证明", "required": true,
                    "accepts": [{"fact": {"code": "checked", "name": "检查合格",
                                          "from": ["11410800MB00000009"], "max_age_days": 30}}]}]})";

static void exemptions(const Issued &at) {
    Item item(list);
    expect(item.code() == at.item && item.department() == at.bureau, "the list");
    Applicant applicant(at.holder);
    applicant.party("经办人", at.holder).brings(at.verifier.licence(at.file, now));
    Exemption first(item, applicant, now);
    expect(!first.complete() && first.papers().at(0).outcome == Outcome::needs_grant, "consent is missing");
    expect(first.papers().at(1).outcome == Outcome::hand_in, "and a proof");

    Fact fact{at.bureau, at.bureau, at.holder, at.item, "checked", "检查合格", true, now - 1, now + 3600};
    std::string told = fact.sign(at.world.key, at.world.chain);
    expect(Fact::judge(at.verifier, told, at.bureau, "410800-0002", now).verdict() == Verdict::failed,
           "a fact told for another item");
    applicant.brings(Fact::judge(at.verifier, told, at.bureau, at.item, now));
    applicant.brings(at.ask(at.granted(), "延续"));
    Exemption second(item, applicant, now);
    expect(second.complete() && second.papers().size() == 2, "nothing is missing");
    expect(second.papers().at(1).name == "检查合格证明" && !second.json().empty(), "and it says why");
}

int main(int argc, char **argv) try {
    if (argc != 2) return 2;
    std::ifstream in(argv[1], std::ios::binary);
    Bytes pdf{std::istreambuf_iterator<char>(in), {}};
    now = std::time(nullptr);
    World world;
    seals(world, pdf);
    levels(world, pdf);
    Issued at(world);
    grants_and_codes(at);
    receipts(at);
    copies(at);
    shares(at);
    exemptions(at);
    std::cout << "ok\n";
    return 0;
} catch (const std::exception &error) {
    std::cerr << error.what() << "\n";
    return 1;
}

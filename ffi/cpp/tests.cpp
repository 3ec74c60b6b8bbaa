// The wrapper against the library: what passes, and what is refused. Takes a PDF to sign.
#include "sidian_materials.hpp"

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

static void materials(const World &world) {
    Verifier verifier(world.trust, world.evidence);
    LicenceType kind("食品经营许可证");
    Register record("https://status.example/1");
    Bytes file = issue(kind, data, record, world.key, world.chain, now);
    Evidence evidence;
    evidence.certificates(world.holder.der(0)).status_list(record.sign(world.key, world.chain, 86400, now));
    Verifier knowing(world.trust, evidence);
    Licence licence = knowing.licence(file, now).licence();

    std::string holder = std::string("001:") + holder_code, bureau = std::string("001:") + bureau_code;
    Bytes token = Grant{holder, bureau, "410800-0001", "延续", "延续", licence.id(), now - 1, now + 3600}.sign(
        world.holder_key, world.holder);
    expect(Use{bureau, "410800-0001", "延续"}.judge(knowing, token, licence, now).passed(), "a grant passes");
    expect(Use{bureau, "410800-0001", "别的"}.judge(knowing, token, licence, now).verdict() == Verdict::failed,
           "for nothing else");

    std::string code = show_code(licence.id(), world.holder_key, now);
    expect(scanned(knowing, code, licence, now).verdict() == Verdict::indeterminate,
           "a show code is left open where nobody remembers codes");
    expect(scanned(knowing, code, licence, now + 600).verdict() == Verdict::failed, "and ends");

    Bytes package = PackageDraft("延续", world.holder_key.algorithm())
                        .add("申请.txt", "申请书", "text/plain", "申请")
                        .sign(world.holder_key, world.holder, now);
    expect(sidian::package(verifier, package, now).passed(), "a package passes");
    bool passed = false;
    try {
        passed = sidian::package(verifier, changed(package), now).passed();
    } catch (const Error &) {
    }
    expect(!passed, "a changed one does not");
}

int main(int argc, char **argv) try {
    if (argc != 2) return 2;
    std::ifstream in(argv[1], std::ios::binary);
    Bytes pdf{std::istreambuf_iterator<char>(in), {}};
    now = std::time(nullptr);
    World world;
    seals(world, pdf);
    levels(world, pdf);
    materials(world);
    std::cout << "ok\n";
    return 0;
} catch (const std::exception &error) {
    std::cerr << error.what() << "\n";
    return 1;
}

package org.sidian;

/** Issue, sign elsewhere, verify, tamper, be refused: the whole of a day in Java. */
public final class Sample {
    private static final long YEAR = 31_557_600;
    private static final String DATA = "{\"number\": \"JY14108000000001\", \"serial\": \"20260501000001\","
            + "\"issuer\": {\"name\": \"四电测试局\", \"code\": \"11410800MB00000009\"},"
            + "\"issue_date\": \"2026-05-01\", \"holders\": [{\"name\": \"示例餐馆\","
            + "\"code\": \"91410800MA4400D94H\", \"code_type\": \"001\"}],"
            + "\"credit_code\": \"91410800MA4400D94H\", \"法定代表人（负责人）\": \"示例\","
            + "\"住所\": \"示例路1号\", \"经营场所\": \"示例路1号\", \"主体业态\": \"餐饮服务经营者\","
            + "\"经营项目\": \"热食类食品制售\", \"签发人\": \"示例\"}";

    private Sample() {}

    public static void main(String[] arguments) {
        long now = System.currentTimeMillis() / 1000;
        try (Key rootKey = Key.generate("sm2"); Key key = Key.generate("sm2");
                Certificates root = Certificates.root("示例根", now - YEAR, now + 20 * YEAR, rootKey);
                Certificates chain = Certificates.issue("四电测试局", "11410800MB00000009",
                        "http://ca.example/root.crl", now - YEAR, now + 3 * YEAR, key.spki(), rootKey, root);
                Register register = new Register("https://status.example/1")) {
            byte[] licence = register.issue("食品经营许可证", DATA, key, chain, now);
            byte[] crl = root.crl(1, now - 60, now + YEAR, rootKey);

            String id;
            try (Verifier verifier = verifier(root, crl, register.sign(key, chain, 86_400, now));
                    Report report = verifier.licence(licence, now)) {
                expect(report.passed(), "issued and passed");
                id = report.licenceId();
                byte[] forged = licence.clone();
                forged[forged.length / 3] ^= 1;
                try (Report refused = verifier.licence(forged, now)) {
                    expect(refused.verdict() == Report.Verdict.FAILED, "tampered with and refused");
                    try {
                        refused.licenceId();
                        expect(false, "a field of a refused licence");
                    } catch (SidianException refusal) {
                        expect(refusal.status() == 100, "no field of it can be read");
                    }
                }
                try {
                    Signature.sign(licence, "审批通过", key, chain, now);
                    expect(false, "a second signature on a certified licence");
                } catch (SidianException certified) {
                    expect(certified.status() >= 1000, "a certified licence takes no further signature");
                }
            }

            try (Key card = Key.elsewhere(key.algorithm(), key.spki(), key::sign)) {
                register.record(id, "revoke", "示例", now + 60);
                try (Verifier verifier = verifier(root, crl, register.sign(card, chain, 86_400, now + 60));
                        Report report = verifier.licence(licence, now + 120)) {
                    expect(!report.passed(), "revoked and refused");
                }
            }
        }
    }

    private static Verifier verifier(Certificates root, byte[] crl, byte[] list) {
        try (Verifier.Builder builder = new Verifier.Builder()) {
            return builder.trust("示例", root.der(0)).crl(crl).statusList(list).build();
        }
    }

    private static void expect(boolean claim, String what) {
        if (!claim) {
            throw new IllegalStateException(what);
        }
        System.out.println(what);
    }
}

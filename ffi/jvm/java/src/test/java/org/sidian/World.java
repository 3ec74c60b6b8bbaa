package org.sidian;

/** An authority, a bureau, a holder, and what tests ask of all of them. */
abstract class World {
    static final long YEAR = 31_557_600;
    static final String BUREAU = "11410800MB00000009";
    static final String HOLDER = "91410800MA4400D94H";
    static final String CRL = "http://ca.example/root.crl";
    static final String DATA = "{\"number\": \"JY14108000000001\", \"serial\": \"20260501000001\","
            + "\"issuer\": {\"name\": \"四电测试局\", \"code\": \"11410800MB00000009\"},"
            + "\"issue_date\": \"2026-05-01\", \"holders\": [{\"name\": \"示例餐馆\","
            + "\"code\": \"91410800MA4400D94H\", \"code_type\": \"001\"}],"
            + "\"credit_code\": \"91410800MA4400D94H\", \"法定代表人（负责人）\": \"示例\","
            + "\"住所\": \"示例路1号\", \"经营场所\": \"示例路1号\", \"主体业态\": \"餐饮服务经营者\","
            + "\"经营项目\": \"热食类食品制售\", \"签发人\": \"示例\"}";

    final long now = System.currentTimeMillis() / 1000;
    final Key rootKey = Key.generate("sm2");
    final Key key = Key.generate("sm2");
    final Key holderKey = Key.generate("sm2");
    final Certificates root = Certificates.root("示例根", now - YEAR, now + 9 * YEAR, rootKey);
    final Certificates chain = certified("四电测试局", BUREAU, key);
    final Certificates holder = certified("示例餐馆", HOLDER, holderKey);
    final byte[] crl = root.crl(1, now - 60, now + YEAR, rootKey);

    Certificates certified(String name, String code, Key of) {
        return Certificates.issue(name, code, CRL, now - YEAR, now + YEAR, of.spki(), rootKey, root);
    }

    Verifier.Builder builder() {
        return new Verifier.Builder().trust("示例", root.der(0)).crl(crl).certificates(holder.der(0))
                .certificates(chain.der(0)).remember();
    }

    Verifier verifier() {
        try (Verifier.Builder builder = builder()) {
            return builder.build();
        }
    }

    Verifier verifier(byte[] statusList, Ledger ledger) {
        try (Verifier.Builder builder = builder()) {
            return builder.statusList(statusList).remember(ledger).build();
        }
    }

    static Report.Verdict verdict(Report report) {
        try (report) {
            return report.verdict();
        }
    }

    static byte[] changed(byte[] file, int at) {
        byte[] forged = file.clone();
        forged[at] ^= 1;
        return forged;
    }

    static int refusal(Runnable call) {
        try {
            call.run();
            return 0;
        } catch (SidianException refused) {
            return refused.status();
        }
    }

    static void expect(boolean claim, String what) {
        if (!claim) {
            throw new IllegalStateException(what);
        }
    }
}

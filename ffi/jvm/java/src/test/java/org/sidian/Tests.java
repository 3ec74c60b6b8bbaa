package org.sidian;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The wrapper against the library: what passes, and what is refused. Takes a PDF to sign. */
public final class Tests {
    private static final long YEAR = 31_557_600;
    private static final String BUREAU = "11410800MB00000009";
    private static final String HOLDER = "91410800MA4400D94H";
    private static final String CRL = "http://ca.example/root.crl";
    private static final String DATA = "{\"number\": \"JY14108000000001\", \"serial\": \"20260501000001\","
            + "\"issuer\": {\"name\": \"四电测试局\", \"code\": \"11410800MB00000009\"},"
            + "\"issue_date\": \"2026-05-01\", \"holders\": [{\"name\": \"示例餐馆\","
            + "\"code\": \"91410800MA4400D94H\", \"code_type\": \"001\"}],"
            + "\"credit_code\": \"91410800MA4400D94H\", \"法定代表人（负责人）\": \"示例\","
            + "\"住所\": \"示例路1号\", \"经营场所\": \"示例路1号\", \"主体业态\": \"餐饮服务经营者\","
            + "\"经营项目\": \"热食类食品制售\", \"签发人\": \"示例\"}";

    private final long now = System.currentTimeMillis() / 1000;
    private final byte[] pdf;
    private final Key rootKey = Key.generate("sm2");
    private final Key key = Key.generate("sm2");
    private final Key holderKey = Key.generate("sm2");
    private final Certificates root = Certificates.root("示例根", now - YEAR, now + 9 * YEAR, rootKey);
    private final Certificates chain = certified("四电测试局", BUREAU, key);
    private final Certificates holder = certified("示例餐馆", HOLDER, holderKey);
    private final byte[] crl = root.crl(1, now - 60, now + YEAR, rootKey);

    private Tests(byte[] pdf) {
        this.pdf = pdf;
    }

    public static void main(String[] arguments) throws Exception {
        Tests tests = new Tests(Files.readAllBytes(Path.of(arguments[0])));
        tests.aClosedObjectIsRefusedAndClosingTwiceIsFine();
        tests.aSealIsAppliedAndAChangedPageRefused();
        tests.aSignatureClimbsToLta();
        tests.materialsAreForOneUse();
        tests.oneVerifierServesEightThreads();
        System.out.println("ok");
    }

    private Certificates certified(String name, String code, Key of) {
        return Certificates.issue(name, code, CRL, now - YEAR, now + YEAR, of.spki(), rootKey, root);
    }

    private Verifier.Builder builder() {
        return new Verifier.Builder().trust("示例", root.der(0)).crl(crl).certificates(holder.der(0))
                .certificates(chain.der(0)).remember();
    }

    private Verifier verifier(byte[] statusList) {
        try (Verifier.Builder builder = builder()) {
            return statusList == null ? builder.build() : builder.statusList(statusList).build();
        }
    }

    private void aClosedObjectIsRefusedAndClosingTwiceIsFine() {
        Key closed = Key.generate("ed25519");
        closed.close();
        closed.close();
        expect(refusal(closed::spki) == 4, "a closed key");
        expect(refusal(() -> Key.generate("rot13")) == 2, "a suite that is none");
        try (Key card = Key.elsewhere(key.algorithm(), key.spki(), message -> {
            throw new IllegalStateException("no card");
        })) {
            expect(refusal(() -> card.sign(new byte[1])) >= 1000, "a card that is not there");
        }
    }

    private void aSealIsAppliedAndAChangedPageRefused() {
        try (Seal.Draft draft = new Seal.Draft("41080000000017", "四电测试局", Seal.draw("四电测试局", 42), 42, 42);
                Seal seal = draft.validity(now - 60, now + YEAR).signer(chain).make(key, chain, now);
                Verifier verifier = verifier(null);
                Report alone = verifier.seal(seal.der(), now)) {
            expect(alone.passed(), "a seal");
            expect(refusal(() -> draft.make(key, chain, now)) == 5, "a draft is made into a seal once");
            byte[] sealed = seal.apply(pdf, 1, 100, 60, key, chain, now);
            expect(verdict(verifier.document(sealed, now)) == Report.Verdict.PASSED, "a sealed page");
            expect(verdict(verifier.document(changed(sealed, 100), now)) == Report.Verdict.FAILED, "changed");
            expect(Seal.read(seal.der()).name().equals("四电测试局"), "its name");
        }
    }

    private void aSignatureClimbsToLta() {
        try (Key tsaKey = Key.generate("sm2");
                Certificates tsaChain = Certificates.issueForTimestamps("时间戳", now - YEAR, now + YEAR,
                        tsaKey.spki(), rootKey, root);
                Authority authority = new Authority(tsaKey, tsaChain, "1.2.156.3005.99.1", null);
                Verifier.Builder builder = builder();
                Extender extender = builder.extender("SM3")) {
            byte[] signed = Signature.sign(pdf, "审批通过", key, chain, now);
            expect(extender.level(signed, now) == Extender.Level.B, "B-B");
            byte[] kept = extender.extend(signed, Extender.Level.LTA, authority, now);
            expect(extender.level(kept, now) == Extender.Level.LTA, "B-LTA");
            expect(extender.renew(kept, authority, now).length > kept.length, "renewed");
            expect(authority.state().length > 0, "the authority's state");
            expect(refusal(() -> new Authority(key, chain, "1.2.3", null)) >= 1000, "a signer's certificate");
        }
    }

    private void materialsAreForOneUse() {
        try (Register register = new Register("https://status.example/1")) {
            byte[] file = register.issue("食品经营许可证", DATA, key, chain, now);
            try (Verifier verifier = verifier(register.sign(key, chain, 86_400, now));
                    Report report = verifier.licence(file, now); Licence licence = report.licence()) {
                Grant grant = new Grant();
                grant.holder = "001:" + HOLDER;
                grant.recipient = "001:" + BUREAU;
                grant.item = "410800-0001";
                grant.itemName = "延续";
                grant.purpose = "延续";
                grant.licence = licence.id();
                grant.from = now - 1;
                grant.until = now + 3600;
                byte[] token = grant.sign(holderKey, holder);
                expect(verdict(verifier.grant(token, licence, grant.recipient, grant.item, "延续", now))
                        == Report.Verdict.PASSED, "an authorisation");
                expect(verdict(verifier.grant(token, licence, grant.recipient, grant.item, "别的", now))
                        == Report.Verdict.FAILED, "for nothing else");

                String code = Materials.showCode(licence.id(), holderKey, 120, now);
                String read = Materials.qrText(Materials.qrPng(code, 6));
                expect(read.equals(code), "a code drawn and read");
                expect(verdict(verifier.showCode(read, licence, now)) == Report.Verdict.PASSED, "a show code");
                expect(verdict(verifier.showCode(read, licence, now)) == Report.Verdict.FAILED, "once");

                byte[] packed;
                try (Materials.Package draft = new Materials.Package("延续", holderKey.algorithm())) {
                    packed = draft.add("申请.txt", "申请书", "text/plain", new byte[] {1})
                            .sign(holderKey, holder, now);
                }
                expect(verdict(verifier.materials(packed, now)) == Report.Verdict.PASSED, "a package");
                try (Report refused = verifier.licence(changed(file, file.length / 3), now)) {
                    expect(refusal(refused::licence) == 100, "fields of a refused licence");
                }
            }
        }
    }

    private void oneVerifierServesEightThreads() throws InterruptedException {
        byte[] signed = Signature.sign(pdf, "", key, chain, now);
        byte[] forged = changed(signed, 100);
        AtomicInteger wrong = new AtomicInteger();
        try (Verifier verifier = verifier(null)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                threads.add(new Thread(() -> {
                    for (int j = 0; j < 5; j++) {
                        boolean right = verdict(verifier.document(signed, now)) == Report.Verdict.PASSED
                                && verdict(verifier.document(forged, now)) == Report.Verdict.FAILED;
                        wrong.addAndGet(right ? 0 : 1);
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        expect(wrong.get() == 0, "eight threads");
    }

    private static Report.Verdict verdict(Report report) {
        try (report) {
            return report.verdict();
        }
    }

    private static byte[] changed(byte[] file, int at) {
        byte[] forged = file.clone();
        forged[at] ^= 1;
        return forged;
    }

    private static int refusal(Runnable call) {
        try {
            call.run();
            return 0;
        } catch (SidianException refused) {
            return refused.status();
        }
    }

    private static void expect(boolean claim, String what) {
        if (!claim) {
            throw new IllegalStateException(what);
        }
    }
}

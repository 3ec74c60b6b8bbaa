package org.sidian;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The wrapper against the library: what passes, and what is refused. Takes a PDF to sign. */
public final class Tests extends World {
    private final byte[] pdf;

    private Tests(byte[] pdf) {
        this.pdf = pdf;
    }

    public static void main(String[] arguments) throws Exception {
        Tests tests = new Tests(Files.readAllBytes(Path.of(arguments[0])));
        tests.aClosedObjectIsRefusedAndClosingTwiceIsFine();
        tests.aSealIsAppliedAndAChangedPageRefused();
        tests.aSignatureClimbsToLta();
        tests.oneVerifierServesEightThreads();
        new MaterialTests().run();
        System.out.println("ok");
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
                Verifier verifier = verifier();
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

    private void oneVerifierServesEightThreads() throws InterruptedException {
        byte[] signed = Signature.sign(pdf, "", key, chain, now);
        byte[] forged = changed(signed, 100);
        AtomicInteger wrong = new AtomicInteger();
        try (Verifier verifier = verifier()) {
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
}

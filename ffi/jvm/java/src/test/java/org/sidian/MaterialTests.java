package org.sidian;

import java.nio.charset.StandardCharsets;

/** Authorisations, codes, packages, receipts, copies, fields and exemption: for one use, and no other. */
final class MaterialTests extends World {
    private static final String WHO = "001:" + HOLDER;
    private static final String OFFICE = "001:" + BUREAU;
    private static final String ITEM = "410800-0001";
    private static final String LIST = "{\"format\": 1, \"code\": \"410800-0001\", \"name\": \"延续\","
            + "\"department\": {\"name\": \"四电测试局\", \"code\": \"11410800MB00000009\"},"
            + "\"basis\": \"示例\", \"note\": \"示例\", \"papers\": ["
            + "{\"name\": \"食品经营许可证\", \"required\": true,"
            + "\"accepts\": [{\"licence\": {\"name\": \"食品经营许可证\"}}]},"
            + "{\"name\": \"检查合格证明\", \"required\": true, \"accepts\": [{\"fact\": {\"code\": \"checked\","
            + "\"name\": \"检查合格\", \"from\": [\"11410800MB00000009\"], \"max_age_days\": 30}}]}]}";

    private final Register register = new Register("https://status.example/1");
    private final byte[] file = register.issue("食品经营许可证", DATA, key, chain, now);
    private final Ledger ledger = new Ledger();
    private final Verifier verifier = verifier(register.sign(key, chain, 86_400, now), ledger);
    private final Licence licence = licence();

    void run() {
        anAuthorisationIsForOnePurpose();
        aShowCodeIsGoodOnce();
        aPackageAndItsReceipt();
        aCopyIsMarkedForItsRecipient();
        sharedFieldsAreForOneQuestion();
        papersThatSomethingStandsInForNeedNotBeBrought();
    }

    private Licence licence() {
        try (Report report = verifier.licence(file, now)) {
            return report.licence();
        }
    }

    private byte[] granted() {
        Grant grant = new Grant();
        grant.holder = WHO;
        grant.recipient = OFFICE;
        grant.item = ITEM;
        grant.itemName = "延续";
        grant.purpose = "延续";
        grant.licence = licence.id();
        grant.from = now - 1;
        grant.until = now + 3600;
        return grant.sign(holderKey, holder);
    }

    private void anAuthorisationIsForOnePurpose() {
        byte[] token = granted();
        expect(verdict(verifier.grant(token, licence, OFFICE, ITEM, "延续", now)) == Report.Verdict.PASSED,
                "an authorisation");
        expect(verdict(verifier.grant(token, licence, OFFICE, ITEM, "别的", now)) == Report.Verdict.FAILED,
                "for nothing else");
        try (Report refused = verifier.licence(changed(file, file.length / 3), now)) {
            expect(refusal(refused::licence) == 100, "fields of a refused licence");
        }
    }

    private void aShowCodeIsGoodOnce() {
        String code = Materials.showCode(licence.id(), holderKey, 120, now);
        String read = Materials.qrText(Materials.qrPng(code, 6));
        expect(read.equals(code), "a code drawn and read");
        expect(verdict(verifier.showCode(read, licence, now)) == Report.Verdict.PASSED, "a show code");
        expect(verdict(verifier.showCode(read, licence, now)) == Report.Verdict.FAILED, "once");
    }

    private void aPackageAndItsReceipt() {
        byte[] packed;
        try (Materials.Package draft = new Materials.Package("延续", holderKey.algorithm())) {
            packed = draft.add("申请.txt", "申请书", "text/plain", new byte[] {1}).sign(holderKey, holder, now);
        }
        Receipt about = new Receipt();
        about.name = "延续.asice";
        about.document = packed;
        about.department = OFFICE;
        about.caseNumber = "2026-0001";
        about.judgedAt = now;
        about.item = ITEM;
        about.itemName = "延续";
        about.operatorAccount = "zhang";
        about.operatorName = "张三";
        about.operatorUnit = "窗口";
        byte[] receipt;
        try (Report report = verifier.materials(packed, now)) {
            expect(report.passed(), "a package");
            receipt = about.sign(report, verifier, key, chain, now);
        }
        expect(verdict(verifier.receipt(receipt, packed, "2026-0001", now)) == Report.Verdict.PASSED, "a receipt");
        expect(verdict(verifier.receipt(receipt, packed, "2026-0002", now)) == Report.Verdict.FAILED,
                "a receipt of another case");
        expect(verdict(verifier.receipt(receipt, file, null, now)) == Report.Verdict.FAILED,
                "a receipt about something else");
        try (Key tsaKey = Key.generate("sm2");
                Certificates tsaChain = Certificates.issueForTimestamps("时间戳", now - YEAR, now + YEAR,
                        tsaKey.spki(), rootKey, root);
                Authority authority = new Authority(tsaKey, tsaChain, "1.2.156.3005.99.1", null)) {
            byte[] stamped = Receipt.stamp(receipt, authority, now);
            expect(stamped.length > receipt.length, "the timestamp is in it");
            expect(verdict(verifier.receipt(stamped, packed, null, now)) == Report.Verdict.PASSED, "a dated one");
        }
        byte[] page = Receipt.draw(receipt, null, now);
        expect(new String(page, 0, 4, StandardCharsets.US_ASCII).equals("%PDF"), "its page");
    }

    private void aCopyIsMarkedForItsRecipient() {
        Copy copy = new Copy();
        copy.original = file;
        copy.maker = OFFICE;
        copy.recipientName = "四电测试局";
        copy.cause = "窗口办理";
        copy.until = now + 1800;
        copy.most = 1;
        try (Report proof = verifier.grant(granted(), licence, OFFICE, ITEM, "延续", now)) {
            byte[] made = copy.make(licence, proof, ledger, key, chain, now);
            expect(verdict(verifier.copy(made, OFFICE, "延续", null, file, now)) == Report.Verdict.PASSED, "a copy");
            expect(verdict(verifier.copy(made, OFFICE, "别的", null, file, now)) == Report.Verdict.FAILED,
                    "a copy for another purpose");
            expect(verdict(verifier.copy(made, OFFICE, "延续", null, null, now)) == Report.Verdict.INDETERMINATE,
                    "a copy without its original");
            expect(refusal(() -> copy.make(licence, proof, ledger, key, chain, now)) >= 1000, "one copy too many");
        }
        try (Report refused = verifier.grant(granted(), licence, OFFICE, ITEM, "别的", now)) {
            expect(refusal(() -> copy.make(licence, refused, ledger, key, chain, now)) == 100, "nobody allowed it");
        }
    }

    private void sharedFieldsAreForOneQuestion() {
        String share = Share.sign(licence, holderKey.spki(), now, now + 86_400, 5, key, chain);
        String field = Share.fields(share)[0];
        String shown = Share.present(share, field, "银行", "n-1", "开户", holderKey, now);
        try (Report report = verifier.share(shown, "银行", "n-1", "开户", field, now)) {
            expect(report.passed() && !report.shared(field).isEmpty(), "a field");
            expect(refusal(() -> report.shared("nothing")) == 7, "a field that is not there");
        }
        try (Report replayed = verifier.share(shown, "银行", "n-2", "开户", field, now)) {
            expect(replayed.verdict() == Report.Verdict.FAILED, "the answer to another question");
            expect(refusal(() -> replayed.shared(field)) == 100, "gives no field");
        }
    }

    private void papersThatSomethingStandsInForNeedNotBeBrought() {
        Exemption.Fact fact = new Exemption.Fact();
        fact.teller = OFFICE;
        fact.recipient = OFFICE;
        fact.about = WHO;
        fact.item = ITEM;
        fact.code = "checked";
        fact.name = "检查合格";
        fact.holds = true;
        fact.from = now - 1;
        fact.until = now + 3600;
        String told = fact.sign(key, chain);
        try (Exemption.Item item = new Exemption.Item(LIST);
                Exemption.Applicant applicant = new Exemption.Applicant(WHO, null);
                Report proven = verifier.licence(file, now);
                Report granted = verifier.grant(granted(), licence, OFFICE, ITEM, "延续", now);
                Report checked = verifier.fact(told, OFFICE, ITEM, now)) {
            expect(item.code().equals(ITEM) && item.department().equals(OFFICE), "the list");
            applicant.party("经办人", WHO).brings(proven, null);
            try (Exemption answer = new Exemption(item, applicant, now)) {
                expect(!answer.complete() && answer.size() == 2, "something is missing");
                expect(answer.outcome(0) == Exemption.Outcome.NEEDS_GRANT, "consent");
                expect(answer.outcome(1) == Exemption.Outcome.HAND_IN, "and a proof");
            }
            applicant.brings(granted, null).brings(checked, null);
            try (Exemption answer = new Exemption(item, applicant, now)) {
                expect(answer.complete() && answer.json(true).contains("检查合格证明"), "nothing is missing");
                expect(answer.paper(0).equals("食品经营许可证"), "a paper's name");
            }
            expect(verdict(verifier.fact(told, OFFICE, "410800-0002", now)) == Report.Verdict.FAILED,
                    "a fact told for another item");
        }
    }
}

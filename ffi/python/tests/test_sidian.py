"""The wrapper against the library: what passes, and what is refused for its own reason."""

import json
import threading
import time
import unittest

import sidian
from sidian import Error, Evidence, Key, Ledger, Trust, Verifier

YEAR = 31_557_600
BUREAU, HOLDER = "11410800MB00000009", "91410800MA4400D94H"
ITEM, WHY = ("410800-0001", "食品经营许可延续"), "食品经营许可延续"
DATA = {
    "number": "JY14108000000001", "serial": "20260501000001",
    "issuer": {"name": "四电测试局", "code": BUREAU}, "issue_date": "2026-05-01",
    "holders": [{"name": "示例餐馆", "code": HOLDER, "code_type": "001"}], "credit_code": HOLDER,
    "法定代表人（负责人）": "示例", "住所": "示例路1号", "经营场所": "示例路1号",
    "主体业态": "餐饮服务经营者", "经营项目": "热食类食品制售", "签发人": "示例",
}


def certified(name, code, key, root_key, root, now, purpose=0):
    draft = sidian.CertificateDraft(name, now - YEAR, now + 3 * YEAR).organisation(name, code)
    return draft.purpose(purpose).issue(key.spki, root_key, root)


class Sidian(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.now = now = int(time.time())
        cls.root_key, cls.key, cls.holder_key = (Key.generate("sm2") for _ in range(3))
        cls.root = sidian.CertificateDraft("示例根", now - YEAR, now + 9 * YEAR).self_sign(cls.root_key)
        cls.chain = certified("四电测试局", BUREAU, cls.key, cls.root_key, cls.root, now)
        cls.holder = certified("示例餐馆", HOLDER, cls.holder_key, cls.root_key, cls.root, now)
        cls.trust = Trust().add("示例", cls.root.der(0)).seal_makers("示例", cls.root.der(0))
        evidence = Evidence().certificates(cls.holder.der(0)).certificates(cls.chain.der(0))
        cls.ledger = Ledger()
        cls.verifier = Verifier(cls.trust, evidence, ledger=cls.ledger)
        kind = sidian.LicenceType("食品经营许可证")
        cls.pdf = sidian.issue(kind, DATA, None, cls.key, cls.chain, now)
        cls.licence = cls.verifier.licence(cls.pdf, now).licence

    def refused(self, status, call, *arguments, **named):
        with self.assertRaises(Error) as caught:
            call(*arguments, **named)
        self.assertEqual(caught.exception.status, status, caught.exception)
        self.assertTrue(str(caught.exception))

    def test_a_closed_object_is_refused_and_closing_twice_is_fine(self):
        with Key.generate("ed25519") as key:
            pass
        key.close()
        self.refused(1, lambda: key.spki)

    def test_errors_carry_number_and_words(self):
        self.refused(2, Key.generate, "rot13")
        self.refused(2, sidian.draw_seal, "示例", "", float("nan"))

    def test_a_function_that_fails_is_a_refusal(self):
        def broken(_):
            raise RuntimeError("no card")

        card = Key.elsewhere(self.key.algorithm, self.key.spki, broken)
        with self.assertRaises(Error):
            card.sign(b"message")

    def test_a_seal_is_applied_and_a_changed_page_refused(self):
        draft = sidian.SealDraft("41080000000017", "四电测试局", sidian.draw_seal("四电测试局"), 42, 42)
        seal = draft.validity(self.now - 60, self.now + YEAR).signer(self.chain)
        seal = seal.make(self.key, self.chain, self.now)
        self.assertTrue(self.verifier.seal(seal.der, self.now).passed)
        sealed = sidian.apply_seal(seal, self.pdf_without_licence(), self.key, self.chain, self.now,
                                   at_mm=(100, 60), reason="审批通过", case="2026-0001")
        self.assertTrue(self.verifier.document(sealed, self.now).passed)
        forged = bytearray(sealed)
        forged[100] ^= 1
        self.assertEqual(self.verifier.document(forged, self.now).verdict, "failed")
        self.assertEqual(sidian.Seal.read(seal.der).name, "四电测试局")

    def pdf_without_licence(self):
        """A page to sign: that of a receipt."""
        report = self.verifier.document(self.pdf, self.now)
        receipt = sidian.sign_receipt(report, self.verifier, "a.pdf", self.pdf, "001:" + BUREAU, "1",
                                      self.key, self.chain, self.now)
        return sidian.draw_receipt(receipt, self.now)

    def grant(self, **more):
        return sidian.sign_grant("001:" + HOLDER, "001:" + BUREAU, ITEM, WHY, self.licence.id,
                                 self.holder_key, self.holder, self.now - 1, self.now + 86_400, **more)

    def ask(self, token, purpose=WHY, **more):
        return self.verifier.grant(token, self.licence, "001:" + BUREAU, ITEM[0], purpose, self.now, **more)

    def test_an_authorisation_is_for_one_purpose_and_its_uses_are_counted(self):
        token = self.grant(uses=1)
        self.assertTrue(self.ask(token).passed)
        self.assertEqual(self.ask(token, "别的用途").verdict, "failed")
        self.assertTrue(self.ask(token, use=True).passed)
        self.assertEqual(self.ask(token, use=True).verdict, "failed")

    def test_a_copy_is_marked_for_its_recipient(self):
        proof = self.ask(self.grant())
        copy = sidian.copy_licence(self.licence, self.pdf, proof, "001:" + BUREAU, "四电测试局", "窗口办理",
                                   self.now + 3600, self.ledger, self.key, self.chain, self.now, most=1)
        self.refused(8544, sidian.copy_licence, self.licence, self.pdf, proof, "001:" + BUREAU, "四电测试局",
                     "窗口办理", self.now + 3600, self.ledger, self.key, self.chain, self.now, most=1)
        ask = self.verifier.copy
        self.assertTrue(ask(copy, "001:" + BUREAU, WHY, self.pdf, self.now).passed)
        self.assertEqual(ask(copy, "001:" + BUREAU, "别的", self.pdf, self.now).verdict, "failed")

    def test_a_show_code_is_good_once(self):
        code = sidian.sign_show_code(self.licence.id, self.holder_key, self.now)
        read = sidian.qr_text(sidian.qr_png(code))
        self.assertEqual(read, code)
        self.assertTrue(self.verifier.show_code(read, self.licence, self.now).passed)
        self.assertEqual(self.verifier.show_code(read, self.licence, self.now).verdict, "failed")

    def test_shared_fields_are_for_one_question(self):
        share = sidian.sign_share(self.licence, self.holder_key.spki, self.now, self.now + 86_400,
                                  self.key, self.chain)
        shown = sidian.present(share, "CZZT", "银行", "n-1", self.holder_key, self.now)
        self.assertIn("CZZT", sidian.share_fields(share))
        report = self.verifier.share(shown, "银行", "n-1", self.now, fields="CZZT")
        self.assertTrue(report.passed, report.json())
        self.assertTrue(report.shared("CZZT"))
        refused = self.verifier.share(shown, "银行", "n-2", self.now)
        self.assertEqual(refused.verdict, "failed")
        self.refused(sidian.FAILED, refused.shared, "CZZT")

    def test_a_package_and_its_receipt(self):
        package = sidian.sign_package("延续", [("申请.txt", "申请书", "text/plain", "申请")],
                                      self.holder_key, self.holder, self.now, case="1")
        report = self.verifier.package(package, self.now)
        self.assertTrue(report.passed, report.json())
        receipt = sidian.sign_receipt(report, self.verifier, "p.asice", package, "001:" + BUREAU, "1",
                                      self.key, self.chain, self.now, ITEM, ("zhang", "张三", "窗口"))
        self.assertTrue(self.verifier.receipt(receipt, self.now, package, "1").passed)
        self.assertEqual(self.verifier.receipt(receipt, self.now, package + b"x", "1").verdict, "failed")
        stamped = sidian.stamp_receipt(receipt, self.authority(), self.now)
        self.assertGreater(len(stamped), len(receipt))
        self.assertTrue(self.verifier.receipt(stamped, self.now, package, "1").passed)

    def test_papers_that_something_stands_in_for_need_not_be_brought(self):
        bureau, who = "001:" + BUREAU, "001:" + HOLDER
        papers = [
            {"name": "食品经营许可证", "required": True, "accepts": [{"licence": {"name": "食品经营许可证"}}]},
            {"name": "检查合格证明", "required": True, "accepts": [{"fact": {
                "code": "checked", "name": "检查合格", "from": [BUREAU], "max_age_days": 30}}]},
        ]
        rules = {"format": 1, "code": ITEM[0], "name": ITEM[1], "basis": "示例", "note": "示例",
                 "department": {"name": "四电测试局", "code": BUREAU}, "papers": papers}
        item = sidian.Item(json.dumps(rules))
        self.assertEqual((item.code, item.department), (ITEM[0], bureau))
        brought = [self.verifier.licence(self.pdf, self.now)]
        outcomes = lambda answer: [paper.outcome for paper in answer.papers]
        alone = sidian.exempt(item, who, brought, self.now, parties={"经办人": who})
        self.assertEqual((alone.complete, outcomes(alone)), (False, ["needs_grant", "hand_in"]))
        told = sidian.sign_fact(bureau, bureau, who, ITEM[0], "checked", "检查合格", True, self.now - 1,
                                self.now + 3600, self.key, self.chain)
        self.assertEqual(self.verifier.fact(told, bureau, "410800-0002", self.now).verdict, "failed")
        brought += [self.ask(self.grant()), self.verifier.fact(told, bureau, ITEM[0], self.now)]
        answer = sidian.exempt(item, who, brought, self.now)
        self.assertTrue(answer.complete, answer.json)
        self.assertEqual(outcomes(answer), ["satisfied", "satisfied"])

    def authority(self):
        key = Key.generate("sm2")
        chain = certified("时间戳", BUREAU, key, self.root_key, self.root, self.now, purpose=1)
        return sidian.Authority(key, chain, "1.2.156.3005.99.1")

    def test_a_signature_climbs_to_lta(self):
        own, asked = self.authority(), []

        def wire(request):
            asked.append(len(request))
            return own.answer(request, self.now)

        far = sidian.Authority.elsewhere(wire)
        evidence = Evidence().crl(sidian.CrlDraft(1, self.now, self.now + YEAR)
                                  .sign(self.root_key, self.root))
        extender = sidian.Extender(self.trust, evidence, "SM3")
        draft = sidian.SignatureDraft(self.pdf_without_licence(), reason="审批通过")
        dated = draft.sign_and_stamp(self.key, self.chain, far, self.now)
        self.assertEqual(extender.level(dated, self.now), "B-T")
        kept = extender.extend(dated, "B-LTA", own, self.now)
        self.assertEqual(extender.level(kept, self.now), "B-LTA")
        self.assertEqual(len(asked), 1)
        self.assertTrue(extender.renewals(kept, self.now))

    def test_one_verifier_serves_eight_threads(self):
        wrong = []

        def work():
            forged = bytearray(self.pdf)
            forged[len(forged) // 3] ^= 1
            for _ in range(3):
                if not self.verifier.licence(self.pdf, self.now).passed:
                    wrong.append("genuine")
                if self.verifier.licence(forged, self.now).verdict != "failed":
                    wrong.append("forged")

        threads = [threading.Thread(target=work) for _ in range(8)]
        [t.start() for t in threads]
        [t.join() for t in threads]
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main()

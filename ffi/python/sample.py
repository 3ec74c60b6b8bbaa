"""Issue, sign elsewhere, verify, tamper, be refused: the whole of a day in Python."""

import time

import sidian

DATA = {
    "number": "JY14108000000001", "serial": "20260501000001",
    "issuer": {"name": "四电测试局", "code": "11410800MB00000009"}, "issue_date": "2026-05-01",
    "holders": [{"name": "示例餐馆", "code": "91410800MA4400D94H", "code_type": "001"}],
    "credit_code": "91410800MA4400D94H", "法定代表人（负责人）": "示例", "住所": "示例路1号",
    "经营场所": "示例路1号", "主体业态": "餐饮服务经营者", "经营项目": "热食类食品制售", "签发人": "示例",
}
YEAR = 31_557_600


def main() -> None:
    now = int(time.time())
    root_key, key = sidian.Key.generate("sm2"), sidian.Key.generate("sm2")
    root = sidian.CertificateDraft("示例根", now - YEAR, now + 20 * YEAR).self_sign(root_key)
    subject = sidian.CertificateDraft("四电测试局", now - YEAR, now + 3 * YEAR)
    subject.organisation("四电测试局", "11410800MB00000009").crl_url("http://ca.example/root.crl")
    chain = subject.issue(key.spki, root_key, root)

    # issue
    record = sidian.Register("https://status.example/1")
    kind = sidian.LicenceType("食品经营许可证")
    licence = sidian.issue(kind, DATA, record, key, chain, now)

    # verify
    trust = sidian.Trust().add("示例", root.der(0))
    crl = sidian.CrlDraft(1, now - 60, now + YEAR).sign(root_key, root)
    evidence = sidian.Evidence().crl(crl).status_list(record.sign(key, chain, 86_400, now))
    verifier = sidian.Verifier(trust, evidence)
    report = verifier.licence(licence, now)
    assert report.passed, report.json()
    print("passed:", report.licence.id, report.licence.metadata["ZZMC"])

    # tamper, and be refused
    forged = bytearray(licence)
    forged[len(forged) // 3] ^= 1
    refused = verifier.licence(forged, now)
    assert refused.verdict == "failed"
    print("failed:", refused.findings()[0].message)
    try:
        refused.licence
        raise SystemExit("fields of a refused licence were given out")
    except sidian.Error as error:
        assert error.status == sidian.FAILED

    # a key behind a function
    card = sidian.Key.elsewhere(key.algorithm, key.spki, key.sign)
    record.record(report.licence.id, "revoke", "示例", now + 60)
    later = sidian.Evidence().crl(crl).status_list(record.sign(card, chain, 86_400, now + 60))
    assert not sidian.Verifier(trust, later).licence(licence, now + 120).passed
    print("revoked: refused")


if __name__ == "__main__":
    main()

/* From nothing: an authority, a licence issued, verified, tampered with and refused, revoked. */
#include "common.h"

#define YEAR ((int64_t)31557600)

static const char DATA[] =
    "{\"number\": \"JY14108000000001\", \"serial\": \"20260501000001\","
    "\"issuer\": {\"name\": \"四电测试局\", \"code\": \"11410800MB00000009\"},"
    "\"issue_date\": \"2026-05-01\","
    "\"holders\": [{\"name\": \"示例餐馆\", \"code\": \"91410800MA4400D94H\", \"code_type\": \"001\"}],"
    "\"credit_code\": \"91410800MA4400D94H\", \"法定代表人（负责人）\": \"示例\", \"住所\": \"示例路1号\","
    "\"经营场所\": \"示例路1号\", \"主体业态\": \"餐饮服务经营者\", \"经营项目\": \"热食类食品制售\","
    "\"签发人\": \"示例\"}";

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    int64_t now = strtoll(argv[2], NULL, 10);
    sidian_key *root_key = NULL, *key = NULL;
    sidian_bytes *spki = NULL, *crl = NULL, *pdf = NULL, *list = NULL, *json = NULL, *id = NULL;
    sidian_certificate_draft *subject = NULL;
    sidian_crl_draft *crl_draft = NULL;
    sidian_certificates *root = NULL, *chain = NULL;
    sidian_licence_type *kind = NULL;
    sidian_register *record = NULL;
    sidian_trust *trust = NULL;
    sidian_evidence *evidence = NULL;
    sidian_verifier *verifier = NULL;
    sidian_report *report = NULL;
    sidian_licence *licence = NULL;
    const uint8_t *data = NULL, *view = NULL;
    size_t len = 0, view_len = 0;

    /* an authority, and the certificate of the bureau that issues licences */
    OK(sidian_key_generate(TEXT(argv[1]), &root_key));
    OK(sidian_key_generate(TEXT(argv[1]), &key));
    OK(sidian_certificate_draft_new(TEXT("示例根"), now - YEAR, now + 20 * YEAR, &subject));
    OK(sidian_certificate_draft_self_sign(subject, root_key, &root));
    OK(sidian_certificate_draft_free(subject));
    OK(sidian_certificate_draft_new(TEXT("四电测试局"), now - YEAR, now + 3 * YEAR, &subject));
    EXPECT(SIDIAN_E_ARGUMENT, sidian_certificate_draft_set_organisation(
                                  subject, TEXT("四电测试局"), TEXT("11410800MB00000000")));
    OK(sidian_certificate_draft_set_organisation(subject, TEXT("四电测试局"),
                                                 TEXT("11410800MB00000009")));
    OK(sidian_certificate_draft_add_crl_url(subject, TEXT("http://ca.example/root.crl")));
    OK(sidian_key_public(key, &spki));
    OK(sidian_bytes_view(spki, &data, &len));
    OK(sidian_certificate_draft_issue(subject, data, len, root_key, root, &chain));
    OK(sidian_certificate_draft_free(subject));
    OK(sidian_crl_draft_new(1, now - 60, now + YEAR, &crl_draft));
    OK(sidian_crl_draft_sign(crl_draft, root_key, root, &crl));
    OK(sidian_crl_draft_free(crl_draft));

    /* issue */
    OK(sidian_licence_type_read(TEXT("食品经营许可证"), &kind));
    OK(sidian_register_new(TEXT("https://status.example/1"), &record));
    OK(sidian_licence_issue(kind, TEXT(DATA), record, NULL, 0, key, chain, now, &pdf));
    OK(sidian_register_sign(record, key, chain, 86400, now, &list));

    /* verify */
    OK(sidian_certificates_der(root, 0, &json));
    OK(sidian_bytes_view(json, &data, &len));
    OK(sidian_trust_new(&trust));
    OK(sidian_trust_add(trust, TEXT("示例"), data, len));
    OK(sidian_bytes_free(json));
    OK(sidian_evidence_new(&evidence));
    OK(sidian_bytes_view(crl, &data, &len));
    OK(sidian_evidence_add_crl(evidence, data, len));
    OK(sidian_bytes_view(list, &data, &len));
    OK(sidian_evidence_add_status_list(evidence, data, len));
    OK(sidian_verifier_new(trust, evidence, NULL, &verifier));
    OK(sidian_bytes_view(pdf, &data, &len));
    OK(sidian_verify_licence(verifier, data, len, now, &report));
    OK(sidian_report_licence(report, &licence));
    OK(sidian_licence_id(licence, &id));
    OK(sidian_bytes_view(id, &view, &view_len));
    OK(sidian_licence_id_check(view, view_len));
    OK(sidian_licence_field(licence, kind, TEXT("CZZT"), &json));
    OK(sidian_bytes_free(json));
    EXPECT(SIDIAN_E_NOT_FOUND, sidian_licence_field(licence, kind, TEXT("NOPE"), &json));
    OK(sidian_licence_json(licence, &json));
    OK(sidian_bytes_free(json));
    OK(sidian_licence_free(licence));
    OK(sidian_report_free(report));

    /* tamper, and be refused */
    uint8_t *forged = malloc(len);
    memcpy(forged, data, len);
    forged[len / 3] ^= 1;
    EXPECT(SIDIAN_V_FAILED, sidian_verify_licence(verifier, forged, len, now, &report));
    EXPECT(SIDIAN_V_FAILED, sidian_report_licence(report, &licence));
    CHECK(licence == NULL);
    OK(sidian_report_free(report));
    free(forged);
    OK(sidian_verifier_free(verifier));

    /* revoke: the same file no longer passes */
    OK(sidian_register_record(record, view, view_len, TEXT("revoke"), TEXT("示例"), now + 60));
    OK(sidian_bytes_free(list));
    OK(sidian_register_sign(record, key, chain, 86400, now + 60, &list));
    OK(sidian_evidence_free(evidence));
    OK(sidian_evidence_new(&evidence));
    const uint8_t *more = NULL;
    size_t more_len = 0;
    OK(sidian_bytes_view(crl, &more, &more_len));
    OK(sidian_evidence_add_crl(evidence, more, more_len));
    OK(sidian_bytes_view(list, &more, &more_len));
    OK(sidian_evidence_add_status_list(evidence, more, more_len));
    OK(sidian_verifier_new(trust, evidence, NULL, &verifier));
    EXPECT(SIDIAN_V_FAILED, sidian_verify_licence(verifier, data, len, now + 120, &report));
    OK(sidian_report_free(report));

    OK(sidian_verifier_free(verifier));
    OK(sidian_trust_free(trust));
    OK(sidian_evidence_free(evidence));
    OK(sidian_register_free(record));
    OK(sidian_licence_type_free(kind));
    OK(sidian_certificates_free(root));
    OK(sidian_certificates_free(chain));
    OK(sidian_bytes_free(spki));
    OK(sidian_bytes_free(crl));
    OK(sidian_bytes_free(list));
    OK(sidian_bytes_free(pdf));
    OK(sidian_bytes_free(id));
    OK(sidian_key_free(root_key));
    OK(sidian_key_free(key));
    puts("ok");
    return 0;
}

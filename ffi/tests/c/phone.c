/* A phone and a server: the key never leaves the phone, the document never leaves the server. */
#include "common.h"

#define YEAR ((int64_t)31557600)
#define PAIR(text) {(const uint8_t *)(text), sizeof(text) - 1}

static const char DATA[] =
    "{\"number\": \"JY14108000000001\", \"serial\": \"20260501000001\","
    "\"issuer\": {\"name\": \"四电测试局\", \"code\": \"11410800MB00000009\"},"
    "\"issue_date\": \"2026-05-01\","
    "\"holders\": [{\"name\": \"示例餐馆\", \"code\": \"91410800MA4400D94H\", \"code_type\": \"001\"}],"
    "\"credit_code\": \"91410800MA4400D94H\", \"法定代表人（负责人）\": \"示例\", \"住所\": \"示例路1号\","
    "\"经营场所\": \"示例路1号\", \"主体业态\": \"餐饮服务经营者\", \"经营项目\": \"热食类食品制售\","
    "\"签发人\": \"示例\"}";

/* The phone's secure store: its key never comes out, and the library only ever asks it to sign. Here
 * the store is a key of the library itself; on a phone it is the Secure Enclave or the TEE. */
static int32_t secure_store(void *userdata, const uint8_t *message, size_t message_len, uint8_t *value,
                            size_t capacity, size_t *value_len) {
    sidian_bytes *made = NULL;
    const uint8_t *data = NULL;
    if (sidian_key_sign(userdata, message, message_len, &made) != SIDIAN_OK) return 1;
    sidian_bytes_view(made, &data, value_len);
    int fits = *value_len <= capacity;
    if (fits) memcpy(value, data, *value_len);
    sidian_bytes_free(made);
    return fits ? 0 : 2;
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    int64_t now = strtoll(argv[2], NULL, 10);
    struct file pdf = read_file(argv[1], "in.pdf");
    sidian_key *root_key = NULL, *store = NULL, *phone = NULL, *bureau = NULL;
    sidian_certificate_draft *subject = NULL;
    sidian_certificates *root = NULL, *chain = NULL, *issuer = NULL;
    sidian_bytes *request = NULL, *der = NULL, *state = NULL, *value = NULL, *signed_pdf = NULL;
    sidian_bytes *token = NULL, *code = NULL, *late = NULL, *licence_pdf = NULL, *id = NULL, *spki = NULL;
    sidian_signature_draft *draft = NULL;
    sidian_prepared *prepared = NULL, *again = NULL;
    sidian_trust *trust = NULL;
    sidian_evidence *evidence = NULL;
    sidian_verifier *verifier = NULL;
    sidian_report *report = NULL;
    sidian_licence_type *kind = NULL;
    sidian_licence *licence = NULL;
    const uint8_t *data = NULL, *more = NULL;
    size_t len = 0, more_len = 0;

    /* the phone makes a key and asks for a certificate; the holder is named by code */
    OK(sidian_key_generate(TEXT("sm2"), &root_key));
    OK(sidian_key_generate(TEXT("sm2"), &store));
    OK(sidian_key_public(store, &spki));
    OK(sidian_bytes_view(spki, &data, &len));
    OK(sidian_key_from_callback(TEXT("SM2-SM3"), data, len, secure_store, store, &phone));
    OK(sidian_bytes_free(spki));
    EXPECT(SIDIAN_E_ARGUMENT, sidian_key_write(phone, NULL, 0, &der));
    OK(sidian_key_generate(TEXT("sm2"), &bureau));
    OK(sidian_certificate_draft_new(TEXT("示例根"), now - YEAR, now + 20 * YEAR, &subject));
    OK(sidian_certificate_draft_self_sign(subject, root_key, &root));
    OK(sidian_certificate_draft_free(subject));
    OK(sidian_certificate_draft_new(TEXT("示例餐馆"), now - 60, now + YEAR, &subject));
    OK(sidian_certificate_draft_set_organisation(subject, TEXT("示例餐馆"), TEXT("91410800MA4400D94H")));
    OK(sidian_certificate_draft_request(subject, phone, &request));
    OK(sidian_bytes_view(request, &data, &len));
    OK(sidian_certificate_draft_issue_request(subject, data, len, root_key, root, &chain));
    CHECK(sidian_certificate_draft_issue_request(subject, data, len - 1, root_key, root, &issuer) >=
          1000);
    OK(sidian_certificate_draft_free(subject));

    /* The server prepares and forgets; what travels is a state without the document, and the bytes to be
     * signed, which hold nothing of the document but its digest. The phone signs them; the server
     * completes. The document never leaves the server, the key never leaves the phone. */
    OK(sidian_signature_draft_new(pdf.data, pdf.len, &draft));
    OK(sidian_signature_prepare(draft, chain, TEXT("SM2-SM3"), now, &prepared));
    OK(sidian_prepared_write(prepared, &state));
    OK(sidian_prepared_to_be_signed(prepared, &data, &len));
    CHECK(len < 512);
    OK(sidian_key_sign(phone, data, len, &value));
    OK(sidian_prepared_free(prepared));
    OK(sidian_bytes_view(state, &data, &len));
    pdf.data[pdf.len / 2] ^= 1;
    CHECK(sidian_prepared_read(data, len, pdf.data, pdf.len, &again) >= 1000 && again == NULL);
    pdf.data[pdf.len / 2] ^= 1;
    OK(sidian_prepared_read(data, len, pdf.data, pdf.len, &again));
    OK(sidian_bytes_view(value, &data, &len));
    OK(sidian_prepared_complete(again, data, len, &signed_pdf));
    EXPECT(SIDIAN_E_USED, sidian_prepared_write(again, &der));
    OK(sidian_trust_new(&trust));
    OK(sidian_certificates_der(root, 0, &der));
    OK(sidian_bytes_view(der, &data, &len));
    OK(sidian_trust_add(trust, TEXT("示例"), data, len));
    sidian_policy policy = {.size = sizeof policy, .remember_codes = 1};
    /* the holder's certificate is known, so that a show code can be held against its key */
    OK(sidian_evidence_new(&evidence));
    OK(sidian_certificates_der(chain, 0, &spki));
    OK(sidian_bytes_view(spki, &data, &len));
    OK(sidian_evidence_add_certificates(evidence, data, len));
    OK(sidian_bytes_free(spki));
    OK(sidian_verifier_new(trust, evidence, &policy, &verifier));
    OK(sidian_bytes_view(signed_pdf, &data, &len));
    OK(sidian_verify_document(verifier, data, len, now, &report));
    OK(sidian_report_free(report));

    /* a licence of that holder */
    OK(sidian_certificate_draft_new(TEXT("四电测试局"), now - 60, now + YEAR, &subject));
    OK(sidian_certificate_draft_set_organisation(subject, TEXT("四电测试局"), TEXT("11410800MB00000009")));
    OK(sidian_key_public(bureau, &spki));
    OK(sidian_bytes_view(spki, &data, &len));
    OK(sidian_certificate_draft_issue(subject, data, len, root_key, root, &issuer));
    OK(sidian_licence_type_read(TEXT("食品经营许可证"), &kind));
    OK(sidian_licence_issue(kind, TEXT(DATA), NULL, NULL, 0, bureau, issuer, now, &licence_pdf));
    OK(sidian_bytes_view(licence_pdf, &data, &len));
    OK(sidian_verify_licence(verifier, data, len, now, &report));
    OK(sidian_report_licence(report, &licence));
    OK(sidian_report_free(report));
    OK(sidian_licence_id(licence, &id));
    OK(sidian_bytes_view(id, &more, &more_len));

    /* the holder authorises one department, for one item and purpose */
    sidian_text who = PAIR("001:11410800MB00000009"), item = PAIR("410800000001"),
                why = PAIR("食品经营许可延续"), none = {NULL, 0};
    sidian_grant grant = {.size = sizeof grant,
                          .holder = PAIR("001:91410800MA4400D94H"),
                          .recipient = who,
                          .item = item,
                          .item_name = PAIR("食品经营许可延续"),
                          .purpose = why,
                          .licence = {more, more_len},
                          .from = now - 1,
                          .until = now + 3600};
    OK(sidian_grant_sign(&grant, phone, chain, &token));
    OK(sidian_bytes_view(token, &data, &len));
    sidian_text jws = {data, len}, other = PAIR("别的用途");
    OK(sidian_verify_grant(verifier, jws, licence, who, item, why, none, none, now, &report));
    OK(sidian_report_free(report));
    EXPECT(SIDIAN_V_FAILED,
           sidian_verify_grant(verifier, jws, licence, who, item, other, none, none, now, &report));
    OK(sidian_report_free(report));
    EXPECT(SIDIAN_V_FAILED, sidian_verify_grant(verifier, jws, licence, who, item, why, none, none,
                                                now + 7200, &report));
    OK(sidian_report_free(report));

    /* a show code is good once, and for minutes */
    OK(sidian_show_sign(more, more_len, NULL, 0, 120, phone, now, &code));
    OK(sidian_bytes_view(code, &data, &len));
    CHECK(len <= 300);
    OK(sidian_verify_show(verifier, data, len, licence, NULL, 0, now + 10, &report));
    OK(sidian_report_free(report));
    EXPECT(SIDIAN_V_FAILED,
           sidian_verify_show(verifier, data, len, licence, NULL, 0, now + 20, &report));
    OK(sidian_report_free(report));
    EXPECT(SIDIAN_V_FAILED,
           sidian_verify_show(verifier, data, len, licence, NULL, 0, now + 600, &report));
    OK(sidian_report_free(report));
    CHECK(sidian_show_sign(more, more_len, NULL, 0, 3600, phone, now, &late) >= 1000);
    CHECK(late == NULL);

    /* no package at all: not judged */
    CHECK(sidian_verify_package(verifier, TEXT("PK"), now, &report) >= 1000 && report == NULL);

    OK(sidian_certificate_draft_free(subject));
    OK(sidian_signature_draft_free(draft));
    OK(sidian_prepared_free(again));
    OK(sidian_bytes_free(request));
    OK(sidian_bytes_free(der));
    OK(sidian_bytes_free(state));
    OK(sidian_bytes_free(value));
    OK(sidian_bytes_free(signed_pdf));
    OK(sidian_bytes_free(code));
    OK(sidian_bytes_free(token));
    OK(sidian_evidence_free(evidence));
    OK(sidian_bytes_free(licence_pdf));
    OK(sidian_bytes_free(id));
    OK(sidian_bytes_free(spki));
    OK(sidian_licence_free(licence));
    OK(sidian_licence_type_free(kind));
    OK(sidian_certificates_free(root));
    OK(sidian_certificates_free(chain));
    OK(sidian_certificates_free(issuer));
    OK(sidian_key_free(root_key));
    OK(sidian_key_free(phone));
    OK(sidian_key_free(store));
    OK(sidian_key_free(bureau));
    OK(sidian_trust_free(trust));
    OK(sidian_verifier_free(verifier));
    free(pdf.data);
    puts("ok");
    return 0;
}

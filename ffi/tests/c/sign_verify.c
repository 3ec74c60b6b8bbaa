/* Sign, verify, tamper, be refused; with a key at hand and with one behind a callback. */
#include "common.h"

struct card {
    sidian_key *inside;
    int asked;
    int broken;
};

/* A card signs: here with a key of the library itself, called again from within the call. */
static int32_t sign_on_the_card(void *userdata, const uint8_t *message, size_t message_len,
                                uint8_t *value, size_t capacity, size_t *value_len) {
    struct card *card = userdata;
    sidian_bytes *signed_value = NULL;
    const uint8_t *data = NULL;
    card->asked++;
    if (card->broken) return 7;
    if (sidian_key_sign(card->inside, message, message_len, &signed_value) != SIDIAN_OK) return 1;
    sidian_bytes_view(signed_value, &data, value_len);
    if (*value_len > capacity) return 2;
    memcpy(value, data, *value_len);
    sidian_bytes_free(signed_value);
    return 0;
}

static void judge(const sidian_verifier *verifier, const uint8_t *data, size_t len, int64_t now,
                  sidian_status wanted) {
    sidian_report *report = NULL;
    sidian_bytes *json = NULL;
    sidian_signature_facts facts;
    sidian_status verdict = -1;
    size_t count = 0;
    EXPECT(wanted, sidian_verify_document(verifier, data, len, now, &report));
    CHECK(report != NULL);
    OK(sidian_report_verdict(report, &verdict));
    CHECK(verdict == wanted);
    OK(sidian_report_signature_count(report, &count));
    CHECK(count == 1);
    OK(sidian_report_signature(report, 0, &facts));
    CHECK(facts.verdict == wanted && facts.integrity == (wanted == SIDIAN_OK ? 0 : 1));
    EXPECT(SIDIAN_E_NOT_FOUND, sidian_report_signature(report, 1, &facts));
    CHECK(facts.verdict == SIDIAN_V_INDETERMINATE);
    OK(sidian_report_finding_count(report, &count));
    CHECK((count > 0) == (wanted != SIDIAN_OK));
    for (size_t i = 0; i < count; i++) {
        sidian_finding finding;
        sidian_bytes *message = NULL;
        OK(sidian_report_finding(report, i, &finding));
        CHECK(finding.code >= 1000);
        OK(sidian_report_finding_message(report, i, SIDIAN_LANGUAGE_ZH, &message));
        OK(sidian_bytes_free(message));
        OK(sidian_report_finding_next_step(report, i, SIDIAN_LANGUAGE_EN, &message));
        OK(sidian_bytes_free(message));
    }
    OK(sidian_report_json(report, TEXT("file.pdf"), SIDIAN_LANGUAGE_ZH, &json));
    OK(sidian_bytes_free(json));
    OK(sidian_report_free(report));
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    int64_t now = strtoll(argv[2], NULL, 10);
    struct file pdf = read_file(argv[1], "in.pdf"), pem = read_file(argv[1], "key.pem"),
                certs = read_file(argv[1], "chain.pem"), root = read_file(argv[1], "root.pem"),
                crl = read_file(argv[1], "issuing.crl"), root_crl = read_file(argv[1], "root.crl");
    sidian_key *key = NULL, *card_key = NULL;
    sidian_certificates *chain = NULL;
    sidian_trust *trust = NULL;
    sidian_evidence *evidence = NULL;
    sidian_verifier *verifier = NULL;
    sidian_signature_draft *draft = NULL;
    sidian_prepared *prepared = NULL;
    sidian_bytes *done = NULL, *spki = NULL, *algorithm = NULL, *value = NULL;
    const uint8_t *data = NULL, *tbs = NULL, *view = NULL;
    size_t len = 0, tbs_len = 0, view_len = 0;

    CHECK(sidian_abi_version() == SIDIAN_ABI_VERSION);
    OK(sidian_key_read(pem.data, pem.len, NULL, 0, &key));
    OK(sidian_certificates_read(certs.data, certs.len, &chain));
    OK(sidian_trust_new(&trust));
    OK(sidian_trust_add(trust, TEXT("我的信任列表"), root.data, root.len));
    OK(sidian_evidence_new(&evidence));
    OK(sidian_evidence_add_crl(evidence, crl.data, crl.len));
    OK(sidian_evidence_add_crl(evidence, root_crl.data, root_crl.len));
    sidian_policy policy = {.size = sizeof policy, .revocation = SIDIAN_REVOCATION_REQUIRE};
    OK(sidian_verifier_new(trust, evidence, &policy, &verifier));
    OK(sidian_trust_free(trust));
    OK(sidian_evidence_free(evidence));

    /* with a key at hand */
    OK(sidian_signature_draft_new(pdf.data, pdf.len, &draft));
    OK(sidian_signature_draft_set_reason(draft, TEXT("审批通过")));
    OK(sidian_signature_sign(draft, key, chain, now, &done));
    EXPECT(SIDIAN_E_USED, sidian_signature_sign(draft, key, chain, now, &value));
    CHECK(value == NULL);
    OK(sidian_signature_draft_free(draft));
    OK(sidian_bytes_view(done, &data, &len));
    judge(verifier, data, len, now, SIDIAN_OK);
    uint8_t *forged = malloc(len);
    memcpy(forged, data, len);
    forged[100] ^= 1;
    judge(verifier, forged, len, now, SIDIAN_V_FAILED);
    free(forged);
    OK(sidian_bytes_free(done));

    /* prepared here, signed elsewhere */
    OK(sidian_key_public(key, &spki));
    OK(sidian_key_algorithm(key, &algorithm));
    OK(sidian_bytes_view(algorithm, &view, &view_len));
    OK(sidian_signature_draft_new(pdf.data, pdf.len, &draft));
    OK(sidian_signature_prepare(draft, chain, view, view_len, now, &prepared));
    OK(sidian_prepared_to_be_signed(prepared, &tbs, &tbs_len));
    OK(sidian_key_sign(key, TEXT("something else"), &value));
    OK(sidian_bytes_view(value, &data, &len));
    sidian_status wrong = sidian_prepared_complete(prepared, data, len, &done);
    CHECK(wrong > SIDIAN_V_INDETERMINATE && done == NULL);
    OK(sidian_bytes_free(value));
    OK(sidian_key_sign(key, tbs, tbs_len, &value));
    OK(sidian_bytes_view(value, &data, &len));
    OK(sidian_prepared_complete(prepared, data, len, &done));
    OK(sidian_bytes_free(value));
    OK(sidian_prepared_free(prepared));
    OK(sidian_signature_draft_free(draft));
    OK(sidian_bytes_view(done, &data, &len));
    judge(verifier, data, len, now, SIDIAN_OK);
    OK(sidian_bytes_free(done));

    /* a key behind a callback, which calls the library again, and which fails */
    struct card card = {key, 0, 0};
    const uint8_t *der = NULL;
    size_t der_len = 0;
    OK(sidian_bytes_view(spki, &der, &der_len));
    OK(sidian_key_from_callback(view, view_len, der, der_len, sign_on_the_card, &card, &card_key));
    OK(sidian_signature_draft_new(pdf.data, pdf.len, &draft));
    OK(sidian_signature_sign(draft, card_key, chain, now, &done));
    OK(sidian_signature_draft_free(draft));
    OK(sidian_bytes_view(done, &data, &len));
    judge(verifier, data, len, now, SIDIAN_OK);
    OK(sidian_bytes_free(done));
    card.broken = 1;
    OK(sidian_signature_draft_new(pdf.data, pdf.len, &draft));
    CHECK(sidian_signature_sign(draft, card_key, chain, now, &done) != SIDIAN_OK && done == NULL);
    CHECK(card.asked == 2);
    OK(sidian_signature_draft_free(draft));

    /* not a PDF at all: not judged, and no report */
    sidian_report *report = (sidian_report *)&report;
    sidian_status status = sidian_verify_document(verifier, TEXT("hello"), now, &report);
    CHECK(status >= 1000 && report == NULL);

    OK(sidian_bytes_free(spki));
    OK(sidian_bytes_free(algorithm));
    OK(sidian_key_free(card_key));
    OK(sidian_key_free(key));
    OK(sidian_certificates_free(chain));
    OK(sidian_verifier_free(verifier));
    free(pdf.data), free(pem.data), free(certs.data), free(root.data), free(crl.data),
        free(root_crl.data);
    puts("ok");
    return 0;
}

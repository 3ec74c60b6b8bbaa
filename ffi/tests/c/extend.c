/* Up to B-LTA and beyond: with an authority of one's own, with one behind a callback, and by hand. */
#include "common.h"

#define YEAR ((int64_t)31557600)

struct wire {
    sidian_tsa *behind;
    int64_t now;
    int asked;
    int broken;
};

/* The network: here it leads back into the library, from within a call. */
static int32_t ask(void *userdata, const uint8_t *request, size_t request_len, uint8_t *response,
                   size_t capacity, size_t *response_len) {
    struct wire *wire = userdata;
    sidian_bytes *answer = NULL;
    const uint8_t *data = NULL;
    wire->asked++;
    if (wire->broken) return 1;
    if (sidian_tsa_answer(wire->behind, request, request_len, wire->now, &answer) != SIDIAN_OK)
        return 2;
    sidian_bytes_view(answer, &data, response_len);
    if (*response_len > capacity) return 3;
    memcpy(response, data, *response_len);
    sidian_bytes_free(answer);
    return 0;
}

static sidian_extender *extender;
static int64_t now;

static void reaches(const sidian_bytes *pdf, int32_t wanted) {
    const uint8_t *data = NULL;
    size_t len = 0;
    int32_t level = -1;
    OK(sidian_bytes_view(pdf, &data, &len));
    OK(sidian_extender_level(extender, data, len, now, &level));
    if (level != wanted) fprintf(stderr, "level %" PRId32 ", not %" PRId32 "\n", level, wanted);
    CHECK(level == wanted);
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    now = strtoll(argv[2], NULL, 10);
    struct file pdf = read_file(argv[1], "in.pdf");
    sidian_key *root_key = NULL, *key = NULL, *tsa_key = NULL;
    sidian_certificate_draft *subject = NULL;
    sidian_certificates *root = NULL, *chain = NULL, *tsa_chain = NULL;
    sidian_bytes *spki = NULL, *der = NULL, *crl = NULL, *state = NULL, *records = NULL, *json = NULL;
    sidian_bytes *basic = NULL, *dated = NULL, *kept = NULL, *value = NULL, *request = NULL,
                 *answer = NULL, *once = NULL, *twice = NULL, *url = NULL;
    sidian_crl_draft *list = NULL;
    sidian_trust *trust = NULL;
    sidian_evidence *evidence = NULL;
    sidian_extender *poor = NULL;
    sidian_missing *missing = NULL;
    sidian_tsa *own = NULL, *far = NULL, *again = NULL;
    sidian_signature_draft *draft = NULL;
    sidian_prepared *prepared = NULL;
    sidian_stamp *stamp = NULL;
    sidian_verifier *verifier = NULL;
    sidian_report *report = NULL;
    const uint8_t *data = NULL, *tbs = NULL;
    size_t len = 0, tbs_len = 0, count = 0;
    int32_t level = 0;

    /* a root, a signer and a timestamp authority, each with a list to be looked up in */
    OK(sidian_key_generate(TEXT("sm2"), &root_key));
    OK(sidian_key_generate(TEXT("sm2"), &key));
    OK(sidian_key_generate(TEXT("sm2"), &tsa_key));
    OK(sidian_certificate_draft_new(TEXT("示例根"), now - YEAR, now + 20 * YEAR, &subject));
    OK(sidian_certificate_draft_self_sign(subject, root_key, &root));
    OK(sidian_certificate_draft_free(subject));
    OK(sidian_certificate_draft_new(TEXT("张三"), now - YEAR, now + 2 * YEAR, &subject));
    OK(sidian_certificate_draft_add_crl_url(subject, TEXT("http://ca.example/root.crl")));
    OK(sidian_key_public(key, &spki));
    OK(sidian_bytes_view(spki, &data, &len));
    OK(sidian_certificate_draft_issue(subject, data, len, root_key, root, &chain));
    OK(sidian_bytes_free(spki));
    OK(sidian_certificate_draft_free(subject));
    OK(sidian_certificate_draft_new(TEXT("示例时间戳"), now - YEAR, now + 9 * YEAR, &subject));
    OK(sidian_certificate_draft_add_crl_url(subject, TEXT("http://ca.example/root.crl")));
    EXPECT(SIDIAN_E_ARGUMENT, sidian_certificate_draft_set_purpose(subject, 9));
    OK(sidian_certificate_draft_set_purpose(subject, SIDIAN_PURPOSE_TIMESTAMPS));
    OK(sidian_key_public(tsa_key, &spki));
    OK(sidian_bytes_view(spki, &data, &len));
    OK(sidian_certificate_draft_issue(subject, data, len, root_key, root, &tsa_chain));
    OK(sidian_certificate_draft_free(subject));
    OK(sidian_crl_draft_new(1, now - 60, now + YEAR, &list));
    OK(sidian_crl_draft_sign(list, root_key, root, &crl));

    OK(sidian_trust_new(&trust));
    OK(sidian_certificates_der(root, 0, &der));
    OK(sidian_bytes_view(der, &data, &len));
    OK(sidian_trust_add(trust, TEXT("示例"), data, len));
    OK(sidian_extender_new(trust, NULL, NULL, NULL, 0, &poor));
    OK(sidian_evidence_new(&evidence));
    OK(sidian_bytes_view(crl, &data, &len));
    OK(sidian_evidence_add_crl(evidence, data, len));
    EXPECT(SIDIAN_E_ARGUMENT, sidian_extender_new(trust, evidence, NULL, TEXT("MD5"), &extender));
    OK(sidian_extender_new(trust, evidence, NULL, TEXT("SM3"), &extender));
    OK(sidian_verifier_new(trust, evidence, NULL, &verifier));

    /* who may not make timestamps is told at once */
    CHECK(sidian_tsa_new(key, chain, TEXT("1.2.156.3005.99.1"), NULL, 0, &own) >= 1000);
    OK(sidian_tsa_new(tsa_key, tsa_chain, TEXT("1.2.156.3005.99.1"), NULL, 0, &own));
    struct wire wire = {own, now, 0, 0};
    OK(sidian_tsa_from_callback(ask, &wire, &far));
    EXPECT(SIDIAN_E_ARGUMENT, sidian_tsa_state(far, &state));

    /* B-B, of which the list is missing to one who does not have it */
    OK(sidian_signature_draft_new(pdf.data, pdf.len, &draft));
    OK(sidian_signature_sign(draft, key, chain, now, &basic));
    OK(sidian_signature_draft_free(draft));
    reaches(basic, SIDIAN_LEVEL_B);
    OK(sidian_bytes_view(basic, &data, &len));
    OK(sidian_extender_missing(poor, data, len, now, &missing));
    OK(sidian_missing_count(missing, &count));
    CHECK(count == 1);
    sidian_missing_item item;
    OK(sidian_missing_get(missing, 0, &item));
    CHECK(item.wanted == SIDIAN_MISSING_REVOCATION && item.urls == 1 && item.ocsp == 0);
    OK(sidian_missing_url(missing, 0, 0, &url));
    EXPECT(SIDIAN_E_NOT_FOUND, sidian_missing_url(missing, 0, 1, &value));
    OK(sidian_missing_certificate(missing, 0, &value));
    OK(sidian_bytes_free(value));
    OK(sidian_missing_issuer(missing, 0, &value));
    OK(sidian_bytes_free(value));
    CHECK(sidian_extender_embed(poor, data, len, now, &value) >= 1000 && value == NULL);

    /* B-LTA in one call, by the authority of one's own; renewed by the one behind the callback */
    OK(sidian_extender_extend(extender, data, len, SIDIAN_LEVEL_LTA, own, now, &once));
    reaches(once, SIDIAN_LEVEL_LTA);
    OK(sidian_bytes_view(once, &data, &len));
    OK(sidian_verify_document(verifier, data, len, now, &report));
    OK(sidian_report_signature_level(report, 0, &level));
    OK(sidian_report_free(report));
    OK(sidian_extender_renewals(extender, data, len, now, &json));
    OK(sidian_bytes_free(json));
    OK(sidian_extender_renew(extender, data, len, far, now, &twice));
    CHECK(wire.asked == 1);
    reaches(twice, SIDIAN_LEVEL_LTA);
    uint8_t *forged = malloc(len);
    memcpy(forged, data, len);
    forged[100] ^= 1;
    CHECK(sidian_extender_extend(extender, forged, len, SIDIAN_LEVEL_LTA, own, now, &value) >= 1000);
    CHECK(value == NULL);
    free(forged);

    /* a network that is down */
    wire.broken = 1;
    CHECK(sidian_extender_renew(extender, data, len, far, now, &value) >= 1000 && value == NULL);
    wire.broken = 0;

    /* signed and dated at once (B-T), then B-LT */
    OK(sidian_signature_draft_new(pdf.data, pdf.len, &draft));
    OK(sidian_signature_sign_and_stamp(draft, key, chain, far, now, &dated));
    OK(sidian_signature_draft_free(draft));
    reaches(dated, SIDIAN_LEVEL_T);
    OK(sidian_bytes_view(dated, &data, &len));
    OK(sidian_extender_embed(extender, data, len, now, &kept));
    reaches(kept, SIDIAN_LEVEL_LT);
    OK(sidian_bytes_free(dated));
    OK(sidian_bytes_free(kept));

    /* key and authority both elsewhere: value first, then the timestamp over it */
    OK(sidian_signature_draft_new(pdf.data, pdf.len, &draft));
    OK(sidian_signature_draft_set_extra_room(draft, 8192));
    OK(sidian_signature_prepare(draft, chain, TEXT("SM2-SM3"), now, &prepared));
    OK(sidian_prepared_to_be_signed(prepared, &tbs, &tbs_len));
    OK(sidian_key_sign(key, tbs, tbs_len, &value));
    OK(sidian_bytes_view(value, &data, &len));
    CHECK(sidian_prepared_stamp(prepared, data, len - 1, &stamp) != SIDIAN_OK && stamp == NULL);
    OK(sidian_prepared_stamp(prepared, data, len, &stamp));
    EXPECT(SIDIAN_E_USED, sidian_prepared_complete(prepared, data, len, &dated));
    OK(sidian_stamp_request(stamp, &request));
    OK(sidian_bytes_view(request, &data, &len));
    OK(sidian_tsa_answer(own, data, len, now, &answer));
    CHECK(sidian_stamp_complete(stamp, data, len, &dated) >= 1000 && dated == NULL);
    OK(sidian_bytes_view(answer, &data, &len));
    OK(sidian_stamp_complete(stamp, data, len, &dated));
    EXPECT(SIDIAN_E_USED, sidian_stamp_complete(stamp, data, len, &kept));
    reaches(dated, SIDIAN_LEVEL_T);
    OK(sidian_stamp_free(stamp));
    OK(sidian_bytes_free(request));
    OK(sidian_bytes_free(answer));

    /* a document timestamp by hand, whose answer is another's */
    OK(sidian_bytes_view(basic, &data, &len));
    OK(sidian_extender_stamp(extender, data, len, now, &stamp));
    OK(sidian_stamp_request(stamp, &request));
    OK(sidian_bytes_view(request, &data, &len));
    OK(sidian_tsa_answer(own, data, len, now, &answer));
    OK(sidian_bytes_view(answer, &data, &len));
    OK(sidian_stamp_complete(stamp, data, len, &kept));
    reaches(kept, SIDIAN_LEVEL_T);

    /* the authority's books: serial numbers go on where they stood */
    OK(sidian_tsa_state(own, &state));
    OK(sidian_tsa_take_records(own, &records));
    OK(sidian_bytes_view(records, &data, &len));
    CHECK(len > 0 && data[len - 1] == '\n');
    OK(sidian_bytes_free(records));
    OK(sidian_tsa_take_records(own, &records));
    OK(sidian_bytes_view(records, &data, &len));
    CHECK(len == 0);
    OK(sidian_bytes_view(state, &data, &len));
    OK(sidian_tsa_new(tsa_key, tsa_chain, TEXT("1.2.156.3005.99.1"), data, len, &again));
    OK(sidian_tsa_free(far));
    CHECK(sidian_tsa_new(tsa_key, tsa_chain, TEXT("1.2.3"), TEXT("{}"), &far) >= 1000);

    /* files as well as buffers */
    char path[4096];
    snprintf(path, sizeof path, "%s/lta.pdf", argv[1]);
    OK(sidian_bytes_write_file(twice, TEXT(path)));
    OK(sidian_verify_file(verifier, TEXT(path), now, &report));
    OK(sidian_bytes_free(answer));
    OK(sidian_bytes_read_file(TEXT(path), &answer));
    OK(sidian_bytes_view(answer, &data, &len));
    OK(sidian_bytes_view(twice, &tbs, &tbs_len));
    CHECK(len == tbs_len && memcmp(data, tbs, len) == 0);

    OK(sidian_report_free(report));
    OK(sidian_stamp_free(stamp));
    OK(sidian_missing_free(missing));
    sidian_bytes *all[] = {spki, der, crl, state, records, basic, dated, kept, value,
                           request, answer, once, twice, url};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) OK(sidian_bytes_free(all[i]));
    OK(sidian_prepared_free(prepared));
    OK(sidian_signature_draft_free(draft));
    OK(sidian_crl_draft_free(list));
    OK(sidian_certificates_free(root));
    OK(sidian_certificates_free(chain));
    OK(sidian_certificates_free(tsa_chain));
    OK(sidian_key_free(root_key));
    OK(sidian_key_free(key));
    OK(sidian_key_free(tsa_key));
    OK(sidian_tsa_free(own));
    OK(sidian_tsa_free(again));
    OK(sidian_extender_free(extender));
    OK(sidian_extender_free(poor));
    OK(sidian_trust_free(trust));
    OK(sidian_evidence_free(evidence));
    OK(sidian_verifier_free(verifier));
    free(pdf.data);
    puts("ok");
    return 0;
}

/* Draw a seal, make it, apply it in three ways, verify, tamper, be refused. */
#include "common.h"

#define YEAR ((int64_t)31557600)

/* The maker's book: a seal in use passes, one that was stopped before its use does not. */
static void registered(const sidian_seal *seal, const sidian_key *key, const sidian_certificates *chain,
                       const sidian_trust *trust, sidian_evidence *evidence, struct file pdf,
                       int64_t now) {
    sidian_seal_register *book = NULL, *again = NULL;
    sidian_bytes *json = NULL, *list = NULL, *sealed = NULL;
    sidian_sealing *sealing = NULL;
    sidian_verifier *verifier = NULL;
    sidian_report *report = NULL;
    const uint8_t *data = NULL, *file = NULL;
    size_t len = 0, file_len = 0;
    sidian_text id = {(const uint8_t *)"41080000000017", 14}, stop = {(const uint8_t *)"stop", 4};
    OK(sidian_sealing_new(seal, pdf.data, pdf.len, &sealing));
    OK(sidian_sealing_sign(sealing, key, chain, now, &sealed));
    OK(sidian_sealing_free(sealing));
    OK(sidian_bytes_view(sealed, &file, &file_len));
    OK(sidian_seal_register_new(&book));
    OK(sidian_seal_register_enter(book, seal, TEXT("示例市四电测试局"), now - 60));
    CHECK(sidian_seal_register_enter(book, seal, TEXT("示例市四电测试局"), now - 60) >= 1000);
    OK(sidian_seal_register_sign(book, key, chain, 86400, now, &list));
    OK(sidian_bytes_view(list, &data, &len));
    OK(sidian_evidence_add_seal_register(evidence, data, len));
    OK(sidian_verifier_new(trust, evidence, NULL, &verifier));
    OK(sidian_verify_document(verifier, file, file_len, now, &report));
    OK(sidian_report_free(report));
    OK(sidian_verifier_free(verifier));
    OK(sidian_bytes_free(list));

    OK(sidian_seal_register_record(book, id, stop, stop, 0, now - 30));
    OK(sidian_seal_register_write(book, &json));
    OK(sidian_bytes_view(json, &data, &len));
    OK(sidian_seal_register_read(data, len, &again));
    EXPECT(SIDIAN_E_ARGUMENT, sidian_seal_register_record(again, id, id, stop, 0, now));
    OK(sidian_seal_register_sign(again, key, chain, 86400, now + 60, &list));
    OK(sidian_bytes_view(list, &data, &len));
    OK(sidian_evidence_add_seal_register(evidence, data, len));
    OK(sidian_verifier_new(trust, evidence, NULL, &verifier));
    EXPECT(SIDIAN_V_FAILED, sidian_verify_document(verifier, file, file_len, now + 60, &report));
    OK(sidian_report_free(report));
    OK(sidian_verifier_free(verifier));
    OK(sidian_seal_register_free(book));
    OK(sidian_seal_register_free(again));
    OK(sidian_bytes_free(json));
    OK(sidian_bytes_free(list));
    OK(sidian_bytes_free(sealed));
}

/* The journal: every use a line, bound to the one before. */
static void recorded(const sidian_seal *seal, const sidian_key *key, const sidian_certificates *chain,
                     struct file pdf, int64_t now) {
    sidian_seal_journal *journal = NULL, *again = NULL;
    sidian_bytes *line = NULL, *head = NULL, *json = NULL;
    const uint8_t *data = NULL, *last = NULL;
    size_t len = 0, last_len = 0, count = 0;
    char text[65536];
    size_t used = 0;
    OK(sidian_seal_journal_read(NULL, 0, chain, NULL, 0, &journal));
    for (int i = 0; i < 2; i++) {
        OK(sidian_seal_journal_append(journal, seal, chain, pdf.data, pdf.len, TEXT("2026-0001"), key,
                                      chain, now + i, &line));
        OK(sidian_bytes_view(line, &data, &len));
        CHECK(used + len + 1 < sizeof text);
        memcpy(text + used, data, len);
        text[used + len] = '\n';
        used += len + 1;
        OK(sidian_bytes_free(line));
    }
    CHECK(sidian_seal_journal_append(journal, seal, chain, pdf.data, pdf.len, TEXT("2026-0001"), key,
                                     chain, now - 1, &line) >= 1000);
    OK(sidian_seal_journal_count(journal, &count));
    CHECK(count == 2);
    OK(sidian_seal_journal_head(journal, &head));
    OK(sidian_bytes_view(head, &last, &last_len));
    OK(sidian_seal_journal_read((const uint8_t *)text, used, chain, last, last_len, &again));
    OK(sidian_seal_journal_json(again, &json));
    OK(sidian_seal_journal_free(again));
    /* cut off, and changed */
    size_t first = (size_t)(strchr(text, '\n') - text) + 1;
    EXPECT(6142, sidian_seal_journal_read((const uint8_t *)text, first, chain, last, last_len, &again));
    EXPECT(6141, sidian_seal_journal_read((const uint8_t *)text + first, used - first, chain, NULL, 0,
                                          &again));
    CHECK(again == NULL);
    OK(sidian_seal_journal_free(journal));
    OK(sidian_bytes_free(head));
    OK(sidian_bytes_free(json));
}

static int found(const sidian_report *report, uint32_t code) {
    size_t count = 0;
    int times = 0;
    OK(sidian_report_finding_count(report, &count));
    for (size_t i = 0; i < count; i++) {
        sidian_finding finding;
        OK(sidian_report_finding(report, i, &finding));
        times += finding.code == code;
    }
    return times;
}

/* A genuine seal that shows another picture: found out where the library compares pictures, and said to
 * be not compared where it does not. */
static void borrowed(const sidian_seal *seal, const sidian_key *key, const sidian_certificates *chain,
                     const sidian_verifier *verifier, struct file pdf, int64_t now) {
    for (int foreign = 0; foreign < 2; foreign++) {
        sidian_sealing *sealing = NULL;
        sidian_bytes *sealed = NULL;
        sidian_report *report = NULL;
        const uint8_t *data = NULL;
        size_t len = 0;
        OK(sidian_sealing_new(seal, pdf.data, pdf.len, &sealing));
        OK(sidian_sealing_place(sealing, 1, 105.0, 60.0));
        if (foreign) OK(sidian_sealing_set_picture(sealing, pdf.data, pdf.len));
        OK(sidian_sealing_sign(sealing, key, chain, now, &sealed));
        OK(sidian_bytes_view(sealed, &data, &len));
#ifdef SIDIAN_PICTURE
        EXPECT(foreign ? SIDIAN_V_FAILED : SIDIAN_OK,
               sidian_verify_document(verifier, data, len, now, &report));
        CHECK(found(report, 6052) == foreign && found(report, 6053) == 0);
#else
        OK(sidian_verify_document(verifier, data, len, now, &report));
        CHECK(found(report, 6052) == 0 && found(report, 6053) == 1);
#endif
        OK(sidian_report_free(report));
        OK(sidian_bytes_free(sealed));
        OK(sidian_sealing_free(sealing));
    }
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    int64_t now = strtoll(argv[2], NULL, 10);
    struct file pdf = read_file(argv[1], "in.pdf"), pem = read_file(argv[1], "key.pem"),
                certs = read_file(argv[1], "chain.pem"), root = read_file(argv[1], "root.pem"),
                crl = read_file(argv[1], "issuing.crl"), root_crl = read_file(argv[1], "root.crl");
    sidian_key *key = NULL, *stranger = NULL;
    sidian_certificates *chain = NULL, *other = NULL;
    sidian_certificate_draft *subject = NULL;
    sidian_bytes *svg = NULL, *esl = NULL, *name = NULL, *sealed = NULL;
    sidian_seal_draft *draft = NULL;
    sidian_seal *seal = NULL, *again = NULL;
    sidian_sealing *sealing = NULL;
    sidian_trust *trust = NULL;
    sidian_evidence *evidence = NULL;
    sidian_verifier *verifier = NULL;
    sidian_report *report = NULL;
    const uint8_t *data = NULL;
    size_t len = 0;

    OK(sidian_key_read(pem.data, pem.len, NULL, 0, &key));
    OK(sidian_certificates_read(certs.data, certs.len, &chain));
    OK(sidian_trust_new(&trust));
    OK(sidian_trust_add(trust, TEXT("示例"), root.data, root.len));
    OK(sidian_evidence_new(&evidence));
    OK(sidian_evidence_add_crl(evidence, crl.data, crl.len));
    OK(sidian_evidence_add_crl(evidence, root_crl.data, root_crl.len));
    /* a seal carries its maker's certificate and none above it */
    OK(sidian_evidence_add_certificates(evidence, certs.data, certs.len));
    OK(sidian_verifier_new(trust, evidence, NULL, &verifier));

    /* draw and make */
    OK(sidian_seal_draw(TEXT("示例市四电测试局"), TEXT(""), 42.0, &svg));
    OK(sidian_bytes_view(svg, &data, &len));
    CHECK(sidian_seal_draft_new(TEXT("41080000000017"), TEXT("示例市四电测试局"), TEXT("no picture"),
                                42, 42, &draft) >= 1000);
    OK(sidian_seal_draft_new(TEXT("41080000000017"), TEXT("示例市四电测试局"), data, len, 42, 42,
                             &draft));
    OK(sidian_seal_draft_set_validity(draft, now - 60, now + YEAR));
    OK(sidian_seal_draft_add_signer(draft, chain));
    OK(sidian_seal_make(draft, key, chain, now, &seal));
    EXPECT(SIDIAN_E_USED, sidian_seal_make(draft, key, chain, now, &again));
    OK(sidian_seal_draft_free(draft));
    OK(sidian_seal_write(seal, &esl));
    OK(sidian_bytes_view(esl, &data, &len));
    OK(sidian_verify_seal(verifier, data, len, now, &report));
    OK(sidian_report_free(report));
    OK(sidian_seal_read(data, len, &again));
    OK(sidian_seal_name(again, &name));
    uint8_t *forged = malloc(len);
    memcpy(forged, data, len);
    forged[len - 1] ^= 1;
    EXPECT(SIDIAN_V_FAILED, sidian_verify_seal(verifier, forged, len, now, &report));
    OK(sidian_report_free(report));
    free(forged);

    /* apply: centred, in a corner of every page, and as a signature of the vendor form */
    OK(sidian_sealing_new(seal, pdf.data, pdf.len, &sealing));
    OK(sidian_sealing_set_reason(sealing, TEXT("审批通过")));
    OK(sidian_sealing_set_case(sealing, TEXT("2026-0001")));
    OK(sidian_sealing_place(sealing, 1, 105.0, 60.0));
    OK(sidian_sealing_place_corner(sealing, 0, 10.0, 10.0));
    OK(sidian_sealing_sign(sealing, key, chain, now, &sealed));
    OK(sidian_sealing_free(sealing));
    OK(sidian_bytes_view(sealed, &data, &len));
    OK(sidian_verify_document(verifier, data, len, now, &report));
    OK(sidian_report_free(report));
    forged = malloc(len);
    memcpy(forged, data, len);
    forged[100] ^= 1;
    EXPECT(SIDIAN_V_FAILED, sidian_verify_document(verifier, forged, len, now, &report));
    OK(sidian_report_free(report));
    free(forged);
    OK(sidian_bytes_free(sealed));
    OK(sidian_sealing_new(seal, pdf.data, pdf.len, &sealing));
    OK(sidian_sealing_set_container(sealing, SIDIAN_CONTAINER_SES));
    OK(sidian_sealing_sign(sealing, key, chain, now, &sealed));
    OK(sidian_sealing_free(sealing));
    OK(sidian_bytes_view(sealed, &data, &len));
    OK(sidian_verify_document(verifier, data, len, now, &report));
    OK(sidian_report_free(report));
    OK(sidian_bytes_free(sealed));

    /* a key that the seal does not list */
    OK(sidian_key_generate(TEXT("sm2"), &stranger));
    OK(sidian_certificate_draft_new(TEXT("外人"), now - YEAR, now + YEAR, &subject));
    OK(sidian_certificate_draft_self_sign(subject, stranger, &other));
    OK(sidian_sealing_new(seal, pdf.data, pdf.len, &sealing));
    CHECK(sidian_sealing_sign(sealing, stranger, other, now, &sealed) >= 1000 && sealed == NULL);
    OK(sidian_sealing_free(sealing));

    borrowed(seal, key, chain, verifier, pdf, now);
    recorded(seal, key, chain, pdf, now);
    registered(seal, key, chain, trust, evidence, pdf, now);

    OK(sidian_certificate_draft_free(subject));
    OK(sidian_certificates_free(other));
    OK(sidian_certificates_free(chain));
    OK(sidian_key_free(stranger));
    OK(sidian_key_free(key));
    OK(sidian_bytes_free(svg));
    OK(sidian_bytes_free(esl));
    OK(sidian_bytes_free(name));
    OK(sidian_seal_free(seal));
    OK(sidian_seal_free(again));
    OK(sidian_trust_free(trust));
    OK(sidian_evidence_free(evidence));
    OK(sidian_verifier_free(verifier));
    free(pdf.data), free(pem.data), free(certs.data), free(root.data), free(crl.data),
        free(root_crl.data);
    puts("ok");
    return 0;
}

/* One live object of every type, for the calls that misuse all of them. */
#ifndef LIVE_H
#define LIVE_H

#include "common.h"

#define DAY ((int64_t)86400)
/* The codes of the authority and of the holder. */
#define BUREAU "11410800MB00000009"
#define HOLDER "91410800MA4400D94H"
#define SAID(text) ((sidian_text){(const uint8_t *)(text), sizeof(text) - 1})

static const char LICENCE[] =
    "{\"number\": \"JY14108000000001\", \"serial\": \"20260501000001\","
    "\"issuer\": {\"name\": \"四电测试局\", \"code\": \"11410800MB00000009\"},"
    "\"issue_date\": \"2026-05-01\","
    "\"holders\": [{\"name\": \"示例餐馆\", \"code\": \"91410800MA4400D94H\", \"code_type\": \"001\"}],"
    "\"credit_code\": \"91410800MA4400D94H\", \"法定代表人（负责人）\": \"示例\", \"住所\": \"示例路1号\","
    "\"经营场所\": \"示例路1号\", \"主体业态\": \"餐饮服务经营者\", \"经营项目\": \"热食类食品制售\","
    "\"签发人\": \"示例\"}";
static const char PICTURE[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 42 42\">"
                              "<circle cx=\"21\" cy=\"21\" r=\"20\" fill=\"#c00\"/></svg>";

static int64_t now;
static struct file pdf;
static sidian_bytes *licence_pdf;
static sidian_key *live_key;
static sidian_certificates *live_certificates, *root;
static sidian_certificate_draft *live_certificate_draft;
static sidian_crl_draft *live_crl_draft;
static sidian_bytes *live_bytes;
static sidian_trust *live_trust;
static sidian_evidence *live_evidence;
static sidian_ledger *live_ledger;
static sidian_verifier *live_verifier;
static sidian_report *live_report;
static sidian_signature_draft *live_signature_draft;
static sidian_prepared *live_prepared;
static sidian_tsa *live_tsa;
static sidian_extender *live_extender;
static sidian_missing *live_missing;
static sidian_stamp *live_stamp;
static sidian_seal *live_seal;
static sidian_seal_draft *live_seal_draft;
static sidian_sealing *live_sealing;
static sidian_seal_register *live_seal_register;
static sidian_seal_journal *live_seal_journal;
static sidian_licence_type *live_licence_type;
static sidian_licence *live_licence;
static sidian_register *live_register;
static sidian_withdrawals *live_withdrawals;
static sidian_package_draft *live_package_draft;
static sidian_item *live_item;
static sidian_applicant *live_applicant;
static sidian_exemption *live_exemption;
/* Freed: the same number never comes back. */
static void *stale;

static inline int32_t fails(void *userdata, const uint8_t *message, size_t len, uint8_t *value,
                     size_t capacity, size_t *value_len) {
    (void)userdata, (void)message, (void)len, (void)value;
    *value_len = capacity + 1;
    return -1;
}

/* Drafts that a good call may have consumed. */
static inline void refresh(void) {
    sidian_signature_draft_free(live_signature_draft);
    OK(sidian_signature_draft_new(pdf.data, pdf.len, &live_signature_draft));
    sidian_seal_draft_free(live_seal_draft);
    OK(sidian_seal_draft_new(TEXT("41080000000017"), TEXT("示例"), TEXT(PICTURE), 42, 42,
                             &live_seal_draft));
    sidian_sealing_free(live_sealing);
    OK(sidian_sealing_new(live_seal, pdf.data, pdf.len, &live_sealing));
    sidian_package_draft_free(live_package_draft);
    OK(sidian_package_draft_new(SAID("示例"), (sidian_text){NULL, 0}, SAID("SM2-SM3"), NULL, 0,
                                &live_package_draft));
}

static void issue(const sidian_key *key, const char *name, const char *code, int32_t purpose,
                  sidian_certificates **out) {
    sidian_certificate_draft *draft = NULL;
    sidian_bytes *spki = NULL;
    const uint8_t *data = NULL;
    size_t len = 0;
    OK(sidian_certificate_draft_new(TEXT(name), now - DAY, now + 365 * DAY, &draft));
    OK(sidian_certificate_draft_set_organisation(draft, TEXT(name), TEXT(code)));
    OK(sidian_certificate_draft_set_purpose(draft, purpose));
    OK(sidian_key_public(key, &spki));
    OK(sidian_bytes_view(spki, &data, &len));
    OK(sidian_certificate_draft_issue(draft, data, len, live_key, root, out));
    sidian_bytes_free(spki), sidian_certificate_draft_free(draft);
}

static inline void set_up(const char *folder) {
    sidian_key *tsa_key = NULL;
    sidian_certificates *tsa_chain = NULL;
    sidian_bytes *made = NULL;
    sidian_report *report = NULL;
    const uint8_t *data = NULL;
    size_t len = 0;
    pdf = read_file(folder, "in.pdf");
    OK(sidian_key_generate(TEXT("sm2"), &live_key));
    OK(sidian_certificate_draft_new(TEXT("示例根"), now - DAY, now + 730 * DAY,
                                    &live_certificate_draft));
    OK(sidian_certificate_draft_self_sign(live_certificate_draft, live_key, &root));
    issue(live_key, "四电测试局", BUREAU, SIDIAN_PURPOSE_SIGNING, &live_certificates);
    OK(sidian_crl_draft_new(1, now, now + DAY, &live_crl_draft));
    OK(sidian_certificates_der(root, 0, &live_bytes));
    OK(sidian_bytes_view(live_bytes, &data, &len));
    OK(sidian_trust_new(&live_trust));
    OK(sidian_trust_add(live_trust, TEXT("示例"), data, len));
    OK(sidian_evidence_new(&live_evidence));
    OK(sidian_ledger_new(&live_ledger));
    OK(sidian_verifier_new(live_trust, live_evidence, NULL, &live_verifier));
    OK(sidian_extender_new(live_trust, live_evidence, NULL, NULL, 0, &live_extender));

    OK(sidian_signature_draft_new(pdf.data, pdf.len, &live_signature_draft));
    OK(sidian_signature_sign(live_signature_draft, live_key, live_certificates, now, &made));
    OK(sidian_bytes_view(made, &data, &len));
    OK(sidian_verify_document(live_verifier, data, len, now, &live_report));
    OK(sidian_extender_missing(live_extender, data, len, now, &live_missing));
    OK(sidian_extender_stamp(live_extender, data, len, now, &live_stamp));
    OK(sidian_bytes_free(made));
    sidian_signature_draft_free(live_signature_draft);
    OK(sidian_signature_draft_new(pdf.data, pdf.len, &live_signature_draft));
    OK(sidian_signature_prepare(live_signature_draft, live_certificates, TEXT("SM2-SM3"), now,
                                &live_prepared));

    OK(sidian_key_generate(TEXT("sm2"), &tsa_key));
    issue(tsa_key, "示例时间戳", BUREAU, SIDIAN_PURPOSE_TIMESTAMPS, &tsa_chain);
    OK(sidian_tsa_new(tsa_key, tsa_chain, TEXT("1.2.156.3005.99.1"), NULL, 0, &live_tsa));

    OK(sidian_seal_draft_new(TEXT("41080000000017"), TEXT("示例"), TEXT(PICTURE), 42, 42,
                             &live_seal_draft));
    OK(sidian_seal_draft_add_signer(live_seal_draft, live_certificates));
    OK(sidian_seal_draft_set_validity(live_seal_draft, now - 60, now + DAY));
    OK(sidian_seal_make(live_seal_draft, live_key, live_certificates, now, &live_seal));
    OK(sidian_seal_register_new(&live_seal_register));
    OK(sidian_seal_journal_read(NULL, 0, live_certificates, NULL, 0, &live_seal_journal));

    OK(sidian_licence_type_read(TEXT("食品经营许可证"), &live_licence_type));
    OK(sidian_register_new(TEXT("https://status.example/1"), &live_register));
    OK(sidian_licence_issue(live_licence_type, TEXT(LICENCE), NULL, NULL, 0, live_key,
                            live_certificates, now, &licence_pdf));
    OK(sidian_bytes_view(licence_pdf, &data, &len));
    OK(sidian_verify_licence(live_verifier, data, len, now, &report));
    OK(sidian_report_licence(report, &live_licence));
    OK(sidian_withdrawals_new(SAID("https://grants.example/1"), SAID("001:91410800MA4400D94H"),
                              now, now + DAY, &live_withdrawals));
    OK(sidian_item_read(TEXT("道路货物运输经营许可"), &live_item));
    OK(sidian_applicant_new(SAID("001:91410800MA4400D94H"), (sidian_text){NULL, 0},
                            &live_applicant));
    OK(sidian_exempt(live_item, live_applicant, now, &live_exemption));
    OK(sidian_report_free(report));
    OK(sidian_certificates_free(tsa_chain));
    stale = tsa_key;
    OK(sidian_key_free(tsa_key));
    refresh();
}

static inline void tear_down(void) {
    OK(sidian_certificates_free(root));
    OK(sidian_key_free(live_key));
    OK(sidian_certificates_free(live_certificates));
    OK(sidian_certificate_draft_free(live_certificate_draft));
    OK(sidian_crl_draft_free(live_crl_draft));
    OK(sidian_bytes_free(live_bytes));
    OK(sidian_bytes_free(licence_pdf));
    OK(sidian_trust_free(live_trust));
    OK(sidian_evidence_free(live_evidence));
    OK(sidian_ledger_free(live_ledger));
    OK(sidian_verifier_free(live_verifier));
    OK(sidian_report_free(live_report));
    OK(sidian_signature_draft_free(live_signature_draft));
    OK(sidian_prepared_free(live_prepared));
    OK(sidian_tsa_free(live_tsa));
    OK(sidian_extender_free(live_extender));
    OK(sidian_missing_free(live_missing));
    OK(sidian_stamp_free(live_stamp));
    OK(sidian_seal_free(live_seal));
    OK(sidian_seal_draft_free(live_seal_draft));
    OK(sidian_sealing_free(live_sealing));
    OK(sidian_seal_register_free(live_seal_register));
    OK(sidian_seal_journal_free(live_seal_journal));
    OK(sidian_licence_type_free(live_licence_type));
    OK(sidian_licence_free(live_licence));
    OK(sidian_register_free(live_register));
    OK(sidian_withdrawals_free(live_withdrawals));
    OK(sidian_package_draft_free(live_package_draft));
    OK(sidian_item_free(live_item));
    OK(sidian_applicant_free(live_applicant));
    OK(sidian_exemption_free(live_exemption));
    free(pdf.data);
}

/* Where a call made to fail put something, or blamed the library itself. */
static unsigned calls;
static inline void refused(const char *what, sidian_status status, const void *out) {
    calls++;
    if (status == SIDIAN_OK || status == SIDIAN_E_PANIC || status == SIDIAN_V_FAILED ||
        status == SIDIAN_V_INDETERMINATE || out != NULL) {
        fprintf(stderr, "%s: status %" PRId32 ", out %p\n", what, status, out);
        exit(1);
    }
}

/* Where a call may do as it likes, but not blame the library. */
static inline void survived(const char *what, sidian_status status) {
    calls++;
    if (status == SIDIAN_E_PANIC) {
        complain(what, 0, status);
    }
}

#endif

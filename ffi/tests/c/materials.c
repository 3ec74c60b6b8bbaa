/* Materials: authorise, withdraw, delegate, copy, share, give receipts, pack, exempt, show; and every
 * time somebody who may not, or something that was changed, is refused. */
#include "live.h"

static sidian_report *report;
static const sidian_text none = {NULL, 0};

#define PASSED(call)                                                                               \
    do {                                                                                           \
        OK(call);                                                                                  \
        OK(sidian_report_free(report));                                                            \
    } while (0)
#define FAILED(call)                                                                               \
    do {                                                                                           \
        EXPECT(SIDIAN_V_FAILED, call);                                                             \
        OK(sidian_report_free(report));                                                            \
    } while (0)

static sidian_text view(const sidian_bytes *bytes) {
    sidian_text text = {NULL, 0};
    OK(sidian_bytes_view(bytes, &text.data, &text.len));
    return text;
}

/* A copy with one bit of its middle turned. */
static sidian_text forged(sidian_text text) {
    uint8_t *copy = malloc(text.len);
    memcpy(copy, text.data, text.len);
    copy[text.len / 2] ^= 1;
    return (sidian_text){copy, text.len};
}

static sidian_key *holder;
static sidian_certificates *holders;
static sidian_verifier *verifier;
static sidian_evidence *evidence;
static sidian_ledger *ledger;
static sidian_bytes *id;
static const sidian_text item = SAID("410800-0001"), why = SAID("食品经营许可延续"),
                         bureau = SAID("001:" BUREAU), owner = SAID("001:" HOLDER);

static void renew_verifier(void) {
    sidian_policy policy = {.size = sizeof policy, .ledger = ledger};
    OK(sidian_verifier_free(verifier));
    OK(sidian_verifier_new(live_trust, evidence, &policy, &verifier));
}

static sidian_grant granted(void) {
    return (sidian_grant){.size = sizeof(sidian_grant), .holder = owner, .recipient = bureau,
                          .item = item, .item_name = why, .purpose = why, .licence = view(id),
                          .from = now - 1, .until = now + DAY};
}

static sidian_status ask(const sidian_bytes *token, int uses, sidian_text purpose) {
    return (uses ? sidian_verify_grant_use : sidian_verify_grant)(
        verifier, view(token), live_licence, bureau, item, purpose, none, none, now, &report);
}

static void grants(void) {
    sidian_bytes *token = NULL, *number = NULL, *list = NULL, *delegation = NULL;
    sidian_withdrawals *again = NULL;
    sidian_key *agent = NULL;
    sidian_certificates *agents = NULL;

    /* once, and no more: the ledger counts what is used and not what is asked */
    sidian_grant grant = granted();
    grant.uses = 1;
    OK(sidian_grant_sign(&grant, holder, holders, &token));
    PASSED(ask(token, 0, why));
    PASSED(ask(token, 0, why));
    FAILED(ask(token, 0, SAID("别的用途")));
    PASSED(ask(token, 1, why));
    FAILED(ask(token, 1, why));
    OK(sidian_bytes_free(token));

    /* withdrawn by its number */
    grant = granted();
    grant.revocations = SAID("https://grants.example/1");
    grant.revocations_by = owner;
    OK(sidian_grant_sign(&grant, holder, holders, &token));
    EXPECT(SIDIAN_V_INDETERMINATE, ask(token, 0, why));
    OK(sidian_report_free(report));
    OK(sidian_grant_id(view(token).data, view(token).len, &number));
    OK(sidian_withdrawals_sign(live_withdrawals, holder, holders, &list));
    OK(sidian_evidence_add_statement(evidence, view(list).data, view(list).len));
    renew_verifier();
    PASSED(ask(token, 0, why));
    OK(sidian_withdrawals_read(view(list).data, view(list).len, now, now + DAY, &again));
    OK(sidian_withdrawals_add(again, view(number).data, view(number).len, now));
    OK(sidian_bytes_free(list));
    OK(sidian_withdrawals_sign(again, holder, holders, &list));
    OK(sidian_evidence_add_statement(evidence, view(list).data, view(list).len));
    renew_verifier();
    FAILED(ask(token, 0, why));
    OK(sidian_bytes_free(token));
    OK(sidian_bytes_free(number));
    OK(sidian_bytes_free(list));
    OK(sidian_withdrawals_free(again));

    /* an agent grants with a delegation, and not without */
    OK(sidian_key_generate(TEXT("sm2"), &agent));
    issue(agent, "四电测试局", BUREAU, SIDIAN_PURPOSE_SIGNING, &agents);
    sidian_delegation chain = {.size = sizeof chain, .holder = owner, .principal = owner,
                               .agent = bureau, .role = SAID("证照管理员"), .items = item,
                               .from = now - 1, .until = now + DAY};
    OK(sidian_delegation_sign(&chain, holder, holders, &delegation));
    OK(sidian_delegation_id(view(delegation).data, view(delegation).len, &number));
    OK(sidian_bytes_free(number));
    sidian_text links[] = {view(delegation)};
    grant = granted();
    grant.agent = bureau;
    CHECK(sidian_grant_sign(&grant, agent, agents, &token) != SIDIAN_E_PANIC);
    OK(sidian_bytes_free(token));
    grant.delegations = links;
    grant.delegation_count = 1;
    OK(sidian_grant_sign(&grant, agent, agents, &token));
    PASSED(ask(token, 0, why));
    grant.delegation_count = 1000;
    sidian_bytes *nothing = NULL;
    EXPECT(SIDIAN_E_ARGUMENT, sidian_grant_sign(&grant, agent, agents, &nothing));
    OK(sidian_bytes_free(token));
    OK(sidian_bytes_free(delegation));
    OK(sidian_certificates_free(agents));
    OK(sidian_key_free(agent));
}

static void copies(void) {
    sidian_bytes *token = NULL, *copy = NULL;
    sidian_report *proof = NULL;
    sidian_text original = view(licence_pdf);
    sidian_grant grant = granted();
    OK(sidian_grant_sign(&grant, holder, holders, &token));
    OK(sidian_verify_grant(verifier, view(token), live_licence, bureau, item, why, none, none, now,
                           &proof));
    sidian_copy what = {.size = sizeof what, .original = original.data,
                        .original_len = original.len, .maker = bureau,
                        .recipient_name = SAID("四电测试局"), .cause = SAID("窗口办理"),
                        .until = now + 3600};
    for (int i = 0; i < 3; i++) {
        OK(sidian_bytes_free(copy));
        OK(sidian_copy_make(live_licence, proof, &what, ledger, live_key, live_certificates, now,
                            &copy));
    }
    sidian_bytes *fourth = NULL;
    EXPECT(8544, sidian_copy_make(live_licence, proof, &what, ledger, live_key, live_certificates,
                                  now, &fourth));
    sidian_text made = view(copy);
    PASSED(sidian_verify_copy(verifier, made.data, made.len, bureau, why, none, original.data,
                              original.len, now, &report));
    EXPECT(SIDIAN_V_INDETERMINATE, sidian_verify_copy(verifier, made.data, made.len, bureau, why,
                                                      none, NULL, 0, now, &report));
    OK(sidian_report_free(report));
    FAILED(sidian_verify_copy(verifier, made.data, made.len, bureau, SAID("别的用途"), none,
                              original.data, original.len, now, &report));
    FAILED(sidian_verify_copy(verifier, made.data, made.len, bureau, why, none, original.data,
                              original.len, now + DAY, &report));
    /* an authorisation that did not pass makes no copy */
    sidian_report *refusal = NULL;
    EXPECT(SIDIAN_V_FAILED, sidian_verify_grant(verifier, view(token), live_licence, bureau, item,
                                                SAID("别的用途"), none, none, now, &refusal));
    EXPECT(SIDIAN_V_FAILED, sidian_copy_make(live_licence, refusal, &what, ledger, live_key,
                                             live_certificates, now, &fourth));
    OK(sidian_report_free(refusal));
    OK(sidian_report_free(proof));
    OK(sidian_bytes_free(copy));
    OK(sidian_bytes_free(token));
}

static void shares(void) {
    sidian_bytes *spki = NULL, *share = NULL, *names = NULL, *shown = NULL, *value = NULL;
    sidian_text audience = SAID("四电测试局"), nonce = SAID("n-1"), fields = SAID("ZZHM");
    OK(sidian_key_public(holder, &spki));
    OK(sidian_share_sign(live_licence, view(spki).data, view(spki).len, now, now + DAY, 5,
                         live_key, live_certificates, &share));
    OK(sidian_share_fields(view(share).data, view(share).len, &names));
    char list[4096] = "";
    snprintf(list, sizeof list, "%.*s", (int)view(names).len, (const char *)view(names).data);
    char *comma = strchr(list, ',');
    CHECK(comma != NULL);
    *comma = 0;
    fields = (sidian_text){(const uint8_t *)list, strlen(list)};
    OK(sidian_share_present(view(share), fields, audience, nonce, why, holder, now, &shown));
    OK(sidian_verify_share(verifier, view(shown), audience, nonce, why, fields, now, &report));
    OK(sidian_report_shared_field(report, fields.data, fields.len, &value));
    CHECK(view(value).len > 0);
    OK(sidian_bytes_free(value));
    EXPECT(SIDIAN_E_NOT_FOUND, sidian_report_shared_field(report, TEXT("nothing"), &value));
    OK(sidian_report_free(report));
    EXPECT(SIDIAN_V_FAILED, sidian_verify_share(verifier, view(shown), audience, SAID("n-2"), why,
                                                fields, now, &report));
    EXPECT(SIDIAN_V_FAILED, sidian_report_shared_field(report, fields.data, fields.len, &value));
    OK(sidian_report_free(report));
    FAILED(sidian_verify_share(verifier, view(shown), audience, nonce, SAID("别的用途"), fields,
                               now, &report));
    CHECK(sidian_share_present(view(share), SAID("nothing"), audience, nonce, why, holder, now,
                               &value) >= 1000);
    OK(sidian_bytes_free(spki));
    OK(sidian_bytes_free(share));
    OK(sidian_bytes_free(names));
    OK(sidian_bytes_free(shown));
}

static void receipts(void) {
    sidian_bytes *receipt = NULL, *stamped = NULL, *page = NULL;
    sidian_text document = view(licence_pdf), case_number = SAID("2026-0001");
    OK(sidian_verify_document(verifier, document.data, document.len, now, &report));
    sidian_receipt about = {.size = sizeof about, .name = SAID("licence.pdf"),
                            .document = document.data, .document_len = document.len,
                            .department = bureau, .case_number = case_number, .judged_at = now,
                            .item = item, .item_name = why, .operator_account = SAID("zhang"),
                            .operator_name = SAID("张三"), .operator_unit = SAID("窗口")};
    OK(sidian_receipt_sign(report, verifier, &about, live_key, live_certificates, now, &receipt));
    OK(sidian_report_free(report));
    sidian_text text = view(receipt);
    PASSED(sidian_verify_receipt(verifier, text.data, text.len, document.data, document.len,
                                 case_number.data, case_number.len, now, &report));
    FAILED(sidian_verify_receipt(verifier, text.data, text.len, pdf.data, pdf.len, NULL, 0, now,
                                 &report));
    FAILED(sidian_verify_receipt(verifier, text.data, text.len, NULL, 0, TEXT("2026-0002"), now,
                                 &report));
    sidian_text wrong = forged(text);
    CHECK(sidian_verify_receipt(verifier, wrong.data, wrong.len, NULL, 0, NULL, 0, now, &report) !=
          SIDIAN_OK);
    OK(sidian_report_free(report));
    free((void *)wrong.data);
    OK(sidian_receipt_stamp(text.data, text.len, live_tsa, now, &stamped));
    PASSED(sidian_verify_receipt(verifier, view(stamped).data, view(stamped).len, document.data,
                                 document.len, NULL, 0, now, &report));
    OK(sidian_receipt_draw(text.data, text.len, NULL, 0, now, &page));
    CHECK(memcmp(view(page).data, "%PDF", 4) == 0);
    OK(sidian_bytes_free(receipt));
    OK(sidian_bytes_free(stamped));
    OK(sidian_bytes_free(page));
}

static sidian_bytes *package;

static void packages(const char *folder) {
    sidian_package_draft *draft = NULL;
    sidian_bytes *more = NULL, *name = NULL;
    size_t count = 0;
    sidian_entry entry;
    char path[4096];
    snprintf(path, sizeof path, "%s/in.pdf", folder);
    sidian_material form = {.size = sizeof form, .name = SAID("申请书.txt"), .kind = SAID("申请书"),
                            .media_type = SAID("text/plain"), .source = SIDIAN_SOURCE_STATEMENT,
                            .holder = owner};
    sidian_material scan = {.size = sizeof scan, .name = SAID("章程.pdf"), .kind = SAID("章程"),
                            .media_type = SAID("application/pdf"), .source = SIDIAN_SOURCE_COPY,
                            .vouched_by = SAID("张三"), .note = SAID("与原件一致")};
    sidian_material paper = {.size = sizeof paper, .name = SAID("证照.pdf"),
                             .kind = SAID("食品经营许可证"), .media_type = SAID("application/pdf"),
                             .source = SIDIAN_SOURCE_LICENCE};
    OK(sidian_package_draft_new(SAID("食品经营许可延续"), SAID("2026-0001"), SAID("SM2-SM3"), NULL, 0,
                                &draft));
    OK(sidian_package_draft_add(draft, &form, TEXT("申请")));
    CHECK(sidian_package_draft_add(draft, &form, TEXT("again")) >= 1000);
    OK(sidian_package_draft_add_file(draft, &scan, TEXT(path)));
    EXPECT(SIDIAN_E_FILE, sidian_package_draft_add_file(draft, &scan, TEXT("/no/such/file")));
    OK(sidian_package_draft_add(draft, &paper, view(licence_pdf).data, view(licence_pdf).len));
    OK(sidian_package_sign(draft, holder, holders, now, &package));
    EXPECT(SIDIAN_E_USED, sidian_package_sign(draft, holder, holders, now, &more));
    OK(sidian_package_draft_free(draft));
    sidian_text whole = view(package);
    OK(sidian_verify_package(verifier, whole.data, whole.len, now, &report));
    OK(sidian_report_entry_count(report, &count));
    CHECK(count == 3);
    OK(sidian_report_entry(report, 2, &entry));
    CHECK(entry.is_licence != 0 && entry.own == SIDIAN_OK && entry.length == view(licence_pdf).len);
    OK(sidian_report_entry(report, 0, &entry));
    CHECK(entry.own == SIDIAN_E_NOT_FOUND);
    EXPECT(SIDIAN_E_NOT_FOUND, sidian_report_entry(report, 3, &entry));
    OK(sidian_report_entry_name(report, 0, &name));
    OK(sidian_report_free(report));
    sidian_text wrong = forged(whole);
    CHECK(sidian_verify_package(verifier, wrong.data, wrong.len, now, &report) != SIDIAN_OK);
    OK(sidian_report_free(report));
    free((void *)wrong.data);

    /* more is added later, by somebody else; and from a file */
    OK(sidian_package_draft_new(SAID("补正"), none, SAID("SM2-SM3"), whole.data, whole.len, &draft));
    sidian_material later = {.size = sizeof later, .name = SAID("补正.txt"), .kind = SAID("补正"),
                             .media_type = SAID("text/plain")};
    OK(sidian_package_draft_add(draft, &later, TEXT("补正")));
    OK(sidian_package_sign(draft, live_key, live_certificates, now, &more));
    snprintf(path, sizeof path, "%s/more.asice", folder);
    OK(sidian_bytes_write_file(more, TEXT(path)));
    OK(sidian_verify_package_file(verifier, TEXT(path), now, &report));
    OK(sidian_report_entry_count(report, &count));
    CHECK(count == 4);
    OK(sidian_report_free(report));
    OK(sidian_package_draft_free(draft));
    OK(sidian_bytes_free(more));
    OK(sidian_bytes_free(name));
}

static const char LIST[] =
    "{\"format\": 1, \"code\": \"410800-0001\", \"name\": \"食品经营许可延续\","
    "\"department\": {\"name\": \"四电测试局\", \"code\": \"" BUREAU "\"},"
    "\"basis\": \"示例\", \"note\": \"示例\", \"papers\": ["
    "{\"name\": \"食品经营许可证\", \"required\": true, \"accepts\": [{\"licence\": {\"name\": "
    "\"食品经营许可证\"}}]},"
    "{\"name\": \"检查合格证明\", \"required\": true, \"accepts\": [{\"fact\": {\"code\": \"checked\","
    "\"name\": \"检查合格\", \"from\": [\"" BUREAU "\"], \"max_age_days\": 30}}]}]}";

static int32_t outcome(const sidian_exemption *answer, size_t index) {
    sidian_paper paper;
    OK(sidian_exemption_paper(answer, index, &paper));
    CHECK(paper.required != 0);
    return paper.outcome;
}

static void exemptions(void) {
    sidian_item *rules = NULL;
    sidian_applicant *who = NULL;
    sidian_exemption *answer = NULL;
    sidian_bytes *token = NULL, *fact = NULL, *json = NULL, *name = NULL;
    sidian_text licence = view(licence_pdf);
    size_t count = 0;
    int32_t complete = -1;
    OK(sidian_item_read(TEXT(LIST), &rules));
    OK(sidian_item_code(rules, &name));
    CHECK(view(name).len == item.len && memcmp(view(name).data, item.data, item.len) == 0);
    OK(sidian_bytes_free(name));
    OK(sidian_item_department(rules, &name));
    CHECK(view(name).len == bureau.len);
    OK(sidian_bytes_free(name));
    OK(sidian_applicant_new(owner, none, &who));
    OK(sidian_applicant_add_party(who, SAID("经办人"), owner));

    /* nothing brought, then a licence that failed: both are to be handed in */
    sidian_text wrong = forged(licence);
    EXPECT(SIDIAN_V_FAILED, sidian_verify_licence(verifier, wrong.data, wrong.len, now, &report));
    OK(sidian_applicant_add_report(who, report, SAID("食品经营许可证")));
    OK(sidian_report_free(report));
    free((void *)wrong.data);
    OK(sidian_exempt(rules, who, now, &answer));
    OK(sidian_exemption_count(answer, &count));
    CHECK(count == 2 && outcome(answer, 0) == SIDIAN_OUTCOME_REFUSED &&
          outcome(answer, 1) == SIDIAN_OUTCOME_HAND_IN);
    OK(sidian_exemption_free(answer));

    /* the licence without consent, then with it */
    OK(sidian_verify_licence(verifier, licence.data, licence.len, now, &report));
    OK(sidian_applicant_add_report(who, report, none));
    OK(sidian_report_free(report));
    OK(sidian_exempt(rules, who, now, &answer));
    CHECK(outcome(answer, 0) == SIDIAN_OUTCOME_NEEDS_GRANT);
    OK(sidian_exemption_free(answer));
    sidian_grant grant = granted();
    OK(sidian_grant_sign(&grant, holder, holders, &token));
    OK(ask(token, 0, why));
    OK(sidian_applicant_add_report(who, report, none));
    OK(sidian_report_free(report));

    /* and a fact; one for another item counts for nothing */
    sidian_fact told = {.size = sizeof told, .teller = bureau, .recipient = bureau,
                        .about = owner, .item = item, .code = SAID("checked"),
                        .name = SAID("检查合格"), .holds = 1, .from = now - 1, .until = now + DAY};
    OK(sidian_fact_sign(&told, live_key, live_certificates, &fact));
    FAILED(sidian_verify_fact(verifier, view(fact), bureau, SAID("410800-0002"), now, &report));
    OK(sidian_verify_fact(verifier, view(fact), bureau, item, now, &report));
    OK(sidian_applicant_add_report(who, report, none));
    OK(sidian_report_free(report));
    OK(sidian_exempt(rules, who, now, &answer));
    OK(sidian_exemption_complete(answer, &complete));
    CHECK(complete == 1 && outcome(answer, 0) == SIDIAN_OUTCOME_SATISFIED);
    OK(sidian_exemption_json(answer, SIDIAN_LANGUAGE_ZH, &json));
    OK(sidian_exemption_paper_name(answer, 1, &name));
    EXPECT(SIDIAN_E_NOT_FOUND, sidian_exemption_paper_name(answer, 2, &fact));
    OK(sidian_verify_package(verifier, view(package).data, view(package).len, now, &report));
    OK(sidian_applicant_add_report(who, report, none));
    OK(sidian_report_free(report));
    EXPECT(SIDIAN_E_ARGUMENT, sidian_applicant_add_report(who, live_report, none));

    OK(sidian_exemption_free(answer));
    OK(sidian_applicant_free(who));
    OK(sidian_item_free(rules));
    OK(sidian_bytes_free(token));
    OK(sidian_bytes_free(json));
    OK(sidian_bytes_free(name));
}

/* A holder without a certificate: the authority says which key is theirs. The code is scanned. */
static void shows(void) {
    sidian_key *phone = NULL;
    sidian_bytes *spki = NULL, *bound = NULL, *code = NULL, *picture = NULL, *read = NULL;
    OK(sidian_key_generate(TEXT("p256"), &phone));
    OK(sidian_key_public(phone, &spki));
    OK(sidian_holder_key_sign(live_licence, owner, view(spki), now, now + DAY, live_key,
                              live_certificates, &bound));
    OK(sidian_show_sign(view(id).data, view(id).len, bureau.data, bureau.len, 120, phone, now,
                        &code));
    OK(sidian_qr_draw(view(code).data, view(code).len, 6, &picture));
    OK(sidian_qr_read(view(picture).data, view(picture).len, &read));
    CHECK(view(read).len == view(code).len);
    EXPECT(7342, sidian_qr_read(TEXT("no picture"), &code));
    OK(sidian_evidence_add_statement(evidence, view(bound).data, view(bound).len));
    renew_verifier();
    FAILED(sidian_verify_show(verifier, view(read).data, view(read).len, live_licence, owner.data,
                              owner.len, now, &report));
    PASSED(sidian_verify_show(verifier, view(read).data, view(read).len, live_licence, bureau.data,
                              bureau.len, now, &report));
    FAILED(sidian_verify_show(verifier, view(read).data, view(read).len, live_licence, bureau.data,
                              bureau.len, now, &report));
    OK(sidian_bytes_free(spki));
    OK(sidian_bytes_free(bound));
    OK(sidian_bytes_free(picture));
    OK(sidian_bytes_free(read));
    OK(sidian_key_free(phone));
}

/* A ledger of the caller's: here one that knows nothing, so that nothing passes. */
static int asked;
static int64_t nobody_knows(void *userdata, const uint8_t *grant, size_t len) {
    (void)userdata, (void)grant, (void)len;
    asked++;
    return -1;
}

static void ledgers(void) {
    sidian_ledger *theirs = NULL, *kept = ledger;
    sidian_bytes *token = NULL;
    sidian_ledger_callbacks calls = {.size = sizeof calls, .used = nobody_knows};
    OK(sidian_ledger_from_callbacks(&calls, &theirs));
    ledger = theirs;
    renew_verifier();
    sidian_grant grant = granted();
    grant.uses = 3;
    OK(sidian_grant_sign(&grant, holder, holders, &token));
    EXPECT(SIDIAN_V_INDETERMINATE, ask(token, 0, why));
    CHECK(asked > 0);
    OK(sidian_report_free(report));
    EXPECT(SIDIAN_V_INDETERMINATE, ask(token, 1, why));
    OK(sidian_report_free(report));
    OK(sidian_bytes_free(token));
    OK(sidian_ledger_free(theirs));
    ledger = kept;
    renew_verifier();
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    now = strtoll(argv[2], NULL, 10);
    set_up(argv[1]);
    OK(sidian_key_generate(TEXT("sm2"), &holder));
    issue(holder, "示例餐馆", HOLDER, SIDIAN_PURPOSE_SIGNING, &holders);
    OK(sidian_evidence_new(&evidence));
    OK(sidian_ledger_new(&ledger));
    OK(sidian_licence_id(live_licence, &id));
    renew_verifier();
    grants();
    copies();
    shares();
    receipts();
    packages(argv[1]);
    exemptions();
    shows();
    ledgers();
    OK(sidian_bytes_free(package));
    OK(sidian_bytes_free(id));
    OK(sidian_evidence_free(evidence));
    OK(sidian_ledger_free(ledger));
    OK(sidian_verifier_free(verifier));
    OK(sidian_certificates_free(holders));
    OK(sidian_key_free(holder));
    tear_down();
    puts("ok");
    return 0;
}

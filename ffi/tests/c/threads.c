/* One verifier used by eight threads at once, while a ninth frees it. */
#include <pthread.h>

#include "common.h"

#define THREADS 8
#define ROUNDS 20

static int64_t now;
static sidian_verifier *verifier;
static const uint8_t *signed_pdf, *forged_pdf;
static size_t signed_len;

/* Each judges a genuine and a forged file; none may ever be told the other's answer. */
static void *judge(void *rounds) {
    for (int i = 0; i < *(int *)rounds; i++) {
        sidian_report *good = NULL, *bad = NULL;
        sidian_status genuine = sidian_verify_document(verifier, signed_pdf, signed_len, now, &good);
        sidian_status forged = sidian_verify_document(verifier, forged_pdf, signed_len, now, &bad);
        if (genuine == SIDIAN_E_HANDLE || forged == SIDIAN_E_HANDLE) {
            /* freed meanwhile: whatever came before was judged to its end */
            sidian_report_free(good), sidian_report_free(bad);
            return NULL;
        }
        CHECK(genuine == SIDIAN_OK && forged == SIDIAN_V_FAILED);
        const uint8_t *text = NULL;
        size_t len = 0;
        /* the last error is this thread's own */
        OK(sidian_last_error_message(&text, &len));
        CHECK(len > 0);
        OK(sidian_report_free(good));
        OK(sidian_report_free(bad));
    }
    return NULL;
}

/* All of them free the same handle: one of them is the first. */
static void *free_it(void *won) {
    if (sidian_verifier_free(verifier) == SIDIAN_OK) __atomic_add_fetch((int *)won, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

static void together(void *(*what)(void *), void *with, pthread_t *threads) {
    for (int i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, what, with) == 0);
}

static void wait_for(pthread_t *threads) {
    for (int i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    now = strtoll(argv[2], NULL, 10);
    struct file pdf = read_file(argv[1], "in.pdf"), pem = read_file(argv[1], "key.pem"),
                certs = read_file(argv[1], "chain.pem"), root = read_file(argv[1], "root.pem");
    sidian_key *key = NULL;
    sidian_certificates *chain = NULL;
    sidian_trust *trust = NULL;
    sidian_signature_draft *draft = NULL;
    sidian_bytes *done = NULL;
    OK(sidian_key_read(pem.data, pem.len, NULL, 0, &key));
    OK(sidian_certificates_read(certs.data, certs.len, &chain));
    OK(sidian_trust_new(&trust));
    OK(sidian_trust_add(trust, TEXT("示例"), root.data, root.len));
    sidian_policy policy = {.size = sizeof policy, .revocation = SIDIAN_REVOCATION_SKIP};
    OK(sidian_verifier_new(trust, NULL, &policy, &verifier));
    OK(sidian_signature_draft_new(pdf.data, pdf.len, &draft));
    OK(sidian_signature_sign(draft, key, chain, now, &done));
    OK(sidian_bytes_view(done, &signed_pdf, &signed_len));
    uint8_t *forged = malloc(signed_len);
    memcpy(forged, signed_pdf, signed_len);
    forged[100] ^= 1;
    forged_pdf = forged;

    pthread_t judges[THREADS], freers[THREADS];
    int rounds = ROUNDS, many = 1000000, won = 0;
    together(judge, &rounds, judges);
    wait_for(judges);
    together(judge, &many, judges);
    together(free_it, &won, freers);
    wait_for(freers);
    wait_for(judges);
    CHECK(won == 1);

    free(forged);
    OK(sidian_bytes_free(done));
    OK(sidian_signature_draft_free(draft));
    OK(sidian_trust_free(trust));
    OK(sidian_certificates_free(chain));
    OK(sidian_key_free(key));
    free(pdf.data), free(pem.data), free(certs.data), free(root.data);
    puts("ok");
    return 0;
}

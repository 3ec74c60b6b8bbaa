/* Whatever a caller does wrong is a status, never a crash. */
#include "common.h"

int main(void) {
    sidian_key *key = NULL;
    sidian_bytes *bytes = NULL;
    sidian_trust *trust = NULL;
    sidian_verifier *verifier = NULL;
    sidian_report *report = NULL;
    const uint8_t *data = NULL;
    size_t len = 0;
    int on_the_stack = 0;

    /* NULL */
    EXPECT(SIDIAN_E_NULL, sidian_key_generate(TEXT("sm2"), NULL));
    EXPECT(SIDIAN_E_NULL, sidian_key_public(NULL, &bytes));
    EXPECT(SIDIAN_E_NULL, sidian_bytes_view(NULL, &data, &len));
    EXPECT(SIDIAN_E_NULL, sidian_key_read(NULL, 10, NULL, 0, &key));
    EXPECT(SIDIAN_E_NULL, sidian_last_error_message(NULL, &len));
    OK(sidian_key_free(NULL));

    /* words that are none */
    EXPECT(SIDIAN_E_ARGUMENT, sidian_key_generate(TEXT("rot13"), &key));
    EXPECT(SIDIAN_E_UTF8, sidian_key_generate((const uint8_t *)"\xff\xfe", 2, &key));
    EXPECT(SIDIAN_E_ARGUMENT, sidian_key_generate(NULL, 0, &key));
    CHECK(key == NULL);
    CHECK(sidian_key_read(TEXT("no key"), NULL, 0, &key) >= 1000);
    EXPECT(SIDIAN_E_ARGUMENT, sidian_key_read((const uint8_t *)"x", SIZE_MAX, NULL, 0, &key));

    /* handles of every wrong kind */
    OK(sidian_key_generate(TEXT("sm2"), &key));
    EXPECT(SIDIAN_E_HANDLE, sidian_key_public((const sidian_key *)&on_the_stack, &bytes));
    EXPECT(SIDIAN_E_HANDLE, sidian_trust_free((sidian_trust *)key));
    EXPECT(SIDIAN_E_HANDLE, sidian_bytes_view((const sidian_bytes *)key, &data, &len));
    sidian_key *stale = key;
    OK(sidian_key_free(key));
    EXPECT(SIDIAN_E_HANDLE, sidian_key_free(stale));
    EXPECT(SIDIAN_E_HANDLE, sidian_key_public(stale, &bytes));
    CHECK(bytes == NULL);

    /* the last error says what; a free that succeeds leaves it alone */
    OK(sidian_trust_new(&trust));
    CHECK(sidian_trust_add(trust, TEXT("list"), TEXT("no certificate")) >= 1000);
    OK(sidian_bytes_free(NULL));
    OK(sidian_last_error_message(&data, &len));
    CHECK(len > 0);
    OK(sidian_verifier_new(trust, NULL, NULL, &verifier));
    OK(sidian_last_error_message(&data, &len));
    CHECK(len == 0);

    /* structs of another header: shorter ones have defaults, odd values are refused */
    sidian_policy policy = {.size = sizeof policy, .revocation = 99};
    OK(sidian_verifier_free(verifier));
    EXPECT(SIDIAN_E_ARGUMENT, sidian_verifier_new(trust, NULL, &policy, &verifier));
    policy.size = sizeof policy.size;
    OK(sidian_verifier_new(trust, NULL, &policy, &verifier));
    CHECK(sidian_verify_document(verifier, NULL, 0, 0, &report) >= 1000);
    EXPECT(SIDIAN_E_ARGUMENT, sidian_verify_document(verifier, NULL, 0, INT64_MAX, &report));
    EXPECT(SIDIAN_E_FILE, sidian_verify_file(verifier, TEXT("/no/such/file"), 0, &report));
    CHECK(report == NULL);
    OK(sidian_verifier_free(verifier));
    OK(sidian_trust_free(trust));

    /* a million handles leave nothing behind */
    for (int i = 0; i < 1000000; i++) {
        OK(sidian_trust_new(&trust));
        OK(sidian_trust_free(trust));
    }
    puts("ok");
    return 0;
}

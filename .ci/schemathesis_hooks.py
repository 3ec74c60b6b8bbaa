# Bodies that are bytes of a kind schemathesis does not know: they go out as they are.
import schemathesis


@schemathesis.serializer(
    "application/pdf",
    "application/ocsp-request",
    "application/offset+octet-stream",
    "application/timestamp-query",
)
def as_it_is(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")

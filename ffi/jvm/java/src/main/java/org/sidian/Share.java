package org.sidian;

/** Chosen fields of a licence without the licence (SD-JWT VC). */
public final class Share {
    private Share() {}

    /** Makes a licence shareable field by field, as its issuer; for the holder of the key alone. */
    public static String sign(Licence licence, byte[] spki, long from, long until, int decoys, Key key,
            Certificates chain) {
        return Native.text("sidian_share_sign", licence, new Native.Data(spki), from, until, decoys,
                key, chain);
    }

    /** The names of the fields that can be disclosed; nothing is judged. */
    public static String[] fields(String share) {
        return Native.text("sidian_share_fields", new Native.Data(share)).split(",");
    }

    /** Discloses fields (separated by commas) to one verifier for one question, as the holder. */
    public static String present(String share, String fields, String audience, String nonce, String purpose,
            Key key, long now) {
        return Native.text("sidian_share_present", new Text.Value(share), new Text.Value(fields),
                new Text.Value(audience), new Text.Value(nonce), new Text.Value(purpose), key, now);
    }
}

package org.sidian;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.ref.Reference;

/** A signature that lacks nothing but its value: the key can be anywhere. */
public final class Signature extends Handle {
    private Signature(Pointer pointer) {
        super(pointer, "sidian_prepared_free");
    }

    /** Signs a PDF with a key at hand and gives the whole document. */
    public static byte[] sign(byte[] pdf, String reason, Key key, Certificates chain, long now) {
        try (Draft draft = new Draft(pdf, reason)) {
            return Native.bytes(
                    "sidian_signature_sign", draft, key, chain, now);
        }
    }

    /** Works out what is to be signed. */
    public static Signature prepare(byte[] pdf, String reason, Certificates chain, String algorithm, long now) {
        try (Draft draft = new Draft(pdf, reason)) {
            return new Signature(Native.made("sidian_signature_prepare", draft, chain,
                    new Native.Data(algorithm), now));
        }
    }

    /** The bytes that the key signs. */
    public byte[] toBeSigned() {
        PointerByReference data = new PointerByReference();
        LongByReference size = new LongByReference();
        Native.call("sidian_prepared_to_be_signed", this, data, size);
        byte[] copied = data.getValue().getByteArray(0, Math.toIntExact(size.getValue()));
        // The bytes are lent for as long as this is not freed.
        Reference.reachabilityFence(this);
        return copied;
    }

    /** Checks the value and gives the whole signed document. */
    public byte[] complete(byte[] value) {
        return Native.bytes("sidian_prepared_complete", this, new Native.Data(value));
    }

    private static final class Draft extends Handle {
        Draft(byte[] pdf, String reason) {
            super(Native.made("sidian_signature_draft_new", new Native.Data(pdf)),
                    "sidian_signature_draft_free");
            Native.call("sidian_signature_draft_set_reason", this, new Native.Data(reason));
        }
    }
}

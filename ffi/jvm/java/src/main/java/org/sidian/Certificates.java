package org.sidian;

import com.sun.jna.Pointer;

/** X.509 certificates; for a signer its own first. */
public final class Certificates extends Handle {
    Certificates(Pointer pointer) {
        super(pointer, "sidian_certificates_free");
    }

    /** Reads PEM or DER. */
    public static Certificates read(byte[] file) {
        return new Certificates(Native.made("sidian_certificates_read", new Native.Data(file)));
    }

    /** A root, signed by its own key; times are Unix seconds. */
    public static Certificates root(String name, long from, long until, Key key) {
        try (Draft draft = new Draft(name, from, until)) {
            return new Certificates(
                    Native.made("sidian_certificate_draft_self_sign", draft, key));
        }
    }

    /** A certificate of an organisation for signing documents, with those of the authority behind it. */
    public static Certificates issue(String name, String code, String crlUrl, long from, long until,
            byte[] spki, Key authorityKey, Certificates authority) {
        try (Draft draft = new Draft(name, from, until)) {
            Native.call("sidian_certificate_draft_set_organisation", draft,
                    new Native.Data(name), new Native.Data(code));
            Native.call("sidian_certificate_draft_add_crl_url", draft, new Native.Data(crlUrl));
            return new Certificates(Native.made("sidian_certificate_draft_issue", draft,
                    new Native.Data(spki), authorityKey, authority));
        }
    }

    /** A certificate for timestamps and nothing else. */
    public static Certificates issueForTimestamps(String name, long from, long until, byte[] spki,
            Key authorityKey, Certificates authority) {
        try (Draft draft = new Draft(name, from, until)) {
            Native.call("sidian_certificate_draft_set_purpose", draft, 1);
            return new Certificates(Native.made("sidian_certificate_draft_issue", draft,
                    new Native.Data(spki), authorityKey, authority));
        }
    }

    /** One of them. */
    public byte[] der(long index) {
        return Native.bytes("sidian_certificates_der", this, index);
    }

    /** The subject of one of them, for people. */
    public String subject(long index) {
        return Native.text("sidian_certificates_subject", this, index);
    }

    /** An empty revocation list. */
    public byte[] crl(long number, long now, long nextUpdate, Key key) {
        Pointer draft = Native.made("sidian_crl_draft_new", number, now, nextUpdate);
        try {
            return Native.bytes("sidian_crl_draft_sign", draft, key, this);
        } finally {
            Native.raw("sidian_crl_draft_free", draft);
        }
    }

    private static final class Draft extends Handle {
        Draft(String name, long from, long until) {
            super(Native.made("sidian_certificate_draft_new", new Native.Data(name), from, until),
                    "sidian_certificate_draft_free");
        }
    }
}

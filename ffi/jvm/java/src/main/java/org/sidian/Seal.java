package org.sidian;

import com.sun.jna.Pointer;

/** A seal. Holding one proves nothing. */
public final class Seal extends Handle {
    private Seal(Pointer pointer) {
        super(pointer, "sidian_seal_free");
    }

    /** Draws the picture of a round official seal, as SVG. */
    public static byte[] draw(String name, double diameterMm) {
        return Native.bytes("sidian_seal_draw", new Native.Data(name), new Native.Data(""), diameterMm);
    }

    /** Reads a seal's file. */
    public static Seal read(byte[] file) {
        return new Seal(Native.made("sidian_seal_read", new Native.Data(file)));
    }

    /** The seal's file. */
    public byte[] der() {
        return Native.bytes("sidian_seal_write", this);
    }

    /** Its name. */
    public String name() {
        return Native.text("sidian_seal_name", this);
    }

    /** Seals a PDF, shown centred on a point of a page in millimetres; page 0 is every page. */
    public byte[] apply(byte[] pdf, long page, double xMm, double yMm, Key key, Certificates chain, long now) {
        try (Sealing sealing = new Sealing(this, pdf)) {
            Native.call("sidian_sealing_place", sealing, page, xMm, yMm);
            return Native.bytes("sidian_sealing_sign", sealing, key, chain, now);
        }
    }

    private static final class Sealing extends Handle {
        Sealing(Seal seal, byte[] pdf) {
            super(Native.made("sidian_sealing_new", seal, new Native.Data(pdf)),
                    "sidian_sealing_free");
        }
    }

    /** A seal in the making. */
    public static final class Draft extends Handle {
        /** A seal with this identifier, name and picture, of this size in millimetres. */
        public Draft(String id, String name, byte[] picture, int widthMm, int heightMm) {
            super(Native.made("sidian_seal_draft_new", new Native.Data(id), new Native.Data(name),
                    new Native.Data(picture), widthMm, heightMm), "sidian_seal_draft_free");
        }

        /** When it may be used. */
        public Draft validity(long from, long until) {
            Native.call("sidian_seal_draft_set_validity", this, from, until);
            return this;
        }

        /** Who may use it; call once for each. */
        public Draft signer(Certificates certificates) {
            Native.call("sidian_seal_draft_add_signer", this, certificates);
            return this;
        }

        /** Makes the seal with the maker's key, once. */
        public Seal make(Key key, Certificates chain, long now) {
            return new Seal(
                    Native.made("sidian_seal_make", this, key, chain, now));
        }
    }
}

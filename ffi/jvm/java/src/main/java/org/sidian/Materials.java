package org.sidian;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;

/** Show codes and packages of materials. */
public final class Materials {
    private Materials() {}

    /** The text of a QR code that shows a licence once, for at most 300 seconds. */
    public static String showCode(String licence, Key key, long seconds, long now) {
        return Native.text("sidian_show_sign", new Native.Data(licence), new Native.Data((String) null), seconds,
                key, now);
    }

    /** A text as a QR code, PNG. */
    public static byte[] qrPng(String content, int scale) {
        return Native.bytes("sidian_qr_draw", new Native.Data(content), scale);
    }

    /** The text of the first QR code in a PNG picture. */
    public static String qrText(byte[] png) {
        return Native.text("sidian_qr_read", new Native.Data(png));
    }

    /** Materials that are signed together (ASiC-E); signing consumes it. */
    public static final class Package extends Handle {
        /** An empty one, for a key that signs with this algorithm. */
        public Package(String title, String algorithm) {
            super(Native.made("sidian_package_draft_new", new Text.Value(title), new Text.Value(null),
                    new Text.Value(algorithm), Pointer.NULL, 0L), "sidian_package_draft_free");
        }

        /** Adds a material. */
        public Package add(String name, String kind, String mediaType, byte[] content) {
            Layout layout = new Layout();
            layout.name.set(name);
            layout.kind.set(kind);
            layout.mediaType.set(mediaType);
            layout.size = layout.size();
            Native.call("sidian_package_draft_add", this, layout, new Native.Data(content));
            return this;
        }

        /** Signs it and gives the whole package. */
        public byte[] sign(Key key, Certificates chain, long now) {
            return Native.bytes("sidian_package_sign", this, key, chain, now);
        }
    }

    /** The first fields of {@code sidian_material}. */
    @Structure.FieldOrder({"size", "name", "kind", "mediaType", "source"})
    public static final class Layout extends Structure {
        public long size;
        public Text name = new Text();
        public Text kind = new Text();
        public Text mediaType = new Text();
        public int source;
    }
}

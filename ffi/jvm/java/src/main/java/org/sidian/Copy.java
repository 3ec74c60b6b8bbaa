package org.sidian;

import com.sun.jna.Structure;

/** What an annotated copy of a licence is for: one recipient, one purpose, marked on every page. */
public final class Copy {
    public byte[] original;
    public String maker;
    public String recipientName;
    public String cause;
    public long until;
    /** The most copies within {@link #days}; 0 for the default. */
    public int most;
    public short days;
    /** A TrueType or OpenType file; null for the best one installed. */
    public byte[] font;

    /**
     * Makes it under an authorisation that passed, which names recipient, purpose and case; the ledger
     * counts it before it is signed.
     */
    public byte[] make(Licence licence, Report grant, Ledger ledger, Key key, Certificates chain, long now) {
        Layout layout = new Layout();
        layout.original.set(original);
        layout.maker.set(maker);
        layout.recipientName.set(recipientName);
        layout.cause.set(cause);
        layout.until = until;
        layout.most = most;
        layout.days = days;
        layout.font.set(font);
        layout.size = layout.size();
        return Native.bytes("sidian_copy_make", licence, grant, layout, ledger,
                key, chain, now);
    }

    /** {@code sidian_copy}: bytes and texts lie in it alike. */
    @Structure.FieldOrder({"size", "original", "maker", "recipientName", "cause", "until", "most", "days", "font"})
    public static final class Layout extends Structure {
        public long size;
        public Text original = new Text();
        public Text maker = new Text();
        public Text recipientName = new Text();
        public Text cause = new Text();
        public long until;
        public int most;
        public short days;
        public Text font = new Text();
    }
}

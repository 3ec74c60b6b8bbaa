package org.sidian;

/** An authority's register of the states of its licences. */
public final class Register extends Handle {
    /** One whose signed list is published at {@code uri}. */
    public Register(String uri) {
        super(Native.made("sidian_register_new", new Native.Data(uri)), "sidian_register_free");
    }

    /** Enters an event such as suspend, resume or revoke. */
    public void record(String id, String event, String reason, long now) {
        Native.call("sidian_register_record", this, new Native.Data(id), new Native.Data(event),
                new Native.Data(reason), now);
    }

    /** The status list, good for {@code seconds}. */
    public byte[] sign(Key key, Certificates chain, long seconds, long now) {
        return Native.bytes("sidian_register_sign", this, key, chain, seconds, now);
    }

    /** Issues a licence of a type, named or described by JSON, and gives its PDF. */
    public byte[] issue(String kind, String data, Key key, Certificates chain, long now) {
        com.sun.jna.Pointer typed = Native.made("sidian_licence_type_read", new Native.Data(kind));
        try {
            return Native.bytes("sidian_licence_issue", typed, new Native.Data(data), this,
                    new Native.Data((byte[]) null), key, chain, now);
        } finally {
            Native.raw("sidian_licence_type_free", typed);
        }
    }
}

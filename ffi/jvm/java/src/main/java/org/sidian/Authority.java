package org.sidian;

/** A timestamp authority of one's own (RFC 3161). */
public final class Authority extends Handle {
    /** With a key and certificate for timestamps alone; state is what {@link #state} gave, or null. */
    public Authority(Key key, Certificates chain, String policy, byte[] state) {
        super(Native.made("sidian_tsa_new", key, chain, new Native.Data(policy),
                new Native.Data(state)), "sidian_tsa_free");
    }

    /** Answers a request at this moment. */
    public byte[] answer(byte[] request, long now) {
        return Native.bytes("sidian_tsa_answer", this, new Native.Data(request), now);
    }

    /** To be kept: serial numbers are given once. */
    public byte[] state() {
        return Native.bytes("sidian_tsa_state", this);
    }
}

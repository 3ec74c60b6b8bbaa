package org.sidian;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;

/** Takes signed documents up the PAdES levels, by appending alone. */
public final class Extender extends Handle {
    /** PAdES baseline levels. */
    public enum Level { NONE, B, T, LT, LTA }

    Extender(Pointer trust, Pointer evidence, String hash) {
        super(Native.made("sidian_extender_new", trust, evidence, Pointer.NULL, new Native.Data(hash)),
                "sidian_extender_free");
    }

    /** The level that every signature of the document reaches. */
    public Level level(byte[] pdf, long now) {
        IntByReference level = new IntByReference();
        Native.call("sidian_extender_level", this, new Native.Data(pdf), now, level);
        return Level.values()[level.getValue()];
    }

    /** Takes a document to a level and checks what came of it. */
    public byte[] extend(byte[] pdf, Level level, Authority authority, long now) {
        return Native.bytes("sidian_extender_extend", this, new Native.Data(pdf), level.ordinal(),
                authority, now);
    }

    /** Renews before the last timestamp ends. */
    public byte[] renew(byte[] pdf, Authority authority, long now) {
        return Native.bytes("sidian_extender_renew", this, new Native.Data(pdf), authority, now);
    }
}

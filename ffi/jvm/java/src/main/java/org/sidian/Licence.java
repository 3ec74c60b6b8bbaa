package org.sidian;

import com.sun.jna.Pointer;

/** A licence that passed: the only place where its fields can be read. */
public final class Licence extends Handle {
    Licence(Pointer pointer) {
        super(pointer, "sidian_licence_free");
    }

    /** Its identifier. */
    public String id() {
        return Native.text("sidian_licence_id", this);
    }

    /** Its metadata as JSON. */
    public String json() {
        return Native.text("sidian_licence_json", this);
    }
}

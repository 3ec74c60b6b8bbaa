package org.sidian;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import java.nio.charset.StandardCharsets;

/** A text as a struct of C. The memory behind it lives as long as this does. */
@Structure.FieldOrder({"data", "len"})
public class Text extends Structure {
    public Pointer data;
    public long len;

    /** As an argument. */
    public static final class Value extends Text implements Structure.ByValue {
        Value(String text) {
            set(text);
        }
    }

    final void set(String text) {
        set(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes are lent the same way. */
    final void set(byte[] bytes) {
        len = bytes == null ? 0 : bytes.length;
        if (len > 0) {
            Memory memory = new Memory(len);
            memory.write(0, bytes, 0, bytes.length);
            data = memory;
        }
    }
}

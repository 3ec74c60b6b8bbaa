package org.sidian;

import com.sun.jna.Callback;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;

/** The C library: found by {@code jna.library.path} or where the system finds libraries. */
final class Native {
    static final int ABI_VERSION = 1;
    private static final NativeLibrary LIBRARY = NativeLibrary.getInstance("sidian_ffi");

    static {
        int abi = LIBRARY.getFunction("sidian_abi_version").invokeInt(new Object[0]);
        if (abi != ABI_VERSION) {
            throw new UnsatisfiedLinkError("the library's ABI is " + abi + ", not " + ABI_VERSION);
        }
    }

    private Native() {}

    /** What {@code sidian_sign_callback} is. */
    interface Sign extends Callback {
        int invoke(Pointer userdata, Pointer message, long messageLength, Pointer value, long capacity,
                Pointer valueLength);
    }

    /** Bytes and their length, as two arguments. */
    static final class Data {
        private final byte[] bytes;

        Data(byte[] bytes) {
            this.bytes = bytes;
        }

        Data(String text) {
            this(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
        }
    }

    static int raw(String name, Object... arguments) {
        Function function = LIBRARY.getFunction(name);
        int extra = 0;
        for (Object argument : arguments) {
            extra += argument instanceof Data ? 1 : 0;
        }
        Object[] flat = new Object[arguments.length + extra];
        int at = 0;
        for (Object argument : arguments) {
            if (argument instanceof Data) {
                byte[] bytes = ((Data) argument).bytes;
                // An empty array has no address that could be lent.
                boolean none = bytes == null || bytes.length == 0;
                flat[at++] = none ? Pointer.NULL : bytes;
                flat[at++] = none ? 0L : (long) bytes.length;
            } else if (argument instanceof Handle) {
                flat[at++] = ((Handle) argument).pointer();
            } else {
                flat[at++] = argument;
            }
        }
        try {
            return function.invokeInt(flat);
        } finally {
            // No object is collected, and its handle freed, while the library is looking at it.
            Reference.reachabilityFence(arguments);
        }
    }

    static void call(String name, Object... arguments) {
        int status = raw(name, arguments);
        if (status != 0) {
            throw new SidianException(status, lastError());
        }
    }

    static Pointer made(String name, Object... arguments) {
        PointerByReference out = new PointerByReference();
        call(name, with(arguments, out));
        return out.getValue();
    }

    static byte[] bytes(String name, Object... arguments) {
        Pointer bytes = made(name, arguments);
        try {
            PointerByReference data = new PointerByReference();
            com.sun.jna.ptr.LongByReference size = new com.sun.jna.ptr.LongByReference();
            call("sidian_bytes_view", bytes, data, size);
            int length = Math.toIntExact(size.getValue());
            return length == 0 ? new byte[0] : data.getValue().getByteArray(0, length);
        } finally {
            raw("sidian_bytes_free", bytes);
        }
    }

    static String text(String name, Object... arguments) {
        return new String(bytes(name, arguments), StandardCharsets.UTF_8);
    }

    static Object[] with(Object[] arguments, Object last) {
        Object[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = last;
        return all;
    }

    static String lastError() {
        PointerByReference text = new PointerByReference();
        com.sun.jna.ptr.LongByReference size = new com.sun.jna.ptr.LongByReference();
        raw("sidian_last_error_message", text, size);
        int length = Math.toIntExact(size.getValue());
        return length == 0 ? "" : new String(text.getValue().getByteArray(0, length), StandardCharsets.UTF_8);
    }
}

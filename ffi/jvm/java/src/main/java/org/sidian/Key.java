package org.sidian;

import com.sun.jna.Pointer;
import java.util.function.UnaryOperator;

/** A private key, in memory or behind a function. */
public final class Key extends Handle {
    /** Kept as long as the key: the library calls it. */
    private final Native.Sign callback;

    private Key(Pointer pointer, Native.Sign callback) {
        super(pointer, "sidian_key_free");
        this.callback = callback;
    }

    /** A new key: sm2, ed25519, p256, p384 or rsa. */
    public static Key generate(String suite) {
        return new Key(Native.made("sidian_key_generate", new Native.Data(suite)), null);
    }

    /** Reads PEM or PKCS#8 DER; the password may be null. */
    public static Key read(byte[] file, String password) {
        return new Key(
                Native.made("sidian_key_read", new Native.Data(file), new Native.Data(password)), null);
    }

    /** A key that only {@code sign} can reach; it may be called from any thread. */
    public static Key elsewhere(String algorithm, byte[] spki, UnaryOperator<byte[]> sign) {
        Native.Sign callback = (userdata, message, length, value, capacity, valueLength) -> {
            try {
                byte[] made = sign.apply(message.getByteArray(0, Math.toIntExact(length)));
                if (made.length > capacity) {
                    return 2;
                }
                value.write(0, made, 0, made.length);
                valueLength.setLong(0, made.length);
                return 0;
            } catch (RuntimeException refused) {
                return 1;
            }
        };
        return new Key(Native.made("sidian_key_from_callback", new Native.Data(algorithm),
                new Native.Data(spki), callback, Pointer.NULL), callback);
    }

    /** The public half as SubjectPublicKeyInfo. */
    public byte[] spki() {
        return Native.bytes("sidian_key_public", this);
    }

    /** The name of what it signs with. */
    public String algorithm() {
        return Native.text("sidian_key_algorithm", this);
    }

    /** Signs bytes. */
    public byte[] sign(byte[] message) {
        return Native.bytes("sidian_key_sign", this, new Native.Data(message));
    }

    boolean isElsewhere() {
        return callback != null;
    }
}

package org.sidian;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** Judges files; shared by threads freely. */
public final class Verifier extends Handle {
    private Verifier(Pointer pointer) {
        super(pointer, "sidian_verifier_free");
    }

    /** Gathers trust and evidence. */
    public static final class Builder implements AutoCloseable {
        private final Pointer trust = Native.made("sidian_trust_new");
        private final Pointer evidence = Native.made("sidian_evidence_new");

        /** Trusts the certificates of a file, in the list of that name. */
        public Builder trust(String list, byte[] file) {
            Native.call("sidian_trust_add", trust, new Native.Data(list), new Native.Data(file));
            return this;
        }

        /** Adds a revocation list. */
        public Builder crl(byte[] file) {
            Native.call("sidian_evidence_add_crl", evidence, new Native.Data(file));
            return this;
        }

        /** Adds an OCSP response. */
        public Builder ocsp(byte[] file) {
            Native.call("sidian_evidence_add_ocsp", evidence, new Native.Data(file));
            return this;
        }

        /** Adds a status list of licences. */
        public Builder statusList(byte[] file) {
            Native.call("sidian_evidence_add_status_list", evidence, new Native.Data(file));
            return this;
        }

        /** The verifier; trust and evidence are copied. */
        public Verifier build() {
            return new Verifier(Native.made("sidian_verifier_new", trust, evidence, Pointer.NULL));
        }

        @Override
        public void close() {
            Native.raw("sidian_trust_free", trust);
            Native.raw("sidian_evidence_free", evidence);
        }
    }

    /** Judges any signed PDF. */
    public Report document(byte[] file, long now) {
        return ask("sidian_verify_document", file, now);
    }

    /** Judges a licence; a document that holds none does not pass. */
    public Report licence(byte[] file, long now) {
        return ask("sidian_verify_licence", file, now);
    }

    private Report ask(String how, byte[] file, long now) {
        PointerByReference out = new PointerByReference();
        int status = Native.raw(how, pointer(), new Native.Data(file), now, out);
        if (out.getValue() == null) {
            throw new SidianException(status, Native.lastError());
        }
        return new Report(out.getValue(), status);
    }
}

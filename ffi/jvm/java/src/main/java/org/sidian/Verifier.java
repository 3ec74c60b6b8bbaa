package org.sidian;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.PointerByReference;
import java.lang.ref.Reference;

/** Judges files; shared by threads freely. */
public final class Verifier extends Handle {
    private Verifier(Pointer pointer) {
        super(pointer, "sidian_verifier_free");
    }

    /** Gathers trust and evidence. */
    public static final class Builder implements AutoCloseable {
        private final Pointer trust = Native.made("sidian_trust_new");
        private final Pointer evidence = Native.made("sidian_evidence_new");
        private Ledger own;
        private Ledger ledger;

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

        /** Adds certificates that may be needed; they are not trusted. */
        public Builder certificates(byte[] file) {
            Native.call("sidian_evidence_add_certificates", evidence, new Native.Data(file));
            return this;
        }

        /** Remembers show codes and counts uses, in memory. */
        public Builder remember() {
            own = own == null ? new Ledger() : own;
            return remember(own);
        }

        /** Remembers and counts in this ledger, which may serve several verifiers. */
        public Builder remember(Ledger ledger) {
            this.ledger = ledger;
            return this;
        }

        /** An extender with the same trust and evidence, and timestamps over this hash function. */
        public Extender extender(String hash) {
            return new Extender(trust, evidence, hash);
        }

        /** The verifier; trust and evidence are copied. */
        public Verifier build() {
            Policy policy = new Policy();
            policy.ledger = ledger == null ? Pointer.NULL : ledger.pointer();
            policy.size = policy.size();
            Verifier made = new Verifier(Native.made("sidian_verifier_new", trust, evidence, policy));
            Reference.reachabilityFence(ledger);
            return made;
        }

        @Override
        public void close() {
            Native.raw("sidian_trust_free", trust);
            Native.raw("sidian_evidence_free", evidence);
            if (own != null) {
                own.close();
            }
        }
    }

    /** What is demanded, as {@code sidian_policy}. */
    @Structure.FieldOrder({"size", "revocation", "rememberCodes", "weakAlgorithms", "hasAskedAt", "askedAt",
        "ledger"})
    public static final class Policy extends Structure {
        public long size;
        public int revocation;
        public int rememberCodes;
        public int weakAlgorithms;
        public int hasAskedAt;
        public long askedAt;
        public Pointer ledger;
    }

    /** Judges any signed PDF. */
    public Report document(byte[] file, long now) {
        return ask("sidian_verify_document", file, now);
    }

    /** Judges a licence; a document that holds none does not pass. */
    public Report licence(byte[] file, long now) {
        return ask("sidian_verify_licence", file, now);
    }

    /** Judges a seal by itself. */
    public Report seal(byte[] file, long now) {
        return ask("sidian_verify_seal", file, now);
    }

    /** Judges a package of materials. */
    public Report materials(byte[] file, long now) {
        return ask("sidian_verify_package", file, now);
    }

    /** Judges an authorisation for what a department is about to do. */
    public Report grant(byte[] token, Licence licence, String recipient, String item, String purpose, long now) {
        Text.Value none = new Text.Value(null);
        String text = new String(token, java.nio.charset.StandardCharsets.UTF_8);
        return ask("sidian_verify_grant", new Text.Value(text), licence, new Text.Value(recipient),
                new Text.Value(item), new Text.Value(purpose), none, none, now);
    }

    /** Judges a show code that was scanned. */
    public Report showCode(String code, Licence licence, long now) {
        return ask("sidian_verify_show", new Native.Data(code), licence,
                new Native.Data((String) null), now);
    }

    /** Judges a receipt; what it must be about and which case it must belong to may be null. */
    public Report receipt(byte[] receipt, byte[] document, String caseNumber, long now) {
        return ask("sidian_verify_receipt", new Native.Data(receipt), new Native.Data(document),
                new Native.Data(caseNumber), now);
    }

    /** Judges an annotated copy for this use; without the original (null) the answer stays open. */
    public Report copy(byte[] pdf, String recipient, String purpose, String caseNumber, byte[] original, long now) {
        return ask("sidian_verify_copy", new Native.Data(pdf), new Text.Value(recipient), new Text.Value(purpose),
                new Text.Value(caseNumber), new Native.Data(original), now);
    }

    /** Judges fields that a holder presents: to whom, for which question, and whether all of them are there. */
    public Report share(String presented, String audience, String nonce, String purpose, String fields, long now) {
        return ask("sidian_verify_share", new Text.Value(presented), new Text.Value(audience),
                new Text.Value(nonce), new Text.Value(purpose), new Text.Value(fields), now);
    }

    /** Judges what another department tells this one, for one service item. */
    public Report fact(String token, String recipient, String item, long now) {
        return ask("sidian_verify_fact", new Text.Value(token), new Text.Value(recipient), new Text.Value(item),
                now);
    }

    private Report ask(String how, byte[] file, long now) {
        return ask(how, new Native.Data(file), now);
    }

    private Report ask(String how, Object... arguments) {
        PointerByReference out = new PointerByReference();
        Object[] first = new Object[arguments.length + 1];
        first[0] = this;
        System.arraycopy(arguments, 0, first, 1, arguments.length);
        int status = Native.raw(how, Native.with(first, out));
        if (out.getValue() == null) {
            throw new SidianException(status, Native.lastError());
        }
        return new Report(out.getValue(), status);
    }
}

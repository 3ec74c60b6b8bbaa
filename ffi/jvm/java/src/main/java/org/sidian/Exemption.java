package org.sidian;

import com.sun.jna.Structure;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;

/** Which papers of a service item's list need not be handed in; the decision is the department's. */
public final class Exemption extends Handle {
    /** What becomes of a paper. */
    public enum Outcome { SATISFIED, NEEDS_GRANT, STALE, EXPIRED, REFUSED, HAND_IN }

    /** Compares what was brought with the list. */
    public Exemption(Item item, Applicant applicant, long now) {
        super(Native.made("sidian_exempt", item, applicant, now), "sidian_exemption_free");
    }

    /** Whether nothing that everybody needs is left to hand in. */
    public boolean complete() {
        IntByReference complete = new IntByReference();
        Native.call("sidian_exemption_complete", this, complete);
        return complete.getValue() != 0;
    }

    /** How many papers the list has. */
    public int size() {
        LongByReference count = new LongByReference();
        Native.call("sidian_exemption_count", this, count);
        return Math.toIntExact(count.getValue());
    }

    /** The name of one paper, counted from 0. */
    public String paper(int index) {
        return Native.text("sidian_exemption_paper_name", this, (long) index);
    }

    /** What becomes of one paper. */
    public Outcome outcome(int index) {
        Paper paper = new Paper();
        Native.call("sidian_exemption_paper", this, (long) index, paper);
        return Outcome.values()[paper.outcome];
    }

    /** The whole answer as JSON, with reasons and what to do next. */
    public String json(boolean chinese) {
        return Native.text("sidian_exemption_json", this, chinese ? 0 : 1);
    }

    /** The list of papers of a service item: a built-in one by code or name, or one from its JSON. */
    public static final class Item extends Handle {
        public Item(String nameOrJson) {
            super(Native.made("sidian_item_read", new Native.Data(nameOrJson)), "sidian_item_free");
        }

        /** Its code. */
        public String code() {
            return Native.text("sidian_item_code", this);
        }

        /** The department that decides: kind and code. */
        public String department() {
            return Native.text("sidian_item_department", this);
        }
    }

    /** Somebody who applies, and everything that was verified for the case. */
    public static final class Applicant extends Handle {
        /** Who (kind and code), and in which case (or null). */
        public Applicant(String who, String caseNumber) {
            super(Native.made("sidian_applicant_new", new Text.Value(who), new Text.Value(caseNumber)),
                    "sidian_applicant_free");
        }

        /** Names another party of the case by its role in the list. */
        public Applicant party(String role, String who) {
            Native.call("sidian_applicant_add_party", this, new Text.Value(role), new Text.Value(who));
            return this;
        }

        /** Brings what a report proves; the type explains a licence that did not pass (or null). */
        public Applicant brings(Report report, String licenceType) {
            Native.call("sidian_applicant_add_report", this, report, new Text.Value(licenceType));
            return this;
        }
    }

    /** What a department tells another about somebody; parties are kind and code. */
    public static final class Fact {
        public String teller;
        public String recipient;
        public String about;
        public String item;
        public String code;
        public String name;
        public boolean holds;
        public long from;
        public long until;

        /** Signs it: a compact JWS. */
        public String sign(Key key, Certificates chain) {
            Told told = new Told();
            told.teller.set(teller);
            told.recipient.set(recipient);
            told.about.set(about);
            told.item.set(item);
            told.code.set(code);
            told.name.set(name);
            told.holds = holds ? 1 : 0;
            told.from = from;
            told.until = until;
            told.size = told.size();
            return Native.text("sidian_fact_sign", told, key, chain);
        }
    }

    /** {@code sidian_fact}. */
    @Structure.FieldOrder({"size", "teller", "recipient", "about", "item", "code", "name", "holds", "from", "until"})
    public static final class Told extends Structure {
        public long size;
        public Text teller = new Text();
        public Text recipient = new Text();
        public Text about = new Text();
        public Text item = new Text();
        public Text code = new Text();
        public Text name = new Text();
        public int holds;
        public long from;
        public long until;
    }

    /** {@code sidian_paper}. */
    @Structure.FieldOrder({"outcome", "required", "findings"})
    public static final class Paper extends Structure {
        public int outcome;
        public int required;
        public long findings;
    }
}

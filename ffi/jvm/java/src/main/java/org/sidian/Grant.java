package org.sidian;

import com.sun.jna.Structure;

/**
 * What an authorisation says. Parties are kind and code, such as {@code 001:91410800MA4400D94H}; what
 * is left null says nothing.
 */
public final class Grant {
    public String holder;
    public String recipient;
    public String item;
    public String itemName;
    public String purpose;
    public String licence;
    public String fields;
    public String caseNumber;
    public int uses;
    public long from;
    public long until;

    /** Signs it with the holder's key. */
    public byte[] sign(Key key, Certificates chain) {
        Layout layout = new Layout();
        layout.holder.set(holder);
        layout.recipient.set(recipient);
        layout.item.set(item);
        layout.itemName.set(itemName);
        layout.purpose.set(purpose);
        layout.licence.set(licence);
        layout.fields.set(fields);
        layout.caseNumber.set(caseNumber);
        layout.uses = uses;
        layout.from = from;
        layout.until = until;
        layout.size = layout.size();
        return Native.bytes("sidian_grant_sign", layout, key, chain);
    }

    /** The first fields of {@code sidian_grant}: what it lacks has its default. */
    @Structure.FieldOrder({"size", "holder", "recipient", "item", "itemName", "purpose", "licence", "fields",
        "caseNumber", "uses", "from", "until"})
    public static final class Layout extends Structure {
        public long size;
        public Text holder = new Text();
        public Text recipient = new Text();
        public Text item = new Text();
        public Text itemName = new Text();
        public Text purpose = new Text();
        public Text licence = new Text();
        public Text fields = new Text();
        public Text caseNumber = new Text();
        public int uses;
        public long from;
        public long until;
    }
}

package org.sidian;

import com.sun.jna.Structure;

/**
 * What a department verified, to be signed for the file. Parties are kind and code; what is left null
 * says nothing.
 */
public final class Receipt {
    public String name;
    public byte[] document;
    public String department;
    public String caseNumber;
    public long judgedAt;
    public String item;
    public String itemName;
    public String operatorAccount;
    public String operatorName;
    public String operatorUnit;

    /** Signs a receipt about the answer in a report, which this verifier gave; it may say "failed". */
    public byte[] sign(Report report, Verifier verifier, Key key, Certificates chain, long now) {
        Layout layout = new Layout();
        layout.name.set(name);
        layout.document.set(document);
        layout.department.set(department);
        layout.caseNumber.set(caseNumber);
        layout.judgedAt = judgedAt;
        layout.item.set(item);
        layout.itemName.set(itemName);
        layout.operatorAccount.set(operatorAccount);
        layout.operatorName.set(operatorName);
        layout.operatorUnit.set(operatorUnit);
        layout.size = layout.size();
        return Native.bytes("sidian_receipt_sign", report, verifier, layout, key,
                chain, now);
    }

    /** Has a receipt dated: the same with a timestamp. */
    public static byte[] stamp(byte[] receipt, Authority authority, long now) {
        return Native.bytes("sidian_receipt_stamp", new Native.Data(receipt), authority, now);
    }

    /** Draws a receipt as one page (PDF) with the receipt inside; the font may be null. */
    public static byte[] draw(byte[] receipt, byte[] font, long now) {
        return Native.bytes("sidian_receipt_draw", new Native.Data(receipt), new Native.Data(font), now);
    }

    /** {@code sidian_receipt}: bytes and texts lie in it alike. */
    @Structure.FieldOrder({"size", "name", "document", "department", "caseNumber", "judgedAt", "item", "itemName",
        "operatorAccount", "operatorName", "operatorUnit"})
    public static final class Layout extends Structure {
        public long size;
        public Text name = new Text();
        public Text document = new Text();
        public Text department = new Text();
        public Text caseNumber = new Text();
        public long judgedAt;
        public Text item = new Text();
        public Text itemName = new Text();
        public Text operatorAccount = new Text();
        public Text operatorName = new Text();
        public Text operatorUnit = new Text();
    }
}

package org.sidian;

/** Counts uses, remembers show codes and copies, in memory. */
public final class Ledger extends Handle {
    /** An empty one. */
    public Ledger() {
        super(Native.made("sidian_ledger_new"), "sidian_ledger_free");
    }
}

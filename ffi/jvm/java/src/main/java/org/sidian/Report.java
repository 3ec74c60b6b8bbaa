package org.sidian;

import com.sun.jna.Pointer;

/** The answer about one file, with its reasons. Only {@link #passed} is good. */
public final class Report extends Handle {
    /** The answers. */
    public enum Verdict { PASSED, FAILED, INDETERMINATE }

    private final Verdict verdict;

    Report(Pointer pointer, int status) {
        super(pointer, "sidian_report_free");
        this.verdict = status == 0 ? Verdict.PASSED : status == 100 ? Verdict.FAILED : Verdict.INDETERMINATE;
    }

    /** The verdict. */
    public Verdict verdict() {
        return verdict;
    }

    /** The only good answer. */
    public boolean passed() {
        return verdict == Verdict.PASSED;
    }

    /** The whole report as JSON, its messages in Chinese or else in English. */
    public String json(String file, boolean chinese) {
        return Native.text("sidian_report_json", this, new Native.Data(file), chinese ? 0 : 1);
    }

    /** The identifier of the licence, if and only if the report passed and the file is one. */
    public String licenceId() {
        return licence("sidian_licence_id");
    }

    /** The metadata of the licence as JSON, if and only if the report passed and the file is one. */
    public String licenceJson() {
        return licence("sidian_licence_json");
    }

    /** The licence, if and only if the report passed and the file is one. */
    public Licence licence() {
        return new Licence(Native.made("sidian_report_licence", this));
    }

    /** A field that was presented, as JSON, if and only if the report passed. */
    public String shared(String field) {
        return Native.text("sidian_report_shared_field", this, new Native.Data(field));
    }

    private String licence(String what) {
        Pointer licence = Native.made("sidian_report_licence", this);
        try {
            return Native.text(what, licence);
        } finally {
            Native.raw("sidian_licence_free", licence);
        }
    }
}

package org.sidian;

/** The question could not be asked; {@link #status} is the stable number of the reason. */
public final class SidianException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    SidianException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The stable number, the same in every language. */
    public int status() {
        return status;
    }
}

package org.sidian;

import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;

/** An object of the library. It is freed by {@link #close}, or when it is collected. */
public abstract class Handle implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();
    private final Pointer pointer;
    private final Cleaner.Cleanable cleanable;

    Handle(Pointer pointer, String free) {
        this.pointer = pointer;
        this.cleanable = CLEANER.register(this, new Free(pointer, free));
    }

    final Pointer pointer() {
        return pointer;
    }

    @Override
    public void close() {
        cleanable.clean();
    }

    private static final class Free implements Runnable {
        private final Pointer pointer;
        private final String free;
        private final AtomicBoolean done = new AtomicBoolean();

        Free(Pointer pointer, String free) {
            this.pointer = pointer;
            this.free = free;
        }

        @Override
        public void run() {
            if (done.compareAndSet(false, true)) {
                Native.raw(free, pointer);
            }
        }
    }
}

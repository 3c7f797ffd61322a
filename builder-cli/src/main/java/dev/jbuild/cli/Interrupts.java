// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Lets a command end in good order when the process is told to end.
 *
 * <p>On SIGINT, SIGTERM and SIGHUP the JVM runs its shutdown hooks and exits with 128 and the
 * signal's number. The hook here interrupts the command and gives it most of a second to stop its
 * containers and to clean up.
 */
final class Interrupts {
  private static final int GRACE_MILLIS = 900;

  private Interrupts() {}

  /** Runs {@code command} in this thread, then ends the JVM with its result. */
  static void exitWith(IntSupplier command) {
    CountDownLatch finished = new CountDownLatch(1);
    AtomicBoolean told = new AtomicBoolean();
    Thread running = Thread.currentThread();
    Thread hook = new Thread(() -> stop(running, finished, told), "jbuild-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    int code;
    try {
      code = command.getAsInt();
    } finally {
      finished.countDown();
    }
    while (told.get()) {
      // The signal's code counts. To exit now, after the hooks, would make it this one.
      LockSupport.park();
    }
    System.exit(code);
  }

  private static void stop(Thread running, CountDownLatch finished, AtomicBoolean told) {
    if (finished.getCount() == 0) {
      return;
    }
    told.set(true);
    running.interrupt();
    try {
      if (!finished.await(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        System.err.println("interrupted before everything was cleaned up");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

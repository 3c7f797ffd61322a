// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Source;

/**
 * A body that has to come at some pace. A time-out of single reads doesn't notice a server that
 * sends a byte a minute.
 */
final class SteadySource extends ForwardingSource {
  private final Time time;
  private final Duration window;
  private final long leastBytes;
  private long windowStart;
  private long windowBytes;
  private long lastEnd;

  /** Fails once fewer than {@code leastBytes} come within {@code window}. */
  SteadySource(Source source, Time time, Duration window, long leastBytes) {
    super(source);
    this.time = time;
    this.window = window;
    this.leastBytes = leastBytes;
    this.windowStart = time.nanos();
    this.lastEnd = windowStart;
  }

  @Override
  public long read(Buffer sink, long byteCount) throws IOException {
    long before = time.nanos();
    // What the reader does between two reads is not the server's time.
    windowStart += before - lastEnd;
    long count = super.read(sink, byteCount);
    lastEnd = time.nanos();
    windowBytes += Math.max(count, 0);
    long elapsed = lastEnd - windowStart;
    if (elapsed < window.toNanos()) {
      return count;
    }
    if (windowBytes < leastBytes && count >= 0) {
      throw new InterruptedIOException(
          "only " + windowBytes + " bytes in " + Duration.ofNanos(elapsed).toSeconds() + " s");
    }
    windowStart = lastEnd;
    windowBytes = 0;
    return count;
  }
}

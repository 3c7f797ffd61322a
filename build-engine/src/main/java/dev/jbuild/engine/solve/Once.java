// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Work that is done once a key, in the thread that asks first; others wait for it. A failure is
 * told to all who wait, and the next who asks tries anew.
 */
final class Once<K, V> {
  private final ConcurrentMap<K, CompletableFuture<V>> results = new ConcurrentHashMap<>();

  /** What {@link #get} does for a key. */
  @FunctionalInterface
  interface Work<V> {
    V run() throws IOException;
  }

  V get(K key, Work<V> work) throws IOException {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> other = results.putIfAbsent(key, mine);
    if (other != null) {
      return Futures.await(other);
    }
    try {
      V result = work.run();
      mine.complete(result);
      return result;
    } catch (IOException | RuntimeException | Error e) {
      results.remove(key, mine);
      mine.completeExceptionally(e);
      throw e;
    }
  }
}

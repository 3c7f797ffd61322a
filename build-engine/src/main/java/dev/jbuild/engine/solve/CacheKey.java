// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Digests the parts that make up a cache key, each with its name and length, so that no two lists
 * of parts run together.
 */
final class CacheKey {
  private final MessageDigest sha256 = Digest.newSha256();
  // Keys have many short parts, and to digest each by itself takes longer than to digest them.
  private final ByteBuffer buffer = ByteBuffer.allocate(8192);
  private final BiConsumer<String, String> listener;

  private CacheKey(BiConsumer<String, String> listener) {
    this.listener = listener;
  }

  /** Starts a key of one kind: {@code run}, {@code copy}; kinds never collide. */
  static CacheKey of(String kind) {
    return new CacheKey((name, value) -> {}).add("kind", kind);
  }

  /** As {@link #of(String)}; {@code listener} is told the name and the value of each part. */
  static CacheKey of(String kind, BiConsumer<String, String> listener) {
    return new CacheKey(listener).add("kind", kind);
  }

  CacheKey with(String name, String value) {
    listener.accept(name, value);
    return add(name, value);
  }

  private CacheKey add(String name, String value) {
    text(name);
    text(value);
    return this;
  }

  CacheKey with(String name, Digest digest) {
    return with(name, digest.hex());
  }

  CacheKey with(String name, long value) {
    return with(name, Long.toString(value));
  }

  CacheKey with(String name, Iterable<String> values) {
    for (String value : values) {
      with(name, value);
    }
    return add(name + " end", "");
  }

  CacheKey with(String name, Map<String, String> values) {
    values.forEach(
        (key, value) -> {
          listener.accept(name + " " + key, value);
          add(name + " key", key).add(name + " value", value);
        });
    return add(name + " end", "");
  }

  CacheKey with(String name, byte[] value) {
    listener.accept(name, Digest.ofData(value).toString());
    text(name);
    room(Integer.BYTES).putInt(value.length);
    flush();
    sha256.update(value);
    return this;
  }

  /** The key; this object is then spent. */
  Digest digest() {
    flush();
    return Digest.of(sha256.digest());
  }

  /** In UTF-16: charsets lose lone surrogates, which stand for bytes of names that are no UTF-8. */
  private void text(String text) {
    room(Integer.BYTES).putInt(text.length());
    for (int i = 0; i < text.length(); i++) {
      room(Character.BYTES).putChar(text.charAt(i));
    }
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  private void flush() {
    sha256.update(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;

/**
 * Digests the parts that make up a cache key, each with its name and length, so that no two lists
 * of parts run together.
 */
final class CacheKey {
  private final MessageDigest sha256 = Digest.newSha256();

  /** Starts a key of one kind: {@code run}, {@code copy}; kinds never collide. */
  static CacheKey of(String kind) {
    return new CacheKey().with("kind", kind);
  }

  CacheKey with(String name, String value) {
    field(name.getBytes(StandardCharsets.UTF_8));
    field(utf16(value));
    return this;
  }

  CacheKey with(String name, Digest digest) {
    return with(name, digest.hex());
  }

  CacheKey with(String name, long value) {
    return with(name, Long.toString(value));
  }

  CacheKey with(String name, Iterable<String> values) {
    values.forEach(value -> with(name, value));
    return with(name + " end", "");
  }

  CacheKey with(String name, Map<String, String> values) {
    values.forEach((key, value) -> with(name + " key", key).with(name + " value", value));
    return with(name + " end", "");
  }

  CacheKey with(String name, byte[] value) {
    field(name.getBytes(StandardCharsets.UTF_8));
    field(value);
    return this;
  }

  /** The key; this object is then spent. */
  Digest digest() {
    return Digest.of(sha256.digest());
  }

  /** Charsets lose lone surrogates, which stand for bytes of names that are not UTF-8. */
  private static byte[] utf16(String value) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * value.length());
    bytes.asCharBuffer().put(value);
    return bytes.array();
  }

  private void field(byte[] bytes) {
    sha256.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
    sha256.update(bytes);
  }
}

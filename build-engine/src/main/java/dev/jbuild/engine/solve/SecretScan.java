// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Looks for the value of a secret, as it is, in data (Knuth, Morris, Pratt: each byte once). */
final class SecretScan {
  /** Shorter ones are found everywhere. */
  private static final int SHORTEST = 6;

  private final byte[] value;
  private final int[] fallback;

  private SecretScan(byte[] value) {
    this.value = value;
    this.fallback = new int[value.length];
    for (int i = 1, length = 0; i < value.length; i++) {
      while (length > 0 && value[i] != value[length]) {
        length = fallback[length - 1];
      }
      if (value[i] == value[length]) {
        length++;
      }
      fallback[i] = length;
    }
  }

  /** For a value without the white space around it; none if that is too short to be told. */
  static Optional<SecretScan> of(byte[] secret) {
    int start = 0;
    int end = secret.length;
    while (start < end && secret[start] <= ' ' && secret[start] >= 0) {
      start++;
    }
    while (end > start && secret[end - 1] <= ' ' && secret[end - 1] >= 0) {
      end--;
    }
    return end - start < SHORTEST
        ? Optional.empty()
        : Optional.of(new SecretScan(Arrays.copyOfRange(secret, start, end)));
  }

  /** Reads until it is found, or to the end. */
  boolean isIn(InputStream data) throws IOException {
    InputStream in = new BufferedInputStream(data, 1 << 16);
    int length = 0;
    for (int c = in.read(); c >= 0; c = in.read()) {
      while (length > 0 && (byte) c != value[length]) {
        length = fallback[length - 1];
      }
      if ((byte) c == value[length]) {
        length++;
      }
      if (length == value.length) {
        return true;
      }
    }
    return false;
  }
}

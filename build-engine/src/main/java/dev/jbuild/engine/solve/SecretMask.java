// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import java.util.Arrays;
import java.util.List;

/**
 * Replaces secrets in what a container prints. A secret that is cut between two pieces is found
 * too: what may be the beginning of one is held back until it is known. Not thread-safe.
 */
final class SecretMask {
  /** Shorter ones are found in too much that is none. */
  private static final int LEAST_BYTES = 4;

  private static final byte[] STARS = {'*', '*', '*'};

  private final List<byte[]> secrets;
  private final OutputText text;
  private byte[] rest = new byte[0];

  SecretMask(List<byte[]> secrets, OutputText text) {
    this.secrets =
        secrets.stream().map(SecretMask::stripped).filter(s -> s.length >= LEAST_BYTES).toList();
    this.text = text;
  }

  void accept(byte[] buffer, int length) {
    if (secrets.isEmpty()) {
      text.accept(buffer, length);
      return;
    }
    byte[] all = Arrays.copyOf(rest, rest.length + length);
    System.arraycopy(buffer, 0, all, rest.length, length);
    int from = 0;
    int at = 0;
    while (at < all.length) {
      int found = longestAt(all, at);
      if (found < 0) {
        break;
      }
      if (found > 0) {
        tell(all, from, at);
        text.accept(STARS, STARS.length);
        from = at + found;
      }
      at += Math.max(found, 1);
    }
    tell(all, from, at);
    rest = Arrays.copyOfRange(all, at, all.length);
  }

  /** Tells what was held back. */
  void end() {
    text.accept(rest, rest.length);
    rest = new byte[0];
    text.end();
  }

  private void tell(byte[] bytes, int from, int to) {
    if (to > from) {
      byte[] piece = Arrays.copyOfRange(bytes, from, to);
      text.accept(piece, piece.length);
    }
  }

  /** The length of the secret that begins there; 0 if none does, -1 if more has to be known. */
  private int longestAt(byte[] bytes, int at) {
    int longest = 0;
    for (byte[] secret : secrets) {
      int length = Math.min(secret.length, bytes.length - at);
      if (Arrays.equals(bytes, at, at + length, secret, 0, length)) {
        if (length < secret.length) {
          return -1;
        }
        longest = Math.max(longest, length);
      }
    }
    return longest;
  }

  /** Files end with a newline that is no part of the secret. */
  private static byte[] stripped(byte[] secret) {
    int end = secret.length;
    while (end > 0 && secret[end - 1] <= ' ' && secret[end - 1] >= 0) {
      end--;
    }
    return Arrays.copyOf(secret, end);
  }
}

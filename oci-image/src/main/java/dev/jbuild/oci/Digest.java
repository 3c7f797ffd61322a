// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A content digest as written in descriptors: {@code sha256:<hex>}.
 *
 * <p>Only {@code sha256} is accepted; hex is 64 lower-case digits. See image-spec descriptor.md,
 * "Digests".
 */
public record Digest(String hex) implements Comparable<Digest> {

  private static final String PREFIX = "sha256:";
  private static final MessageDigest FRESH = findSha256();

  public Digest {
    if (hex.length() != 64 || !isLowerHex(hex)) {
      throw new IllegalArgumentException("not 64 lower-case hex digits: " + hex);
    }
  }

  /** Parses {@code sha256:<64 hex digits>}; IllegalArgumentException names the bad part. */
  public static Digest parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("not a sha256 digest: " + text);
    }
    return new Digest(text.substring(PREFIX.length()));
  }

  /** The digest whose 32 raw bytes are {@code sha256}, as {@link MessageDigest#digest} returns. */
  public static Digest of(byte[] sha256) {
    return new Digest(HexFormat.of().formatHex(sha256));
  }

  /** Digests {@code data}. */
  public static Digest ofData(byte[] data) {
    return of(newSha256().digest(data));
  }

  /** A fresh SHA-256, which every Java platform has. */
  public static MessageDigest newSha256() {
    try {
      return (MessageDigest) FRESH.clone(); // to look it up again takes longer than a small file
    } catch (CloneNotSupportedException e) {
      return findSha256();
    }
  }

  private static MessageDigest findSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public int compareTo(Digest other) {
    return hex.compareTo(other.hex);
  }

  /** As a record has it, whose own costs milliseconds at its first use in a process. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Digest digest && hex.equals(digest.hex);
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }

  /** {@code sha256:<hex>}. */
  @Override
  public String toString() {
    return PREFIX + hex;
  }

  private static boolean isLowerHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The extended attributes of a file: immutable, sorted by full name ({@code user.comment}). */
public final class Xattrs {
  private static final Xattrs NONE = new Xattrs(new TreeMap<>());

  /** Values one char a byte: compact, immutable and comparable. */
  private final SortedMap<String, String> values;

  private Xattrs(SortedMap<String, String> values) {
    this.values = values;
  }

  public static Xattrs none() {
    return NONE;
  }

  public static Xattrs of(Map<String, byte[]> values) {
    if (values.isEmpty()) {
      return NONE;
    }
    TreeMap<String, String> copy = new TreeMap<>();
    values.forEach((name, value) -> copy.put(name, new String(value, StandardCharsets.ISO_8859_1)));
    return new Xattrs(copy);
  }

  /** These and one more, or with another value for {@code name}. */
  public Xattrs with(String name, byte[] value) {
    TreeMap<String, String> copy = new TreeMap<>(values);
    copy.put(name, new String(value, StandardCharsets.ISO_8859_1));
    return new Xattrs(copy);
  }

  /** These without {@code name}. */
  public Xattrs without(String name) {
    if (!values.containsKey(name)) {
      return this;
    }
    TreeMap<String, String> copy = new TreeMap<>(values);
    copy.remove(name);
    return copy.isEmpty() ? NONE : new Xattrs(copy);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** The names, sorted. */
  public Set<String> names() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** A copy of the value of {@code name}. */
  public Optional<byte[]> value(String name) {
    return Optional.ofNullable(values.get(name))
        .map(value -> value.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * Whether an attribute belongs in layers: all do but those of the host and of its overlay
   * (SELinux labels, IMA and EVM signatures, NFS ACLs, {@code trusted.*}, {@code user.overlay.*})
   * and jbuild's own records.
   */
  public static boolean belongsInLayer(String name) {
    if (name.startsWith("trusted.")
        || name.startsWith("user.overlay.")
        || name.startsWith("user.jbuild.")) {
      return false;
    }
    return switch (name) {
      case "security.selinux", "security.ima", "security.evm", "system.nfs4_acl" -> false;
      default -> true;
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Xattrs xattrs && values.equals(xattrs.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** The names: values may be secret or binary. */
  @Override
  public String toString() {
    return values.keySet().toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.util.List;
import java.util.OptionalInt;

/**
 * A registry could not be asked, or did not answer as it should.
 *
 * <p>The message holds the method, the address without its query, the status, the registry's own
 * error codes, and what to do about it where that is known. It never holds a credential or a token.
 */
public final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a caller may want to tell apart. */
  public enum Reason {
    /** No connection, or it broke: another attempt, or what is stored locally, may do. */
    UNREACHABLE,
    /** The registry, or its token server, wants other credentials. */
    DENIED,
    /** No such repository, tag, manifest or blob. */
    NOT_FOUND,
    /** Any other error status. */
    REFUSED,
    /** An answer that breaks the specification: a wrong digest, size, type or header. */
    INVALID_ANSWER,
    /** The fault is on this side: unreadable credentials, a blob that can't be read. */
    LOCAL
  }

  private final Reason reason;
  private final OptionalInt status;
  private final List<String> codes;

  RegistryException(Reason reason, String message) {
    this(reason, message, OptionalInt.empty(), List.of());
  }

  RegistryException(Reason reason, String message, Throwable cause) {
    this(reason, message, OptionalInt.empty(), List.of());
    initCause(cause);
  }

  RegistryException(Reason reason, String message, OptionalInt status, List<String> codes) {
    super(message);
    this.reason = reason;
    this.status = status;
    this.codes = List.copyOf(codes);
  }

  public Reason reason() {
    return reason;
  }

  /** The HTTP status, if there was an answer. */
  public OptionalInt status() {
    return status;
  }

  /** The registry's error codes, such as {@code MANIFEST_UNKNOWN}; distribution-spec, "Errors". */
  public List<String> codes() {
    return codes;
  }
}

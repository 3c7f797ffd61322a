// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
    /** An answer that breaks the specification: a wrong size, type or header. */
    INVALID_ANSWER,
    /** What came is not what its digest says: fetched once more, it may be. */
    WRONG_DIGEST,
    /** The fault is on this side: unreadable credentials, a blob that can't be read. */
    LOCAL
  }

  /** How many more attempts are worth their while. */
  enum Remedy {
    /** The same would happen again. */
    NONE,
    /** A cache on the way may have answered. */
    ONE_MORE,
    /** There may be nothing at that address; then the user should not wait long. */
    FEW,
    /** As many as the {@link RetryPolicy} allows. */
    MANY
  }

  private final Reason reason;
  private final transient Remedy remedy;
  private final transient Optional<Duration> retryAfter;
  private final OptionalInt status;
  private final List<String> codes;

  RegistryException(Reason reason, String message) {
    this(reason, message, Remedy.NONE);
  }

  RegistryException(Reason reason, String message, Remedy remedy) {
    this(reason, message, remedy, Optional.empty(), OptionalInt.empty(), List.of());
  }

  RegistryException(Reason reason, String message, Throwable cause) {
    this(reason, message, Remedy.NONE, cause);
  }

  RegistryException(Reason reason, String message, Remedy remedy, Throwable cause) {
    this(reason, message, remedy);
    initCause(cause);
  }

  RegistryException(
      Reason reason,
      String message,
      Remedy remedy,
      Optional<Duration> retryAfter,
      OptionalInt status,
      List<String> codes) {
    super(message);
    this.reason = reason;
    this.remedy = remedy;
    this.retryAfter = retryAfter;
    this.status = status;
    this.codes = List.copyOf(codes);
  }

  /** The same, of which no further attempt is made, and why not. */
  RegistryException givenUp(String why) {
    RegistryException last =
        new RegistryException(
            reason, getMessage() + "; " + why, Remedy.NONE, retryAfter, status, codes);
    last.initCause(Objects.requireNonNullElse(getCause(), this));
    return last;
  }

  Remedy remedy() {
    return remedy;
  }

  /** How long the registry wants to be left alone. */
  Optional<Duration> retryAfter() {
    return retryAfter;
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

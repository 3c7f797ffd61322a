// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Reads {@code Retry-After}, which is a number of seconds or a date; RFC 9110, 10.2.3. */
final class RetryAfter {
  private RetryAfter() {}

  /** How long to wait, if the answer says so and it can be read; never negative. */
  static Optional<Duration> of(Response response) {
    String value = response.header("Retry-After", "");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.matches("[0-9]{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    // The server's clock may be wrong, but it counts from its own time.
    Instant now = date(response.header("Date")).orElseGet(Instant::now);
    return date(value)
        .map(then -> Duration.between(now, then))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
  }

  private static Optional<Instant> date(@Nullable String text) {
    DateTimeFormatter format = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);
    try {
      return Optional.ofNullable(text)
          .filter(t -> !t.isEmpty())
          .map(t -> ZonedDateTime.parse(t, format).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}

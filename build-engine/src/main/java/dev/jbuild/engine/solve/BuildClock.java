// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/** When steps are done: now, or at SOURCE_DATE_EPOCH if that is set. */
final class BuildClock {
  private final InstantSource source;
  private final OptionalLong epochSeconds;

  BuildClock(InstantSource source, OptionalLong epochSeconds) {
    this.source = source;
    this.epochSeconds = epochSeconds;
  }

  /** The epoch as a part of a cache key. */
  String epoch() {
    return epochSeconds.toString();
  }

  Instant now() {
    return epochSeconds.isPresent()
        ? Instant.ofEpochSecond(epochSeconds.getAsLong())
        : source.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}

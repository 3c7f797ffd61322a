// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * What a web server answered to a GET.
 *
 * @param data of the file, to be closed; reading throws RegistryException if the connection breaks.
 *     Absent: the file is the one that the caller has, by its validators
 * @param etag as it was sent
 * @param fileName that Content-Disposition names, a single name
 */
public record Download(
    Optional<InputStream> data,
    Optional<String> etag,
    Optional<Instant> lastModified,
    Optional<String> fileName)
    implements AutoCloseable {

  /** What a caller knows of the file that it has; RFC 9110, "Conditional Requests". */
  public record Validators(Optional<String> etag, Optional<Instant> lastModified) {
    /** Nothing is known: the file is wanted in any case. */
    public static final Validators NONE = new Validators(Optional.empty(), Optional.empty());
  }

  @Override
  public void close() {
    data.ifPresent(Downloader::closeQuietly);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.Response;

/**
 * Where an upload stands, as the registry's last answer to it says.
 *
 * @param location where the next request goes, with a query that must come back as it is
 * @param offset how many bytes the registry has
 * @param leastChunk the least size of a piece that isn't the last, where the registry has one:
 *     {@code OCI-Chunk-Min-Length}
 */
record UploadSession(HttpUrl location, long offset, OptionalLong leastChunk) {
  private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");

  /** What an answer to the begin of an upload says: nothing is there yet. */
  static UploadSession begun(Response response) {
    HttpUrl location =
        location(response)
            .orElseThrow(
                () ->
                    Failures.invalid(
                        response.request(), "the answer does not say where to upload to"));
    return new UploadSession(location, 0, leastChunk(response));
  }

  /** After a piece, or a question for the state; some registries don't repeat the address. */
  UploadSession updated(Response response, long expectedOffset) {
    long there = range(response).orElse(expectedOffset);
    HttpUrl next = location(response).orElse(location);
    OptionalLong least = leastChunk(response).isPresent() ? leastChunk(response) : leastChunk;
    return new UploadSession(next, there, least);
  }

  /** The bytes there are; {@code 0-0} is what registries say of none, too. */
  private static OptionalLong range(Response response) {
    Matcher matcher = RANGE.matcher(response.header("Range", ""));
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    long last = Long.parseLong(matcher.group(1));
    return OptionalLong.of(last == 0 ? 0 : last + 1);
  }

  private static Optional<HttpUrl> location(Response response) {
    return Optional.ofNullable(response.header("Location"))
        .flatMap(l -> Optional.ofNullable(response.request().url().resolve(l)));
  }

  private static OptionalLong leastChunk(Response response) {
    String text = response.header("OCI-Chunk-Min-Length", "");
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The instructions of the language. */
enum Keyword {
  ADD,
  ARG,
  CMD,
  COPY,
  ENTRYPOINT,
  ENV,
  EXPOSE,
  FROM,
  HEALTHCHECK,
  LABEL,
  MAINTAINER,
  ONBUILD,
  RUN,
  SHELL,
  STOPSIGNAL,
  USER,
  VOLUME,
  WORKDIR;

  /** Whether the words of this instruction may open here-documents. */
  boolean takesHeredocs() {
    return this == RUN || this == COPY || this == ADD;
  }

  /** The instruction of this name in any case. */
  static Optional<Keyword> of(String name) {
    try {
      return Optional.of(valueOf(name.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  static Optional<String> nearest(String name) {
    return Nearest.to(
        name.toUpperCase(Locale.ROOT), Arrays.stream(values()).map(Keyword::name).toList());
  }
}

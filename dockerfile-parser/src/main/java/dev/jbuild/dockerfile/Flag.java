// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.List;

/** A flag that an instruction takes. */
record Flag(String name, Kind kind) {

  /** What may stand after the name. */
  enum Kind {
    /** {@code --name=value}, once. */
    TEXT,
    /** {@code --name=value}, any number of times. */
    LIST,
    /** {@code --name}, {@code --name=true} or {@code --name=false}, once. */
    YES_NO
  }

  /** All flags of an instruction. */
  static List<Flag> of(Keyword keyword) {
    return switch (keyword) {
      case ADD ->
          List.of(
              text("chown"),
              text("chmod"),
              yesNo("link"),
              yesNo("unpack"),
              yesNo("keep-git-dir"),
              text("checksum"),
              list("exclude"));
      case COPY ->
          List.of(
              text("from"),
              text("chown"),
              text("chmod"),
              yesNo("link"),
              yesNo("parents"),
              list("exclude"));
      case FROM -> List.of(text("platform"), list("after"));
      case HEALTHCHECK ->
          List.of(
              text("interval"),
              text("timeout"),
              text("start-period"),
              text("start-interval"),
              text("retries"));
      case RUN -> List.of(text("network"), list("mount"), text("security"), list("device"));
      case ARG, CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, MAINTAINER, ONBUILD -> List.of();
      case SHELL, STOPSIGNAL, USER, VOLUME, WORKDIR -> List.of();
    };
  }

  static Flag text(String name) {
    return new Flag(name, Kind.TEXT);
  }

  static Flag yesNo(String name) {
    return new Flag(name, Kind.YES_NO);
  }

  static Flag list(String name) {
    return new Flag(name, Kind.LIST);
  }
}

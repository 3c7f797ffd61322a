// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.List;

/** A flag that an instruction takes; one that is not {@code supported} is an error by its name. */
record Flag(String name, Kind kind, boolean supported) {

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
              refused("keep-git-dir", Kind.YES_NO),
              refused("checksum", Kind.TEXT),
              refused("exclude", Kind.LIST));
      case COPY ->
          List.of(
              text("from"),
              text("chown"),
              text("chmod"),
              yesNo("link"),
              refused("parents", Kind.YES_NO),
              refused("exclude", Kind.LIST));
      case FROM -> List.of(text("platform"), refused("after", Kind.LIST));
      case HEALTHCHECK ->
          List.of(
              text("interval"),
              text("timeout"),
              text("start-period"),
              text("start-interval"),
              text("retries"));
      case RUN ->
          List.of(
              text("network"),
              refused("mount", Kind.LIST),
              refused("security", Kind.TEXT),
              refused("device", Kind.LIST));
      case ARG, CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, MAINTAINER, ONBUILD -> List.of();
      case SHELL, STOPSIGNAL, USER, VOLUME, WORKDIR -> List.of();
    };
  }

  static Flag text(String name) {
    return new Flag(name, Kind.TEXT, true);
  }

  static Flag yesNo(String name) {
    return new Flag(name, Kind.YES_NO, true);
  }

  private static Flag refused(String name, Kind kind) {
    return new Flag(name, kind, false);
  }
}

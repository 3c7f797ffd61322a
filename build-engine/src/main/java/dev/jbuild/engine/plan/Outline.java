// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Span;
import java.util.List;
import java.util.Optional;

/**
 * What a build of one stage can be given: {@code --call=outline}.
 *
 * @param name of the stage; the last one may have none
 * @param description of the comment above its FROM
 */
public record Outline(
    Optional<String> name,
    Optional<String> description,
    List<Arg> args,
    List<Use> secrets,
    List<Use> ssh,
    List<Use> caches) {

  public Outline {
    args = List.copyOf(args);
    secrets = List.copyOf(secrets);
    ssh = List.copyOf(ssh);
    caches = List.copyOf(caches);
  }

  /** A build argument, with the value that it has if nothing more is said. */
  public record Arg(
      String name, Optional<String> value, Optional<String> description, Span place) {}

  /** Something that a RUN mounts, by its id. */
  public record Use(String id, boolean required, Span place) {}
}

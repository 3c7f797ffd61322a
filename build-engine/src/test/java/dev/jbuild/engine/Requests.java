// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.oci.Compression;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Requests that ask for nothing but what a test is about. */
public final class Requests {
  private Requests() {}

  public static BuildRequest of(Path root, Path context, List<String> tags) {
    ContextSource directory = new ContextSource.Directory(context);
    return of(root, directory, Optional.empty(), Map.of(), tags, Map.of());
  }

  public static BuildRequest of(
      Path root,
      ContextSource context,
      Optional<DockerfileSource> dockerfile,
      Map<String, ContextSource> named,
      List<String> tags,
      Map<String, String> buildArgs) {
    return new BuildRequest(
        root,
        context,
        dockerfile,
        named,
        tags,
        buildArgs,
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        CacheOptions.DEFAULT,
        ContextModes.KEPT,
        PullPolicy.NEWER,
        NetworkMode.HOST,
        Compression.ZSTD,
        OptionalInt.empty(),
        OptionalLong.empty(),
        List.of(),
        Grants.NONE,
        RegistryAccess.DEFAULT);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Platform;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Everything that says what to build; a value that travels as JSON.
 *
 * @param root the storage root; see docs/architecture.md, "Storage"
 * @param context what COPY and ADD read
 * @param dockerfile absent: {@code Dockerfile}, {@code dockerfile} or {@code Containerfile} in the
 *     context
 * @param namedContexts what {@code --from} and FROM may name
 * @param tags names that the image gets in the store, and is pushed to if an output says so
 * @param buildArgs values of ARG, already looked up where the command line named a variable only
 * @param platform absent: this machine's
 * @param jobs how many RUN steps may run at once; absent: the larger of 4 and twice the cores
 * @param sourceDateEpoch seconds since 1970 that {@code created} and younger files get
 */
public record BuildRequest(
    Path root,
    ContextSource context,
    Optional<DockerfileSource> dockerfile,
    Map<String, ContextSource> namedContexts,
    List<String> tags,
    Map<String, String> buildArgs,
    Optional<String> target,
    Map<String, String> labels,
    Optional<Platform> platform,
    CacheOptions cache,
    ContextModes contextModes,
    PullPolicy pull,
    NetworkMode network,
    Compression compression,
    OptionalInt jobs,
    OptionalLong sourceDateEpoch,
    List<Output> outputs,
    Grants grants,
    RegistryAccess registries) {

  public BuildRequest {
    namedContexts = Collections.unmodifiableMap(new LinkedHashMap<>(namedContexts));
    tags = List.copyOf(tags);
    buildArgs = Collections.unmodifiableMap(new LinkedHashMap<>(buildArgs));
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    outputs = List.copyOf(outputs);
  }

  /** Everything else as the command has it if it isn't told otherwise. */
  public static BuildRequest of(
      Path root, ContextSource context, List<String> tags, List<Output> outputs) {
    return new BuildRequest(
        root,
        context,
        Optional.empty(),
        Map.of(),
        tags,
        Map.of(),
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
        outputs,
        Grants.NONE,
        RegistryAccess.DEFAULT);
  }

  /** Whether the image is to be pushed to its names. */
  public boolean push() {
    return outputs.stream().anyMatch(Output.Registry.class::isInstance);
  }

  /** Whether the tags of these names are to stay what they are. */
  public boolean pushByDigest() {
    // Not by equals(): for a record that takes 12 ms the first time.
    return outputs.stream().anyMatch(o -> o instanceof Output.Registry r && r.byDigest());
  }
}

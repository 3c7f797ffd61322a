// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import dev.jbuild.engine.Output;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code <outputs>}: files that a build writes besides the image in its store. */
public final class Outputs {
  /** An archive that {@code docker load} and {@code podman load} read. */
  private @Nullable File tar;

  /** The image as an OCI layout, a directory. */
  private @Nullable File ociLayout;

  /** The image as an OCI layout in a tar archive. */
  private @Nullable File ociArchive;

  /** The digest of the manifest. */
  private @Nullable File digest;

  /** The digest of the image's config, which Docker calls the image ID. */
  private @Nullable File imageId;

  /** Both, and the names, as JSON with the keys of {@code docker buildx}. */
  private @Nullable File metadata;

  /** What a value of {@code -Djbuild.outputs.NAME} may be. */
  static final List<String> NAMES =
      List.of("tar", "ociLayout", "ociArchive", "digest", "imageId", "metadata");

  /** This one, with what the command line says instead. */
  Outputs with(UserValues values, File baseDirectory) {
    Outputs result = new Outputs();
    result.tar = file(values, baseDirectory, "tar", tar);
    result.ociLayout = file(values, baseDirectory, "ociLayout", ociLayout);
    result.ociArchive = file(values, baseDirectory, "ociArchive", ociArchive);
    result.digest = file(values, baseDirectory, "digest", digest);
    result.imageId = file(values, baseDirectory, "imageId", imageId);
    result.metadata = file(values, baseDirectory, "metadata", metadata);
    return result;
  }

  private static @Nullable File file(
      UserValues values, File baseDirectory, String name, @Nullable File fallback) {
    Optional<String> given = values.of("outputs." + name);
    return given.isPresent() ? baseDirectory.toPath().resolve(given.get()).toFile() : fallback;
  }

  /** Those that the build itself writes. */
  List<Output> images() {
    List<Output> result = new ArrayList<>();
    if (tar != null) {
      result.add(new Output.DockerArchive(tar.toPath()));
    }
    if (ociLayout != null) {
      result.add(new Output.OciLayout(ociLayout.toPath(), false));
    }
    if (ociArchive != null) {
      result.add(new Output.OciLayout(ociArchive.toPath(), true));
    }
    return result;
  }

  /** Those that tell what was built. */
  ResultFiles results() {
    return new ResultFiles(
        Optional.ofNullable(digest).map(File::toPath),
        Optional.ofNullable(imageId).map(File::toPath),
        Optional.ofNullable(metadata).map(File::toPath));
  }
}

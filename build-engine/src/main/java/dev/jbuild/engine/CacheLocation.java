// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import java.nio.file.Path;

/** Where a cache is that outlives the storage root. */
public sealed interface CacheLocation {

  /** As the user knows it. */
  String shown();

  /**
   * Tags of a repository.
   *
   * @param reference {@code REPOSITORY[:PREFIX]}: the tags are {@code PREFIX-<key>}, with {@code
   *     cache} as the default
   */
  record Registry(String reference) implements CacheLocation {
    @Override
    public String shown() {
      return reference;
    }
  }

  /**
   * An OCI image layout.
   *
   * @param directory absolute; made when it is written
   */
  record Layout(Path directory) implements CacheLocation {
    @Override
    public String shown() {
      return directory.toString();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.engine.solve.StorageUpkeep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One storage root as a whole: how much it takes, what can go, whether it is in order.
 *
 * <p>Every method fails with an exception that {@link ErrorReport} explains.
 */
public final class Storage {
  private final StorageUpkeep upkeep;

  public Storage(Path root) {
    this.upkeep = new StorageUpkeep(root);
  }

  /** Removes what {@code options} say, once no build uses the root. */
  public PruneResult prune(PruneOptions options, BuildProgress progress) {
    return with(() -> upkeep.prune(options, progress));
  }

  /**
   * Removes the least recently used of the cache beyond {@code keepBytes}; if that is not given,
   * beyond 20 GB or a fifth of the disk, whichever is less. Does nothing where other builds use the
   * root, and, unless a size is given, where this was done a moment ago.
   */
  public Optional<PruneResult> collect(OptionalLong keepBytes) {
    return with(() -> upkeep.collect(keepBytes));
  }

  /** What takes how much. */
  public StorageUsage usage() {
    return with(upkeep::usage);
  }

  /** Reads everything; what is damaged is removed if {@code repair} says so. */
  public List<StorageProblem> check(boolean repair, BuildProgress progress) {
    return with(() -> upkeep.check(repair, progress));
  }

  private interface Work<V> {
    V run() throws IOException;
  }

  private static <V> V with(Work<V> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.engine.solve.BuildSession;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Builds images. Thread-safe; each build has its own work directory. */
public final class ImageBuilder {

  /**
   * Builds, stores, and does with the image what the outputs say.
   *
   * <p>Fails with an exception that {@link ErrorReport} explains; the store is then as before, but
   * for the cache records of steps that were finished.
   */
  public BuildResult build(BuildRequest request, BuildProgress progress) {
    try (BuildSession session = new BuildSession(request, progress)) {
      return session.build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

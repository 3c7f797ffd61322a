// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.ErrorReport;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Says once of each cache outside the storage root that it can't be used; the build goes on. */
final class CacheWarnings {
  private final BuildProgress progress;
  private final Set<String> broken = ConcurrentHashMap.newKeySet();

  CacheWarnings(BuildProgress progress) {
    this.progress = progress;
  }

  boolean isBroken(CacheRepository repository) {
    return broken.contains(repository.shown());
  }

  /** {@code done} is what could not be done: read or written. */
  void broken(CacheRepository repository, String done, Throwable why) {
    if (broken.add(repository.shown())) {
      progress.on(
          new BuildEvent.Warning(
              "going on without cache "
                  + repository.shown()
                  + ", as it can't be "
                  + done
                  + ": "
                  + (why instanceof IOException e ? ErrorReport.describe(e) : why.getMessage())));
    }
  }
}

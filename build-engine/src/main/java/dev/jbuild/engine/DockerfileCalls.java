// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine;

import dev.jbuild.engine.solve.CheckCall;
import dev.jbuild.engine.solve.OutlineCall;
import dev.jbuild.engine.solve.TargetsCall;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Answers questions about a Dockerfile: nothing is built, fetched, written or run.
 *
 * <p>A check looks into the store for the configurations of base images; what is not there makes it
 * more cautious.
 */
public final class DockerfileCalls {

  /**
   * Fails with an exception that {@link ErrorReport} explains; what a check finds is no failure.
   */
  public CallResult call(Call call, BuildRequest request, CallFormat format) {
    try {
      return switch (call) {
        case CHECK -> CheckCall.run(request, format);
        case OUTLINE -> OutlineCall.run(request, format);
        case TARGETS -> TargetsCall.run(request, format);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.BuildResult;
import dev.jbuild.engine.Output;
import dev.jbuild.oci.Digest;
import java.io.IOException;

/** {@code jbuild [build] CONTEXT}. */
final class BuildCommand {
  private BuildCommand() {}

  static void run(Arguments arguments, Session session) throws IOException {
    if (arguments.last(Flags.CALL).isPresent() || arguments.isOn(Flags.CHECK)) {
      CallSpec spec = CallSpec.of(arguments);
      if (spec.call().isPresent()) {
        CallCommand.run(spec.call().get(), spec, arguments, session);
        return;
      }
    }
    BuildRequest request = new RequestParser(arguments, session).parse();
    ResultFiles files = ResultFiles.of(arguments);
    boolean archiveOnOut = writesToStandardOutput(request);
    if (archiveOnOut && Terminal.isStandardOutput()) {
      throw CommandLineError.of(
          "standard output is a terminal: write the archive to a file or a pipe");
    }
    Pushes pushes = new Pushes();
    BuildResult result;
    try (Progress progress = Progress.of(arguments, session)) {
      result = session.builder().build(request, pushes.heardBy(progress));
      StorageCommands.collect(request.root(), StorageCommands.keepBytes(arguments), progress);
    } catch (RuntimeException e) {
      files.writeFailed(pushes);
      throw e;
    }
    files.write(result, pushes);
    if (!archiveOnOut) {
      Digest shown = arguments.isOn(Flags.QUIET) ? result.imageId() : result.manifest().digest();
      session.print(shown + "\n");
    }
  }

  private static boolean writesToStandardOutput(BuildRequest request) {
    for (Output output : request.outputs()) {
      if (OutputSpec.isStandardOutput(output)) {
        return true;
      }
    }
    return false;
  }
}

// SPDX-License-Identifier: Apache-2.0
import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.BuildResult;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.engine.JbuildProcess;
import dev.jbuild.engine.Output;
import java.nio.file.Path;
import java.util.List;

/** Builds an image from a program of one's own, see docs/api.md: {@code DISTRIBUTION ROOT CONTEXT NAME ARCHIVE}. */
public final class BuildImage {
  public static void main(String[] args) {
    JbuildProcess jbuild = new JbuildProcess(Path.of(args[0]));
    BuildRequest request =
        BuildRequest.of(
            Path.of(args[1]),
            new ContextSource.Directory(Path.of(args[2])),
            List.of(args[3]),
            List.of(new Output.DockerArchive(Path.of(args[4]))));
    try {
      BuildResult result = jbuild.build(request, BuildImage::show);
      System.out.println(result.manifest().digest());
    } catch (BuildException e) {
      System.err.println(e.rendered().orElse(e.getMessage()));
      System.exit(e.exitCode().code());
    }
  }

  /** Called by one thread, while the build goes on. */
  private static void show(BuildEvent event) {
    if (event instanceof BuildEvent.StepStarted step) {
      System.err.println("step " + step.step() + ": " + step.name());
    } else if (event instanceof BuildEvent.StepOutput output) {
      System.err.print(output.text());
    }
  }
}

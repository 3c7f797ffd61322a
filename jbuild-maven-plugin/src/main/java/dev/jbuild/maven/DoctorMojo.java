// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.JbuildProcess;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;

/** Explains what this machine offers to builds, and what is missing: {@code jbuild doctor}. */
@Mojo(name = "doctor", requiresProject = false, threadSafe = true)
public final class DoctorMojo extends JbuildMojo {
  private static final String COMMAND = "doctor";

  @Override
  void run() throws MojoExecutionException, MojoFailureException {
    JbuildProcess process = process();
    if (process.run(root(), List.of("help", COMMAND), line -> {}) != ExitCode.OK) {
      throw new MojoExecutionException("this version of jbuild has no command doctor yet");
    }
    ExitCode code =
        process.run(root(), List.of(COMMAND, "--root", root().toString()), getLog()::info);
    if (code != ExitCode.OK) {
      throw new MojoFailureException("jbuild can't build here: see above");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import dev.jbuild.engine.ExitCode;
import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;

/** Explains what this machine offers to builds, and what is missing: {@code jbuild doctor}. */
@Mojo(name = "doctor", requiresProject = false, threadSafe = true)
public final class DoctorMojo extends JbuildMojo {
  @Override
  void run() throws MojoFailureException {
    ExitCode code =
        process().run(root(), List.of("doctor", "--root", root().toString()), getLog()::info);
    if (code != ExitCode.OK) {
      throw new MojoFailureException("jbuild can't build here: see above");
    }
  }
}

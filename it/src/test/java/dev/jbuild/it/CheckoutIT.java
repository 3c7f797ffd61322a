// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code ./jbuild} in a fresh copy of the sources, as after {@code git clone}. */
@ExtendWith(LabExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CheckoutIT {
  private Path checkout;
  private Path root;
  private Finished first;

  @BeforeAll
  void copiesTheSourcesAndBuildsTheQuickstart(Lab lab) throws IOException {
    MustWork.assumeTools("mvn");
    checkout = lab.subdirectory("checkout");
    Command.of(
            "sh",
            "-c",
            "tar --exclude=target --exclude=.git -cf - . | tar -C '" + checkout + "' -xf -")
        .in(Lab.checkout())
        .run()
        .ok();
    Command.of("chmod", "-R", "a+rX", checkout.toString()).run().ok();
    root = lab.subdirectory("checkout-root");
    // One class archive is enough here.
    String java = System.getProperty("java.home");
    first =
        quickstart(Command.of(words()), root)
            .with("JBUILD_JDKS", java)
            .within(Duration.ofMinutes(5))
            .run();
  }

  @Test
  void oneCommandBuildsTheProjectAndThenTheImage() {
    first.ok();

    assertThat(first.outLine()).matches("sha256:[0-9a-f]{64}");
    assertThat(first.err()).containsIgnoringCase("maven").contains("Hello from an image");
  }

  @Test
  void secondRunStartsWithoutMaven() throws IOException {
    Finished again = quickstart(Command.of(words()), root).run().ok();

    assertThat(again.outLine()).isEqualTo(first.outLine());
    assertThat(again.err()).doesNotContainIgnoringCase("maven");
    assertThat(again.elapsed()).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void anotherUserRunsWhatIsBuilt(Lab lab) throws IOException {
    Account other = lab.account(Account.Kind.WITHOUT_SUBIDS);

    Finished built = quickstart(Command.of(words()).as(other), lab.newDirectory(other)).run().ok();

    assertThat(built.outLine()).matches("sha256:[0-9a-f]{64}");
    assertThat(built.err()).doesNotContainIgnoringCase("maven");
  }

  private Command quickstart(Command command, Path storage) {
    return command.in(checkout).with("JBUILD_ROOT", storage.toString());
  }

  private static String[] words() {
    return new String[] {
      "./jbuild",
      "-f",
      "samples/quickstart/Dockerfile",
      "--build-context",
      "host=/",
      "-t",
      "quickstart:1",
      "samples/quickstart"
    };
  }
}

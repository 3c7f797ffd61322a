// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Here-documents, run and copied. */
@ExtendWith(LabExtension.class)
final class HeredocIT {
  @ParameterizedTest
  @EnumSource
  void scriptOfAnyInterpreterRunsAndLeavesNothing(Account.Kind kind, Lab lab) throws IOException {
    Account account = lab.account(kind);
    Path out = lab.newDirectory(account);

    lab.jbuild(account)
        .build(
            lab.context()
                .dockerfile(
                    """
                    FROM %s
                    ARG V=value
                    RUN <<-EOF
                    \t#!/bin/awk -f
                    \tBEGIN { print ENVIRON["V"] >"/awk" }
                    \tEOF
                    RUN <<EOF
                    set -e
                    if touch /dev/pipes/EOF; then exit 1; fi
                    echo one >/shell
                    EOF
                    RUN <<A cat >/joined && cat <<"B" >>/joined
                    $V
                    A
                    $V
                    B
                    """
                        .formatted(lab.busybox())),
            "--output",
            "type=local,dest=" + out)
        .ok();

    assertThat(Files.readString(out.resolve("awk"))).isEqualTo("value\n");
    assertThat(Files.readString(out.resolve("shell"))).isEqualTo("one\n");
    assertThat(Files.readString(out.resolve("joined"))).isEqualTo("value\n$V\n");
    assertThat(out.resolve("dev/pipes")).doesNotExist();
  }

  @Test
  void changedTextIsCopiedAndRunAnew(Lab lab) throws IOException {
    Account account = lab.user();
    Jbuild jbuild = lab.jbuild(account);
    String text =
        """
        FROM %s
        COPY <<f /copied
        WHAT
        f
        RUN <<EOF
        #!/bin/sh
        echo WHAT >/ran
        EOF
        """
            .formatted(lab.busybox());
    jbuild.build(lab.context().dockerfile(text.replace("WHAT", "one"))).ok();
    Path out = lab.newDirectory(account);

    jbuild
        .build(
            lab.context().dockerfile(text.replace("WHAT", "two")),
            "--output",
            "type=local,dest=" + out)
        .ok();

    assertThat(Files.readString(out.resolve("copied"))).isEqualTo("two\n");
    assertThat(Files.readString(out.resolve("ran"))).isEqualTo("two\n");
  }
}

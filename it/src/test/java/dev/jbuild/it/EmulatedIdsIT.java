// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A user with a single id gets what a user with a range of them gets, digest for digest. */
@ExtendWith(LabExtension.class)
final class EmulatedIdsIT {

  @Test
  void imagesAreThoseOfRealIds(Lab lab) throws IOException {
    BuildContext context =
        lab.context()
            .dockerfile(
                """
                FROM %s
                RUN adduser --disabled-password --gecos '' app && adduser --system --group svc \\
                 && install -d -o svc -g app -m 2770 /srv/data && install -o app -m 6755 /bin/id /srv/id \\
                 && chown -h app /etc/os-release && chgrp -R mail /usr/share/perl5 && mkfifo -m 600 /srv/p
                COPY --chown=app:svc Dockerfile /srv/data/
                USER app
                WORKDIR /home/app/work
                RUN test "$(id -u -n)" = app && test "$(/srv/id -u)" = 1000 && touch /nope 2>err || id >out; \\
                    mkdir -p a/b && touch a/f && ln a/f a/g && ln -s f a/l && mkfifo a/p && umask 077 && mkdir a/own; \\
                    bash -c 'cat <(echo process substitution) > a/substituted; exec 3<>a/rw; echo x >&3'
                USER 0:12
                RUN stat -c '%%u:%%g %%a %%F %%n' err out a/* /srv/* /srv/data/* /etc/os-release > /owners \\
                 && chown -R svc a && mv a z && tar -C / -cf /tmp/t home/app/work && tar -C /tmp -xpf /tmp/t \\
                 && cp -a z /tmp/cp && rm /tmp/t && su svc -s /bin/sh -c 'touch /srv/data/svcs' \\
                 && chown root:root /srv/id /etc/os-release && chown 77 /srv/p
                RUN --mount=type=secret,id=s,uid=1000,mode=0400 --mount=type=cache,uid=1000,target=/c \\
                    stat -c '%%u %%n' /run/secrets/s /c >> /owners; cat /owners
                """
                    .formatted(lab.debian()));
    context.file("secret", "s");

    List<Finished> builds =
        List.of(
            build(lab, context, Account.Kind.WITH_SUBIDS),
            build(lab, context, Account.Kind.WITHOUT_SUBIDS));

    assertThat(builds.get(0).err()).contains("RUN in tier 1");
    assertThat(builds.get(1).err())
        .contains("RUN in tier 2")
        .contains("1000:1000 644 regular empty file a/f", "1000:1000 777 symbolic link a/l")
        .contains("1000 /run/secrets/s", "1000 /c");
    assertThat(builds.get(1).out()).isEqualTo(builds.get(0).out()).startsWith("sha256:");
  }

  private static Finished build(Lab lab, BuildContext context, Account.Kind kind)
      throws IOException {
    return lab.jbuild(lab.account(kind))
        .command("--source-date-epoch=1700000000", "--secret", "id=s,src=secret", "-t", "x", ".")
        .in(context.directory())
        .within(Duration.ofMinutes(2))
        .run()
        .ok();
  }
}

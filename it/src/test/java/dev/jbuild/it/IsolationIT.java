// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a RUN sees of the host, and what it can do to it: next to nothing. */
@ExtendWith(LabExtension.class)
final class IsolationIT {

  @ParameterizedTest
  @EnumSource
  void mountsAreThoseOfTheList(Account.Kind kind, Lab lab) throws IOException {
    Account account = lab.account(kind);
    List<String> lines = report(lab, account, "cat /proc/self/mountinfo >/report").lines().toList();

    GoldenMounts golden = GoldenMounts.read();

    assertThat(golden.faults(lines)).as("%s", String.join("\n", lines)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void hostIsNotVisible(Account.Kind kind, Lab lab) throws IOException {
    Account account = lab.account(kind);
    Path secret = lab.newDirectory(account).resolve("secret");
    Files.writeString(secret, "secret");
    String script =
        """
        { ls -A / | sort | tr '\\n' ' '; echo; \
          ls %s 2>&1; \
          for p in /proc/[0-9]*; do cat $p/cmdline | tr '\\0' ' '; echo; done; \
          cat /proc/*/environ | tr '\\0' '\\n'; hostname; } >/report
        """
            .formatted(secret)
            .strip();

    String report = report(lab, account, script);

    assertThat(report.lines().findFirst().orElseThrow().split(" "))
        .contains("bin", "dev", "etc", "proc", "root", "sys", "tmp")
        .isSubsetOf(
            "bin", "dev", "etc", "proc", "report", "root", "run", "srv", "sys", "tmp", "var");
    assertThat(report)
        .contains("No such file")
        .doesNotContain("java", "JBUILD_ROOT", "JAVA_HOME", account.home().toString());
    assertThat(report.lines().filter(l -> l.startsWith("PATH="))).isNotEmpty();
  }

  /** Each must fail; chosen so that nothing is lost on a host where one of them works. */
  private static final List<String> FORBIDDEN =
      List.of(
          "unshare -m true",
          "unshare -U true",
          "unshare -r true",
          "unshare -n true",
          "mount -t tmpfs none /tmp",
          "mount -o remount,rw /sys",
          "mount --bind /bin /tmp",
          "umount /proc/sys",
          "umount /dev/null",
          "{ mknod /tmp/disk b 8 0 && head -c 1 /tmp/disk; }",
          "{ mknod /tmp/mem c 1 1 && head -c 1 /tmp/mem; }",
          "test -e /proc/1/root/usr/share",
          "cat /proc/sys/kernel/sysrq >/proc/sys/kernel/sysrq",
          "echo h >/proc/sysrq-trigger",
          "test -w /sys/kernel/uevent_helper",
          "hostname other",
          "swapon /tmp",
          "head -c 1 /proc/kcore",
          "ls /proc/*/cwd/../../../../../usr/share");

  /** Tried by an ordinary user only, whom the host itself stops where the sandbox doesn't. */
  @Test
  void forbiddenThingsFail(Lab lab) throws IOException {
    StringBuilder script = new StringBuilder(": >/report");
    for (String command : FORBIDDEN) {
      script.append("; if (").append(command).append(") >/dev/null; then echo '");
      script.append(command).append("' >>/report; fi");
    }

    assertThat(report(lab, lab.user(), script.toString()).lines()).as("what worked").isEmpty();
  }

  /**
   * Never as root, never as a person's own account, and only where the RUN finds itself in another
   * pid namespace: a sandbox that is broken must cost this test, not the machine.
   */
  @ParameterizedTest
  @EnumSource(names = {"WITH_SUBIDS", "WITHOUT_SUBIDS"})
  void killingEverythingInSightKillsOnlyTheRunItself(Account.Kind kind, Lab lab)
      throws IOException {
    Account account = lab.account(kind);
    MustWork.assume(account.dedicated(), "only an account made for these tests may try this");
    String guard =
        """
        ns=$(readlink /proc/self/ns/pid); case $ns in pid:*) ;; *) exit 98;; esac; \
        [ "$ns" != '%s' ] || exit 99; \
        """
            .formatted(Files.readSymbolicLink(Path.of("/proc/self/ns/pid")));

    Finished all = killing(lab, account, guard + "kill -9 -1; kill -9 1; echo survived >/report");
    Finished group = killing(lab, account, guard + "kill -9 0; echo survived >/report");

    assertThat(all.exitCode()).as("%s", all).isIn(0, 3);
    assertThat(group.exitCode()).as("%s", group).isEqualTo(3);
    for (Finished finished : List.of(all, group)) {
      assertThat(finished.err()).doesNotContainPattern("exit code 9[89]");
    }
  }

  /** In a session of its own, so that no process group is shared with the tests. */
  private static Finished killing(Lab lab, Account account, String script) throws IOException {
    Jbuild jbuild = lab.jbuild(account);
    return Command.of("setsid", "--wait", jbuild.program().toString(), ".")
        .as(account)
        .with("JBUILD_ROOT", jbuild.root().toString())
        .in(running(lab, script).directory())
        .run();
  }

  @Test
  void devicesWorkAndStandardInputIsEmpty(Lab lab) throws IOException {
    String report =
        report(
            lab,
            lab.user(),
            """
            { echo gone >/dev/null; head -c 3 /dev/zero | wc -c; head -c 3 /dev/urandom | wc -c; \
              head -c 3 /dev/random | wc -c; echo x >/dev/full || echo full; \
              if read line; then echo input; else echo no input; fi; \
              echo x >/dev/shm/x && cat /dev/shm/x; ls -l /dev/fd /dev/stdin /dev/stdout | wc -l; \
              echo to stdout >/dev/stdout; ls /dev | grep -c sd; } 2>/dev/null | cat >/report; true
            """
                .strip());

    assertThat(report.lines())
        .containsExactly("3", "3", "3", "full", "no input", "x", "3", "to stdout", "0");
  }

  @Test
  void umaskAndLimitsOfTheCallerDoNotReachTheRun(Lab lab) throws IOException {
    Jbuild jbuild = lab.jbuild(lab.user());
    BuildContext context = running(lab, "umask >/report; touch /file; stat -c %a /file >>/report");
    Path out = lab.newDirectory(jbuild.account());
    Command plain = jbuild.command("--output", "type=local,dest=" + out, ".");
    List<String> words = new ArrayList<>(List.of("sh", "-c", "umask 077; exec \"$@\"", "sh"));
    words.addAll(plain.words());

    Command.of(words.toArray(String[]::new))
        .as(jbuild.account())
        .with("JBUILD_ROOT", jbuild.root().toString())
        .with("SECRET_OF_CALLER", "secret")
        .in(context.directory())
        .run()
        .ok();

    assertThat(Files.readString(out.resolve("report"))).isEqualTo("0022\n644\n");
  }

  @Test
  void networkIsTheHostsOrNone(Lab lab) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      // Not wget: that of a static busybox crashes while it looks up names.
      String get =
          "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 5 127.0.0.1 "
              + server.getAddress().getPort()
              + " | grep -q 200";
      String interfaces = "tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' ' >/report";

      report(lab, lab.user(), get + " && echo reached >/report");
      String none =
          report(
              lab,
              lab.user(),
              "if "
                  + get
                  + "; then exit 1; fi; ls /sys/class/net; ping -c 1 127.0.0.1 >/dev/null; "
                  + interfaces,
              "--network",
              "none");

      assertThat(none.strip()).isEqualTo("lo");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void hostsAndResolvConfAreNotInTheLayer(Lab lab) throws IOException {
    Account account = lab.user();
    Path out = lab.newDirectory(account);
    lab.jbuild(account)
        .build(
            running(lab, "cat /etc/hosts /etc/resolv.conf >/report"),
            "--output",
            "type=local,dest=" + out)
        .ok();

    assertThat(Files.readString(out.resolve("report"))).contains("localhost");
    assertThat(out.resolve("etc/hosts")).doesNotExist();
    assertThat(out.resolve("etc/resolv.conf")).doesNotExist();
    assertThat(out.resolve("dev/null")).doesNotExist();
    assertThat(out.resolve("proc/self")).doesNotExist();
  }

  @Test
  void twoHundredRunsOnABaseOfAHundredLayers(Lab lab) throws IOException {
    List<HandmadeLayer> layers = new ArrayList<>();
    Path directory = lab.newDirectory(lab.user());
    layers.add(BaseImages.busyboxLayer(directory));
    for (int i = 1; i < 127; i++) {
      byte[] tar = new HandmadeLayer.Tar().file("base/f" + i, i + "\n").toBytes();
      layers.add(HandmadeLayer.ofTar(directory, tar));
    }
    new HandmadeImage(layers, "sh").push(lab.registry().api(), "deep", "127");
    StringBuilder text = new StringBuilder("FROM " + lab.registry().name("deep:127") + "\n");
    for (int i = 1; i <= 200; i++) {
      text.append("RUN echo ").append(i).append(" >>/base/all\n");
    }
    text.append("RUN cat /base/f* | wc -l >/report && wc -l </base/all >>/report\n");

    String report = report(lab, lab.user(), lab.context().dockerfile(text.toString()));

    assertThat(report).isEqualTo("126\n200\n");
  }

  @ParameterizedTest
  @EnumSource
  void rootMayHaveAnyNameAndIsCreated(Account.Kind kind, Lab lab) throws IOException {
    Account account = lab.account(kind);
    Path root = lab.newDirectory(account).resolve("a:b,c d\\e=f").resolve("ü");
    Jbuild jbuild = lab.jbuild(account, lab.newDirectory(account));
    BuildContext context = running(lab, "rm -r /srv && mkdir /srv && echo x >/srv/x");

    Finished built =
        jbuild
            .command("--root", root.toString(), "-t", "odd:1", ".")
            .in(context.directory())
            .run()
            .ok();

    assertThat(built.outLine()).startsWith("sha256:");
    assertThat(root.resolve("store/index.json")).exists();
    assertThat(jbuild.root()).isEmptyDirectory();
  }

  private static BuildContext running(Lab lab, String script) throws IOException {
    return lab.context().dockerfile("FROM " + lab.busybox() + "\nRUN " + script + "\n");
  }

  /** Runs the script in a RUN and returns what it has written to {@code /report}. */
  private static String report(Lab lab, Account account, String script, String... options)
      throws IOException {
    return report(lab, account, running(lab, script), options);
  }

  private static String report(Lab lab, Account account, BuildContext context, String... options)
      throws IOException {
    Path out = lab.newDirectory(account);
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("--output", "type=local,dest=" + out));
    lab.jbuild(account).build(context, words.toArray(String[]::new)).ok();
    return Files.readString(out.resolve("report"));
  }
}

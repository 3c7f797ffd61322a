// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValuesTest {
  private static final Overlay OVERLAY =
      new Overlay(List.of(Path.of("/l")), Path.of("/u"), Path.of("/w"));

  @TempDir Path directory;

  @Test
  void descriptionIsKeysAndValues() {
    ContainerSpec spec = ContainerSpec.of(OVERLAY, List.of("sh", ""), List.of("A=ü"));

    assertThat(new String(Description.of(spec), StandardCharsets.UTF_8))
        .isEqualTo(
            "lower\0/l\0upper\0/u\0work\0/w\0arg\0sh\0arg\0\0env\0A=ü\0cwd\0/\0uid\0000\0gid\0000\0"
                + "hostname\0buildkitsandbox\0network\0host\0\0");
  }

  @Test
  void descriptionKeepsBytesThatAreNotUtf8() {
    ContainerSpec spec = ContainerSpec.of(OVERLAY, List.of("a\udcffb😀"), List.of());

    assertThat(new String(Description.of(spec), StandardCharsets.ISO_8859_1))
        .contains("arg\0a\u00ffb\u00f0\u009f\u0098\u0080\0");
  }

  @Test
  void descriptionRefusesZeroBytes() {
    ContainerSpec spec = ContainerSpec.of(OVERLAY, List.of("a\0b"), List.of());

    assertThatThrownBy(() -> Description.of(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"a\\0b\" holds a zero byte, which no program can be given");
  }

  @Test
  void reportIsParsed() {
    LauncherReport report = report("error\tmount on\t/a\\tb\\\\c\\nd\twhy\thint\n");

    assertThat(report.error()).contains("cannot mount on /a\tb\\c\nd: why: hint");
    assertThat(report("error\tfind Java\t\twhy\t\n").error()).contains("cannot find Java: why");
    assertThat(report("exit\t3\n").status()).contains(new ExitStatus.Exited(3));
    assertThat(report("signal\t15\n").status()).contains(new ExitStatus.Signaled(15));
    assertThat(report("").status()).isEmpty();
    assertThat(report("")).hasToString("it said nothing");
  }

  @Test
  void hostWithoutLauncherHasNoTier() {
    Host host = Host.of(new Properties());

    assertThat(host.tier()).isEqualTo(Tier.NONE);
    assertThat(host.reason()).isEqualTo("jbuild was not started by its native launcher");
  }

  @Test
  void hostIsReadFromProperties() {
    Properties properties = new Properties();
    properties.setProperty("jbuild.tier", "2");
    properties.setProperty("jbuild.tier.reason", "why");
    properties.setProperty("jbuild.open.files", "1024");
    properties.setProperty("jbuild.env.LC_ALL", "");

    Host host = Host.of(properties);

    assertThat(host.tier()).isEqualTo(Tier.SINGLE_ID);
    assertThat(host.openFiles()).hasValue(1024);
    assertThat(host.callerLcAll()).contains("");
  }

  @Test
  void overlayHasLimits() {
    assertThatThrownBy(
            () ->
                new Overlay(Collections.nCopies(501, Path.of("/l")), Path.of("/u"), Path.of("/w")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("501 layers are not 1 to 500");
    assertThatThrownBy(() -> new Overlay(List.of(Path.of("l")), Path.of("/u"), Path.of("/w")))
        .hasMessage("overlay directory \"l\" is not absolute");
  }

  @Test
  void launcherIsUnpackedOnce() throws Exception {
    Path first = NativeLauncher.locate(directory.resolve("new")).program();
    Path second = NativeLauncher.locate(directory.resolve("new")).program();

    assertThat(first).isEqualTo(second).isExecutable();
    try (Stream<Path> files = Files.list(directory.resolve("new"))) {
      assertThat(files).containsExactly(first);
    }
    assertThat(first).hasSameBinaryContentAs(Path.of("target/jbuild-launcher"));
  }

  @Test
  void hostsAreThoseOfTheHostAndTheContainer() throws Exception {
    Path etc = Files.createDirectory(directory.resolve("etc"));
    Files.writeString(etc.resolve("real"), "nameserver 10.0.0.1\n");
    Files.createSymbolicLink(etc.resolve("resolv.conf"), Path.of("real"));
    Files.writeString(etc.resolve("hosts"), "127.0.0.1 localhost\n10.1.1.1 mirror\n");

    List<Bind> binds =
        NetworkFiles.write(etc, directory, Network.HOST, "box", List.of("10.2.2.2\tgiven"));

    assertThat(binds).extracting(Bind::target).containsExactly("/etc/resolv.conf", "/etc/hosts");
    assertThat(binds).allMatch(Bind::readOnly);
    assertThat(binds.get(0).source()).hasContent("nameserver 10.0.0.1");
    assertThat(Files.readString(binds.get(1).source()))
        .isEqualTo("10.2.2.2\tgiven\n127.0.0.1\tbox\n127.0.0.1 localhost\n10.1.1.1 mirror\n");
  }

  @Test
  void hostsWithoutNetworkAreLoopback() throws Exception {
    Path etc = Files.createDirectory(directory.resolve("etc"));
    Files.writeString(etc.resolve("hosts"), "10.1.1.1 mirror\n");

    List<Bind> binds = NetworkFiles.write(etc, directory, Network.NONE, "box", List.of());

    assertThat(binds.get(0).source()).isEmptyFile();
    assertThat(Files.readString(binds.get(1).source()))
        .isEqualTo(
            "127.0.0.1\tbox\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
  }

  private static LauncherReport report(String text) {
    return LauncherReport.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}

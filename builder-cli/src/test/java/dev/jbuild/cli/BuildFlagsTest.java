// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.BuildRequest;
import dev.jbuild.engine.ContextModes;
import dev.jbuild.engine.ContextSource;
import dev.jbuild.engine.DockerfileSource;
import dev.jbuild.engine.NetworkMode;
import dev.jbuild.engine.Output;
import dev.jbuild.engine.PullPolicy;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BuildFlagsTest {
  @TempDir Path dir;
  private final TestSession session = new TestSession();

  private BuildRequest request(String... flags) {
    String[] args = java.util.Arrays.copyOf(flags, flags.length + 1);
    args[flags.length] = dir.toString();
    return session.requestOf(args);
  }

  private String refusal(String... flags) {
    String[] args = java.util.Arrays.copyOf(flags, flags.length + 1);
    args[flags.length] = dir.toString();
    return session.refusal(args);
  }

  @Test
  void buildsWithoutNamingTheCommand() {
    assertThat(session.requestOf(dir.toString()))
        .isEqualTo(session.requestOf("build", dir.toString()));
  }

  @Test
  void hasDefaults() {
    BuildRequest request = request();

    assertThat(request.context()).isEqualTo(new ContextSource.Directory(dir));
    assertThat(request.root()).isEqualTo(Path.of("/home/someone/.local/share/jbuild"));
    assertThat(request.dockerfile()).isEmpty();
    assertThat(request.namedContexts()).isEmpty();
    assertThat(request.tags()).isEmpty();
    assertThat(request.buildArgs()).isEmpty();
    assertThat(request.target()).isEmpty();
    assertThat(request.labels()).isEmpty();
    assertThat(request.platform()).isEmpty();
    assertThat(request.cache().none()).isFalse();
    assertThat(request.pull()).isEqualTo(PullPolicy.NEWER);
    assertThat(request.network()).isEqualTo(NetworkMode.HOST);
    assertThat(request.compression()).isEqualTo(Compression.ZSTD);
    assertThat(request.jobs()).isEmpty();
    assertThat(request.sourceDateEpoch()).isEmpty();
    assertThat(request.outputs()).isEmpty();
  }

  @Test
  void takesFlagsInEverySpelling() {
    BuildRequest request = request("-f", "/a/D", "-t=a:1", "-tb:2", "--tag", "c:3", "--tag=d:4");

    assertThat(request.dockerfile()).contains(new DockerfileSource.LocalFile(Path.of("/a/D")));
    assertThat(request.tags()).containsExactly("a:1", "b:2", "c:3", "d:4");
  }

  @Test
  void takesFlagsAfterTheContextAndJoinedShortOnes() {
    BuildRequest request = session.requestOf(dir.toString(), "-qt", "a:1", "--no-cache");

    assertThat(request.tags()).containsExactly("a:1");
    assertThat(request.cache().none()).isTrue();
    assertThat(session.out()).isEqualTo(TestSession.RESULT.imageId() + "\n");
  }

  @Test
  void takesWhatFollowsTwoDashesAsTheContext() throws Exception {
    Path odd = Files.createDirectory(dir.resolve("-t"));

    assertThat(session.requestOf("--", odd.toString()).context())
        .isEqualTo(new ContextSource.Directory(odd));
  }

  @Test
  void resolvesADockerfileFromTheWorkingDirectory() {
    assertThat(request("--file", "x/D").dockerfile())
        .contains(new DockerfileSource.LocalFile(Path.of("x/D").toAbsolutePath()));
  }

  @Test
  void takesADockerfileFromElsewhere() {
    assertThat(request("-f", "-").dockerfile()).contains(new DockerfileSource.StandardInput());
    assertThat(request("-f", "http://h/D").dockerfile())
        .contains(new DockerfileSource.Web("http://h/D"));
    assertThat(session.requestOf("-f", "x/D", "git@h:a.git").dockerfile())
        .contains(new DockerfileSource.InContext("x/D"));
    assertThat(session.requestOf("-f", "/x/D", "-").dockerfile())
        .contains(new DockerfileSource.LocalFile(Path.of("/x/D")));
  }

  @Test
  void takesContextsOfAllKinds() throws Exception {
    Path tar = Files.createFile(dir.resolve("a.tar"));

    assertThat(session.requestOf("-").context()).isEqualTo(new ContextSource.StandardInput());
    assertThat(session.requestOf(tar.toString()).context())
        .isEqualTo(new ContextSource.Archive(tar));
    assertThat(session.requestOf("https://h/a.tar").context())
        .isEqualTo(new ContextSource.Web("https://h/a.tar"));
    assertThat(session.requestOf("https://h/a.git#main:sub").context())
        .isEqualTo(new ContextSource.Git("https://h/a.git#main:sub"));
    assertThat(session.requestOf("github.com/moby/buildkit").context())
        .isEqualTo(new ContextSource.Git("github.com/moby/buildkit"));
  }

  @Test
  void takesAnIgnoreFileForADirectory() throws Exception {
    Path file = Files.createFile(dir.resolve("ignored"));

    assertThat(request("--ignorefile", file.toString()).context())
        .isEqualTo(new ContextSource.Directory(dir, Optional.of(file)));
    assertThat(request("--ignorefile=pom.xml", "--build-context=me=" + dir).namedContexts())
        .isEqualTo(Map.of("me", new ContextSource.Directory(dir)));
    assertThat(refusal("--ignorefile", dir + "/none"))
        .contains("flag --ignorefile " + dir + "/none: no file that can be read");
    assertThat(session.refusal("--ignorefile", file.toString(), "git@h:a.git"))
        .contains("flag --ignorefile: build context git@h:a.git is not a directory");
  }

  @Test
  void readsNamedContexts() {
    assertThat(request("--build-context", "host=/", "--build-context=me=" + dir).namedContexts())
        .isEqualTo(
            Map.of(
                "host", new ContextSource.Directory(Path.of("/")),
                "me", new ContextSource.Directory(dir)));
    assertThat(
            request(
                    "--build-context=i=docker-image://a:1",
                    "--build-context=t=target:x",
                    "--build-context=l=oci-layout:///l:v@sha256:1",
                    "--build-context=m=oci-layout:///l/m:v")
                .namedContexts())
        .isEqualTo(
            Map.of(
                "i", new ContextSource.Image("a:1"),
                "t", new ContextSource.Stage("x"),
                "l", new ContextSource.OciLayout(Path.of("/l"), "@sha256:1"),
                "m", new ContextSource.OciLayout(Path.of("/l/m"), ":v")));
  }

  @Test
  void looksUpBuildArgsWithoutAValueInTheEnvironment() {
    session.environment.put("FROM_ENV", "x=y");
    session.environment.put("EMPTY", "");

    BuildRequest request =
        request(
            "--build-arg",
            "A=1",
            "--build-arg=B=",
            "--build-arg",
            "FROM_ENV",
            "--build-arg",
            "EMPTY",
            "--build-arg",
            "UNSET",
            "--build-arg",
            "A=2");

    assertThat(request.buildArgs())
        .isEqualTo(Map.of("A", "2", "B", "", "FROM_ENV", "x=y", "EMPTY", ""));
  }

  @Test
  void readsTargetAndLabels() {
    BuildRequest request = request("--target", "base", "--label", "a=b=c", "--label=empty");

    assertThat(request.target()).contains("base");
    assertThat(request.labels()).isEqualTo(Map.of("a", "b=c", "empty", ""));
  }

  @Test
  void acceptsThisMachinesPlatform() {
    assertThat(request("--platform", Platform.host().toString()).platform())
        .contains(Platform.host());
    assertThat(request("--platform=local").platform()).contains(Platform.host());
  }

  @Test
  void acceptsAnotherPlatform() {
    assertThat(request("--platform", "linux/arm64/v8").platform())
        .contains(Platform.parse("linux/arm64"));
  }

  @Test
  void refusesWindows() {
    assertThat(refusal("--platform", "windows/amd64"))
        .isEqualTo(
            "error: flag --platform windows/amd64: images for Windows are not supported yet");
  }

  @Test
  void refusesSeveralPlatforms() {
    assertThat(refusal("--platform", "linux/amd64,linux/arm64"))
        .isEqualTo("error: flag --platform: several platforms are not supported yet");
  }

  @ParameterizedTest
  @CsvSource({
    "--pull,ALWAYS",
    "--pull=true,ALWAYS",
    "--pull=false,NEWER",
    "--pull=always,ALWAYS",
    "--pull=newer,NEWER",
    "--pull=missing,MISSING",
    "--pull=never,NEVER"
  })
  void readsPullPolicies(String flag, PullPolicy policy) {
    assertThat(request(flag).pull()).isEqualTo(policy);
  }

  @Test
  void refusesAnUnknownPullPolicy() {
    assertThat(refusal("--pull=sometimes"))
        .isEqualTo(
            "error: flag --pull: unknown pull policy sometimes, "
                + "known are always, missing, never and newer");
  }

  @ParameterizedTest
  @CsvSource({"host,HOST", "default,HOST", "none,NONE"})
  void readsNetworks(String name, NetworkMode mode) {
    assertThat(request("--network", name).network()).isEqualTo(mode);
  }

  @ParameterizedTest
  @CsvSource({"kept,KEPT", "normalized,NORMALIZED"})
  void readsModesOfContexts(String name, ContextModes modes) {
    assertThat(request("--context-modes", name).contextModes()).isEqualTo(modes);
  }

  @Test
  void refusesUnknownModesOfContexts() {
    assertThat(refusal("--context-modes=0644"))
        .isEqualTo(
            "error: flag --context-modes: unknown modes 0644, known are kept and normalized");
  }

  @Test
  void refusesAnUnknownNetwork() {
    assertThat(refusal("--network=bridge"))
        .isEqualTo(
            "error: flag --network: unknown network bridge, known are default, host and none");
  }

  @ParameterizedTest
  @CsvSource({"zstd,ZSTD", "gzip,GZIP", "uncompressed,NONE"})
  void readsCompressions(String name, Compression compression) {
    assertThat(request("--compression", name).compression()).isEqualTo(compression);
  }

  @Test
  void readsSwitches() {
    assertThat(request("--no-cache").cache().none()).isTrue();
    assertThat(request("--no-cache=false").cache().none()).isFalse();
    assertThat(request("--push", "-t", "a").outputs()).containsExactly(new Output.Registry());
    assertThat(request("--push=false", "-t", "a").outputs()).isEmpty();
  }

  @Test
  void pushesOnceIfAskedTwice() {
    assertThat(request("--push", "-o", "type=registry", "-t", "a").outputs())
        .containsExactly(new Output.Registry());
  }

  @Test
  void refusesAPushWithoutAName() {
    assertThat(refusal("--push")).isEqualTo("error: a push needs a name: add --tag NAME");
  }

  @Test
  void readsJobs() {
    assertThat(request("--jobs", "3").jobs()).hasValue(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "99999999999", ""})
  void refusesJobsThatAreNoNumber(String jobs) {
    assertThat(refusal("--jobs=" + jobs)).startsWith("error: ").contains("--jobs");
  }

  @Test
  void takesTheTimeFromTheFlagThenTheBuildArgumentThenTheEnvironment() {
    assertThat(request().sourceDateEpoch()).isEmpty();
    session.environment.put("SOURCE_DATE_EPOCH", "1");
    assertThat(request().sourceDateEpoch()).hasValue(1);
    assertThat(request("--build-arg", "SOURCE_DATE_EPOCH=2").sourceDateEpoch()).hasValue(2);
    assertThat(
            request("--build-arg", "SOURCE_DATE_EPOCH=2", "--source-date-epoch", "3")
                .sourceDateEpoch())
        .hasValue(3);
  }

  @Test
  void leavesToTheEngineWhoseTimeABuildArgumentNames() {
    session.environment.put("SOURCE_DATE_EPOCH", "1");

    assertThat(request("--build-arg", "SOURCE_DATE_EPOCH=context").sourceDateEpoch()).isEmpty();
    assertThat(refusal("--build-arg", "SOURCE_DATE_EPOCH=-1"))
        .isEqualTo("error: --build-arg SOURCE_DATE_EPOCH \"-1\": not a whole number from 0 on");
  }

  @Test
  void namesTheVariableWhoseTimeIsWrong() {
    session.environment.put("SOURCE_DATE_EPOCH", "yesterday");

    assertThat(refusal())
        .isEqualTo("error: $SOURCE_DATE_EPOCH \"yesterday\": not a whole number from 0 on");
  }

  @Test
  void findsTheRoot() {
    session.environment.put("XDG_DATA_HOME", "relative");
    assertThat(request().root()).isEqualTo(Path.of("/home/someone/.local/share/jbuild"));
    session.environment.put("XDG_DATA_HOME", "/data");
    assertThat(request().root()).isEqualTo(Path.of("/data/jbuild"));
    session.environment.put("JBUILD_ROOT", "/r");
    assertThat(request().root()).isEqualTo(Path.of("/r"));
    assertThat(request("--root", "/s").root()).isEqualTo(Path.of("/s"));
  }
}

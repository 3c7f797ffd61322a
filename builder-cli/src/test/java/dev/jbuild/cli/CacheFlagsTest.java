// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.CacheLocation;
import dev.jbuild.engine.CacheOptions;
import dev.jbuild.engine.CacheTarget;
import dev.jbuild.engine.CachedMounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CacheFlagsTest {
  @TempDir Path dir;
  private final TestSession session = new TestSession();

  private CacheOptions options(String... flags) {
    return session.requestOf(withContext(flags)).cache();
  }

  private String refusal(String... flags) {
    return session.refusal(withContext(flags));
  }

  private String[] withContext(String... flags) {
    String[] args = Arrays.copyOf(flags, flags.length + 1);
    args[flags.length] = dir.toString();
    return args;
  }

  private static CacheTarget target(String reference, boolean imageOnly) {
    return new CacheTarget(new CacheLocation.Registry(reference), imageOnly, Optional.empty());
  }

  @Test
  void readsCachesOfAllKinds() {
    assertThat(options()).isEqualTo(CacheOptions.DEFAULT);
    assertThat(options("--cache-from=type=registry,ref=r.io/a:c", "--cache-from=a/b").from())
        .containsExactly(new CacheLocation.Registry("r.io/a:c"), new CacheLocation.Registry("a/b"));
    assertThat(options("--cache-from", "type=local,src=/c").from())
        .containsExactly(new CacheLocation.Layout(Path.of("/c")));
    assertThat(options("--cache-to", "type=local,dest=/c,mode=min").to())
        .containsExactly(
            new CacheTarget(new CacheLocation.Layout(Path.of("/c")), true, Optional.empty()));
    assertThat(options("--cache-to", "ref=r.io/a,mode=max,image-manifest=true").to())
        .containsExactly(target("r.io/a", false));
    assertThat(options("--cache-to", "r.io/a", "--cache-to=type=registry,ref=b,mode=min").to())
        .containsExactly(target("r.io/a", false), target("b", true));
  }

  @Test
  void readsInlineCachesAsBuildxAndAsABuildArgument() {
    assertThat(options("--cache-to", "type=inline").inline()).isTrue();
    assertThat(options("--build-arg", "BUILDKIT_INLINE_CACHE=1").inline()).isTrue();
    assertThat(options("--build-arg", "BUILDKIT_INLINE_CACHE=0").inline()).isFalse();
    assertThat(options("--cache-to", "type=inline").to()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gha", "s3", "azblob"})
  void namesTypesThatAreServicesOfTheirOwn(String type) {
    assertThat(refusal("--cache-to", "type=" + type))
        .isEqualTo(
            "error: flag --cache-to \"type="
                + type
                + "\": type "
                + type
                + " is not supported: use type=registry,ref= or type=local,dest=");
    assertThat(refusal("--cache-from", "type=" + type + ",scope=x"))
        .contains("type " + type + " is not supported");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type=registry|it has no ref",
        "type=local|it has no dest",
        "type=tape,ref=a|unknown type tape, known are registry, local and inline",
        "ref=a,mode=some|mode is min or max, not \"some\"",
        "ref=a,compression=gzip|key compression is not supported",
        "ref=a,ignore-error=false|ignore-error=false is not supported, only ignore-error=true",
        "type=inline,mode=max|an image can hold the steps of mode=min only",
        "ref=a,ref=b|key ref is given twice",
        "ref=a,max|\"max\" is not of the form KEY=VALUE"
      })
  void saysWhatIsWrongWithATarget(String text, String reason) {
    assertThat(refusal("--cache-to", text))
        .isEqualTo("error: flag --cache-to \"" + text + "\": " + reason);
  }

  @Test
  void saysThatAnInlineCacheIsReadAsAnImage() {
    assertThat(refusal("--cache-from", "type=inline,ref=a"))
        .contains("an image is read by type=registry,ref=");
  }

  @Test
  void readsWhatIsToBeRunAnew() {
    assertThat(options("--no-cache-filter=a,b", "--no-cache-filter", "c").uncachedStages())
        .containsExactly("a", "b", "c");
    assertThat(options("--cache-ttl", "1h30m").maxAge()).contains(Duration.ofMinutes(90));
    assertThat(options("--cache-ttl=0s").none()).isTrue();
    assertThat(refusal("--no-cache-filter=a,"))
        .isEqualTo("error: flag --no-cache-filter \"a,\": the name of a stage is missing");
    assertThat(refusal("--cache-ttl=2d"))
        .endsWith("error: flag --cache-ttl: \"2d\" is not a time such as 30s, 1m30s or 500ms");
    assertThat(refusal("--cache-ttl=-1h"))
        .endsWith("error: flag --cache-ttl: \"-1h\" is less than no time");
  }

  @Test
  void takesTheFlagsOfKanikoAndBuildah() {
    CacheOptions both = options("--cache", "--cache-repo=r.io/c", "--cache-run-layers=true");

    assertThat(both.from()).containsExactly(new CacheLocation.Registry("r.io/c"));
    assertThat(both.to()).containsExactly(target("r.io/c", false));
    assertThat(options("--cache-repo", "oci:/c", "--no-push-cache").from())
        .containsExactly(new CacheLocation.Layout(Path.of("/c")));
    assertThat(options("--cache-repo", "r.io/c", "--no-push-cache").to()).isEmpty();
    assertThat(options("--cache=false").none()).isTrue();
    assertThat(options("--layers=false").none()).isTrue();
    assertThat(options("--layers", "--cache-copy-layers").none()).isFalse();
    assertThat(refusal("--cache-copy-layers=false"))
        .endsWith(
            "error: flag --cache-copy-layers=false is not supported: "
                + "jbuild caches all steps alike");
    assertThat(refusal("--cache-dir=/c")).contains("--cache-dir is not supported yet");
  }

  @Test
  void readsLimitsOfCacheMounts() {
    assertThat(options("--cache-to", "ref=r.io/a,mounts=true").to().get(0).mounts())
        .contains(CachedMounts.DEFAULT);
    assertThat(
            options("--cache-to", "ref=a,mounts=1,mounts-max-size=1g,mounts-max-age=48h")
                .to()
                .get(0)
                .mounts())
        .contains(new CachedMounts(1L << 30, Duration.ofDays(2)));
    assertThat(options("--cache-to", "ref=a,mounts=false").to().get(0).mounts()).isEmpty();
    assertThat(refusal("--cache-to", "ref=a,mounts-max-age=1h"))
        .contains("mounts-max-size and mounts-max-age are for mounts=true");
    assertThat(refusal("--cache-to", "ref=a,mounts=true,mounts-max-size=big"))
        .contains("\"big\" is no size, as 64m or 1g is");
    assertThat(options("--cache-from", "ref=a,mounts=true").from()).hasSize(1);
    assertThat(refusal("--cache-from", "ref=a,mounts=false")).contains("mounts=false is not");
    assertThat(refusal("--cache-to", "ref=a,mounts=all"))
        .contains("mounts is true or false, not \"all\"");
  }
}

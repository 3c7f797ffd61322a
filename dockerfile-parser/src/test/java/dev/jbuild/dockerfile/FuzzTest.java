// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Whatever the input, it is read or refused in good order, and soon: each property is tried for a
 * moment on inputs made at random; a failure names the seed of its input.
 *
 * <p>{@code -Dfuzz.millis=600000} tries for longer, {@code -Dfuzz.seed=N} tries one input again.
 */
class FuzzTest {
  private static final Duration TIME = Duration.ofMillis(Long.getLong("fuzz.millis", 400));
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int SIZE = 50_000;

  @Test
  void dockerfilesAreReadOrRefused() {
    forever(
        random -> {
          byte[] bytes = FuzzInput.dockerfile(random);
          Source source = Source.decode("Dockerfile", bytes);
          try {
            Dockerfile dockerfile = Dockerfile.parse(source);
            assertThat(dockerfile.stages()).isNotEmpty();
            dockerfile.warnings().forEach(FuzzTest::checkPlace);
          } catch (DockerfileException refused) {
            assertThat(refused.diagnostics()).isNotEmpty();
            refused.diagnostics().forEach(FuzzTest::checkPlace);
          }
        });
  }

  @Test
  void triggersAreReadOrRefused() {
    forever(
        random -> {
          Source source = Source.of("trigger", FuzzInput.instruction(random));
          try {
            assertThat(Dockerfile.parseTrigger(source).origin().text()).isNotEmpty();
          } catch (DockerfileException refused) {
            refused.diagnostics().forEach(FuzzTest::checkPlace);
          }
        });
  }

  @Test
  void wordsAreExpandedOrRefused() {
    forever(
        random -> {
          Word word = Lines.word(FuzzInput.word(random));
          Expander expander = new Expander(random.nextBoolean() ? '\\' : '`');
          String value = FuzzInput.word(random);
          try {
            Expansion expansion =
                expander.expand(
                    word, name -> name.length() % 2 == 0 ? Optional.empty() : Optional.of(value));
            assertThat(expansion.words()).doesNotContain("");
          } catch (DockerfileException refused) {
            refused.diagnostics().forEach(FuzzTest::checkPlace);
          }
        });
  }

  @Test
  void heredocsAreWhatWasWritten() {
    forever(
        random -> {
          String name = FuzzInput.heredocName(random);
          String body = FuzzInput.heredocBody(random, name);
          boolean quoted = random.nextBoolean();
          String opener = "<<" + (quoted ? "'" + name + "'" : name);
          String text = "FROM a\nCOPY " + opener + " /b\n" + body + name + "\nRUN c\n";

          Stage stage = Dockerfile.parse(Source.of("Dockerfile", text)).stages().get(0);

          Heredoc heredoc =
              ((Instruction.Copy) stage.instructions().get(0)).transfer().heredocs().get(0);
          assertThat(heredoc.content().text()).isEqualTo(body);
          assertThat(heredoc.expands()).isEqualTo(!quoted);
          assertThat(stage.instructions()).hasSize(2);
        });
  }

  @Test
  void ignoreFilesAreReadOrRefusedAndWalksMissNothing() {
    forever(
        random -> {
          try {
            IgnorePatterns patterns =
                IgnorePatterns.parse(Source.of(".dockerignore", FuzzInput.ignoreFile(random)));
            IgnorePatterns.Verdict verdict = patterns.root();
            boolean reachable = true;
            for (int depth = random.nextInt(5); depth >= 0; depth--) {
              reachable &= verdict.mayHoldIncluded();
              verdict = verdict.child(FuzzInput.fileName(random));
              assertThat(verdict.excluded() || reachable).isTrue();
            }
          } catch (DockerfileException refused) {
            refused.diagnostics().forEach(FuzzTest::checkPlace);
          }
        });
  }

  /** Much of the same: what takes quadratic time does not end in time. */
  @Test
  void timeGrowsNoFasterThanTheInput() {
    List<String> parts =
        List.of(
            "a ",
            "\\\n",
            "#\n",
            "\n",
            "\"",
            "'",
            "[",
            "[\"",
            "{\"a\":",
            ",",
            "$",
            "${",
            "${a:-",
            "${a#",
            "${a//b/",
            "<<a ",
            "<< ",
            "<<a\na\n",
            "1<<2 ",
            "--a ",
            "--from=a ",
            "=",
            "a=b ",
            "*",
            "**/",
            "[a-",
            "!",
            "\\",
            "\t",
            "\r",
            "\u00e9",
            "\ud800",
            "RUN <<a\n",
            "ONBUILD ",
            "FROM a\n");
    for (String part : parts) {
      String many = part.repeat(SIZE / part.length());
      soon(part, () -> Dockerfile.parse(Source.of("Dockerfile", many)));
      for (String keyword : List.of("RUN ", "COPY ", "LABEL a", "ARG ")) {
        soon(keyword + part, () -> Dockerfile.parse(Source.of("D", "FROM a\n" + keyword + many)));
        String ended = keyword + many + "\n" + "a\n".repeat(SIZE / 2);
        soon(keyword + part + " a", () -> Dockerfile.parse(Source.of("D", "FROM a\n" + ended)));
      }
      soon(part, () -> new Expander('\\').expand(Lines.word(many), name -> Optional.of("ab")));
      soon(part, () -> IgnorePatterns.parse(Source.of(".dockerignore", many)).excludes("a/b/c"));
    }
  }

  private static void soon(String what, Runnable work) {
    assertTimeoutPreemptively(
        SOON,
        () -> {
          try {
            work.run();
          } catch (DockerfileException refused) {
            assertThat(refused.diagnostics()).isNotEmpty();
          }
        },
        () -> "endless: " + what);
  }

  private static void checkPlace(Diagnostic diagnostic) {
    assertThat(diagnostic.render()).startsWith(diagnostic.span().source().name() + ":");
    assertThat(diagnostic.message()).isNotBlank();
  }

  private static void forever(Consumer<Random> property) {
    Long only = Long.getLong("fuzz.seed");
    long seed = only != null ? only : System.nanoTime();
    long end = System.nanoTime() + TIME.toNanos();
    assertTimeoutPreemptively(
        TIME.plus(SOON),
        () -> {
          for (long s = seed; only != null ? s == seed : System.nanoTime() < end; s++) {
            tryOnce(s, property);
          }
        });
  }

  private static void tryOnce(long seed, Consumer<Random> property) {
    try {
      property.accept(new Random(seed));
    } catch (Exception | AssertionError | StackOverflowError e) {
      fail("-Dfuzz.seed=" + seed + ": " + e, e);
    }
  }
}

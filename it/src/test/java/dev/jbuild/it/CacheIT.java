// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What runs again, judged by a web server that every RUN asks for its own page. */
@ExtendWith(LabExtension.class)
final class CacheIT {
  private final Queue<String> ran = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Held held = new Held();
  private HttpServer server;
  private Jbuild jbuild;
  private BuildContext context;

  @BeforeEach
  void prepare(Lab lab) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          ran.add(exchange.getRequestURI().getPath().substring(1));
          if (exchange.getRequestURI().getPath().equals("/held")) {
            held.serve();
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.setExecutor(threads);
    server.start();
    jbuild = lab.jbuild(lab.user());
    context =
        lab.context()
            .dockerfile(
                """
                FROM %1$s AS tools
                RUN wget -q -O /dev/null %2$s/tools && echo tools >/tools
                FROM %1$s
                RUN wget -q -O /dev/null %2$s/first && echo first >/first
                COPY early /early
                RUN wget -q -O /dev/null %2$s/second && cat /early >/second
                COPY late/ /late/
                COPY --from=tools /tools /tools
                RUN wget -q -O /dev/null %2$s/third && cat /late/file >/third
                CMD ["cat", "/third"]
                """
                    .formatted(lab.busybox(), "http://127.0.0.1:" + server.getAddress().getPort()))
            .file("early", "1")
            .file("late/file", "1")
            .file("unused", "1");
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** A page whose first reader gets no answer. */
  private static final class Held {
    private final CountDownLatch asked = new CountDownLatch(1);

    void serve() {
      boolean first = asked.getCount() > 0;
      asked.countDown();
      try {
        if (first) {
          new CountDownLatch(1).await();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void awaitFirst() {
      Eventually.within(Duration.ofSeconds(60), "a first reader", () -> asked.getCount() == 0);
    }
  }

  @Test
  void unchangedRebuildRunsNothingAndGivesTheSameDigest() throws IOException {
    Finished first = build();
    List<String> ranFirst = takeRan();
    Finished second = build();

    assertThat(ranFirst).containsExactlyInAnyOrder("tools", "first", "second", "third");
    assertThat(takeRan()).isEmpty();
    assertThat(second.outLine()).isEqualTo(first.outLine());
    // The stage that is only copied from need not be looked at.
    assertThat(cachedSteps(second)).isGreaterThanOrEqualTo(6);
    assertThat(cachedSteps(first)).isZero();
  }

  @Test
  void changedFileRunsOnlyWhatFollows() throws IOException {
    Finished first = build();
    takeRan();
    context.file("late/file", "2");
    Finished second = build();

    assertThat(takeRan()).containsExactly("third");
    assertThat(second.outLine()).isNotEqualTo(first.outLine());
  }

  @Test
  void changedFileThatIsNotCopiedChangesNothing() throws IOException {
    Finished first = build();
    takeRan();
    context.file("unused", "2").file("new", "x");
    Finished second = build();

    assertThat(takeRan()).isEmpty();
    assertThat(second.outLine()).isEqualTo(first.outLine());
  }

  @Test
  void changedModeIsAChangeAndTouchedFileIsNone() throws IOException {
    build();
    takeRan();
    Command.of("touch", "-d", "2001-01-01", context.resolve("early").toString()).run().ok();
    build();
    List<String> ranAfterTouch = takeRan();
    Lab.setMode(context.resolve("early"), "rwxr-xr-x");
    build();

    assertThat(ranAfterTouch).isEmpty();
    assertThat(takeRan()).containsExactlyInAnyOrder("second", "third");
  }

  @Test
  void changeThatLeavesSizeAndMtimeAsTheyWereIsNoticed() throws IOException {
    Path file = context.resolve("late/file");
    FileTime mtime = Files.getLastModifiedTime(file);
    do {
      build();
    } while (!Files.exists(jbuild.root().resolve("contexts")));
    takeRan();
    build();
    List<String> ranUnchanged = takeRan();
    context.file("late/file", "2");
    Files.setLastModifiedTime(file, mtime);
    build();

    assertThat(ranUnchanged).isEmpty();
    assertThat(takeRan()).containsExactly("third");
  }

  @Test
  void noCacheRunsEverythingAgain() throws IOException {
    build();
    takeRan();
    build("--no-cache");

    assertThat(takeRan()).containsExactlyInAnyOrder("tools", "first", "second", "third");
  }

  @Test
  void twoBuildsOnOneRootDoNothingTwice() throws IOException {
    Running one = startBuild();
    Running two = startBuild();
    Finished first = one.await().ok();
    Finished second = two.await().ok();

    assertThat(takeRan()).containsExactlyInAnyOrder("tools", "first", "second", "third");
    assertThat(second.outLine()).isEqualTo(first.outLine());
  }

  @Test
  void whoWaitsForABuildThatIsKilledGoesOnInItsPlace() throws IOException {
    String good = Files.readString(context.resolve("Dockerfile"));
    context.dockerfile(good.replace("/first ", "/held "));
    Running killed = startBuild();
    held.awaitFirst();
    Running waiting = startBuild();
    waiting.awaitOutput("waiting for another build");
    killed.process().destroyForcibly();
    waiting.await().ok();

    assertThat(takeRan().stream().filter("held"::equals)).hasSize(2);
    assertThat(killed.await().exitCode()).isEqualTo(137);
  }

  @Test
  void stageThatIsNamedRunsAnewAndWhatFollowsOnlyIfItMadeOtherFiles() throws IOException {
    build();
    takeRan();
    Finished anew = build("--no-cache-filter", "TOOLS", "--explain-cache");

    // Its layer is another one, as the file in it is younger, but the content is what it was.
    assertThat(takeRan()).containsExactly("tools");
    assertThat(anew.err()).contains("not cached: stage tools is named by --no-cache-filter");
    assertThat(cachedSteps(anew)).isEqualTo(6);
    assertThat(jbuild.build(context, "--no-cache-filter=x").exits(1).err())
        .contains("--no-cache-filter x: no stage has this name");
  }

  @Test
  void whatIsOlderThanTheLimitRunsAnew() throws IOException {
    build();
    takeRan();
    build("--cache-ttl=1ns");

    assertThat(takeRan()).containsExactlyInAnyOrder("tools", "first", "second", "third");
    build("--cache-ttl=1h");
    assertThat(takeRan()).isEmpty();
  }

  @Test
  void missesAreExplainedByWhatHasChanged() throws IOException {
    build("--explain-cache");
    context.file("late/file", "22");
    Finished second = build("--explain-cache");

    assertThat(second.err().lines().filter(line -> line.contains("not cached")))
        .hasSize(3)
        .allMatch(
            line ->
                line.matches(
                    "#\\d+ not cached: (input `COPY late/ /late/` changed: )?late/file changed: "
                        + "mode 0644, 1 bytes, sha256:6b86b273ff34 "
                        + "→ mode 0644, 2 bytes, sha256:785f3ec7eb32"));
  }

  @Test
  void linkedCopyIsReusedOnAnotherBase(Lab lab) throws IOException {
    String text =
        """
        FROM %s
        RUN echo %s >/base
        COPY --link late/ /app/
        RUN cat /base /app/file >/both
        """;
    Path out = lab.newDirectory(lab.user());
    context.dockerfile(text.formatted(lab.busybox(), "one"));
    build();
    context.dockerfile(text.formatted(lab.busybox(), "two"));
    Finished second = build("-o", out.toString());

    assertThat(second.err()).containsPattern("(?m)^#2 CACHED$").containsPattern("(?m)^#3 DONE");
    assertThat(cachedSteps(second)).isEqualTo(1);
    assertThat(out.resolve("both")).hasContent("two\n1");
  }

  @Test
  void normalizedModesAreInTheLayerAndInTheKey(Lab lab) throws IOException {
    Path out = lab.newDirectory(lab.user());
    context.dockerfile("FROM scratch\nCOPY early late /\n");
    Finished first = build("--context-modes=normalized");
    Lab.setMode(context.resolve("early"), "rw-rw-rw-");
    Lab.setMode(context.resolve("late/file"), "rwxr--r--");
    Finished second = build("--context-modes=normalized", "--output", out.toString());
    Finished kept = build();

    assertThat(cachedSteps(second)).isZero();
    assertThat(Files.getPosixFilePermissions(out.resolve("early")))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(Files.getPosixFilePermissions(out.resolve("file")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    Lab.setMode(context.resolve("early"), "rw-rw-r--");
    Lab.setMode(context.resolve("late/file"), "rwxrwxrwx");
    assertThat(build("--context-modes=normalized").outLine())
        .isEqualTo(second.outLine())
        .isNotEqualTo(first.outLine())
        .isNotEqualTo(kept.outLine());
  }

  @Test
  void stagesThatSayTheSameAreExecutedOnceEvenWithoutACache() throws IOException {
    String text = Files.readString(context.resolve("Dockerfile"));
    String first = text.substring(0, text.indexOf("FROM", 4));
    context.dockerfile(
        first
            + first.replace("AS tools", "AS same")
            + "FROM scratch\nCOPY --from=tools /tools /a\nCOPY --from=same /tools /b\n");
    build("--no-cache");

    assertThat(takeRan()).containsExactly("tools");
  }

  private Running startBuild() throws IOException {
    return jbuild.command("-t", "cache:1", ".").in(context.directory()).start();
  }

  @Test
  void failedStepKeepsWhatCameBeforeIt() throws IOException {
    String good = Files.readString(context.resolve("Dockerfile"));
    context.dockerfile(good.replace("&& cat /late/file", "&& false && cat /late/file"));
    jbuild.build(context, "-t", "cache:1").exits(3);
    takeRan();
    context.dockerfile(good);
    build();

    assertThat(takeRan()).containsExactly("third");
  }

  private Finished build(String... options) throws IOException {
    String[] words =
        Stream.concat(Stream.of("-t", "cache:1"), Stream.of(options)).toArray(String[]::new);
    return jbuild.build(context, words).ok();
  }

  private List<String> takeRan() {
    List<String> result = List.copyOf(ran);
    ran.clear();
    return result;
  }

  private static long cachedSteps(Finished build) {
    return build.err().lines().filter(line -> line.matches("#\\d+ CACHED")).count();
  }
}

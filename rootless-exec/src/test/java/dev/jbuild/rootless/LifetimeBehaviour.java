// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How containers end. */
@Timeout(20)
class LifetimeBehaviour {
  /** Three processes, one of them in a session of its own; says so when they run. */
  private static final String TREE = "sleep %1$s & setsid sleep %1$s & echo up; sleep %1$s";

  @TempDir Path base;
  private Guest guest;
  private String mark;

  @BeforeEach
  void makeGuest() throws IOException {
    guest = new Guest(base);
    mark = Long.toString(1_000_000 + System.nanoTime() % 1_000_000_000);
  }

  @Test
  void closeEndsTheWholeTreeWithinASecond() throws Exception {
    CountDownLatch up = new CountDownLatch(1);
    Container container = start(up);
    try {
      assertThat(up.await(10, TimeUnit.SECONDS)).isTrue();
      awaitThreeProcesses();

      long before = System.nanoTime();
      container.close();

      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
      assertThat(processes()).isEmpty();
      assertThatThrownBy(container::await)
          .isInstanceOf(RootlessException.class)
          .hasMessage("the container was killed before its end");
    } finally {
      container.close();
    }
  }

  @Test
  void interruptEndsTheWholeTree() throws Exception {
    CountDownLatch up = new CountDownLatch(1);
    AtomicReference<Exception> thrown = new AtomicReference<>();
    ContainerSpec spec = guest.shell(TREE.formatted(mark));
    Thread thread =
        new Thread(
            () -> {
              try {
                Container.run(guest.launcher, spec, (bytes, length) -> up.countDown());
              } catch (IOException | InterruptedException e) {
                thrown.set(e);
              }
            });
    thread.start();
    assertThat(up.await(10, TimeUnit.SECONDS)).isTrue();

    thread.interrupt();
    thread.join();

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(processes()).isEmpty();
  }

  @Test
  void deathOfTheLauncherEndsTheWholeTree() throws Exception {
    CountDownLatch up = new CountDownLatch(1);
    try (Container container = start(up)) {
      assertThat(up.await(10, TimeUnit.SECONDS)).isTrue();
      List<ProcessHandle> inside = processes();

      ProcessHandle launcher =
          ProcessHandle.current()
              .children()
              .filter(
                  child ->
                      child
                          .info()
                          .command()
                          .equals(Optional.of(guest.launcher.program().toString())))
              .findFirst()
              .orElseThrow();
      launcher.destroyForcibly();

      for (ProcessHandle process : inside) {
        process.onExit().get(5, TimeUnit.SECONDS);
      }
      assertThatThrownBy(container::await).hasMessageContaining("ended without a result");
    }
  }

  @Test
  void backgroundProcessesEndWithTheFirst() throws Exception {
    Guest.Result result =
        guest.run(guest.shell("sleep " + mark + " & setsid sleep " + mark + " & exit 3"));

    assertThat(result.code()).isEqualTo(3);
    assertThat(processes()).isEmpty();
  }

  @Test
  void zombiesAreReaped() throws Exception {
    String script =
        "zombies() { grep -sl 'State:.Z' /proc/[0-9]*/status | wc -l; };"
            + " for i in 1 2 3 4 5; do (sleep 0 & exec true); done;"
            + " for i in $(seq 100); do sleep 0.1; n=$(zombies); [ $n = 0 ] && break; done; echo $n";

    assertThat(guest.sh(script)).isEqualTo("0\n");
  }

  @Test
  void failureOfTheConsumerEndsTheContainer() throws Exception {
    ContainerSpec spec = guest.shell(TREE.formatted(mark));

    assertThatThrownBy(
            () ->
                Container.run(
                    guest.launcher,
                    spec,
                    (bytes, length) -> {
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("disk full");
    assertThat(processes()).isEmpty();
  }

  private Container start(CountDownLatch up) throws IOException {
    ContainerSpec spec = guest.shell(TREE.formatted(mark));
    return Container.start(guest.launcher, spec, (bytes, length) -> up.countDown());
  }

  /** A process that is just being executed has no command line for a moment. */
  private void awaitThreeProcesses() throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (processes().size() < 3) {
      assertThat(System.nanoTime()).as("time at which the tree is up").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private List<ProcessHandle> processes() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .map(path -> path.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .filter(this::isMarked)
          .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
          .toList();
    }
  }

  private boolean isMarked(String pid) {
    try {
      return Files.readString(Path.of("/proc", pid, "cmdline")).contains(mark);
    } catch (IOException e) {
      return false; // it has just ended
    }
  }
}

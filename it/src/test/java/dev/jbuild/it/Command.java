// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program to start: its words, as whom, with what environment, where, and for how long at most.
 *
 * <p>It gets nothing of the environment of the tests, and an empty standard input.
 */
record Command(
    List<String> words,
    Optional<Account> account,
    Map<String, String> environment,
    Path directory,
    Duration timeout) {

  /** The JDK of the tests comes first, so that jbuild runs on it too. */
  static final String PATH =
      System.getProperty("java.home")
          + "/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /** As the user that runs the tests. */
  static Command of(String... words) {
    return new Command(
        List.of(words), Optional.empty(), Map.of(), Path.of("/"), Duration.ofMinutes(3));
  }

  Command as(Account newAccount) {
    return new Command(words, Optional.of(newAccount), environment, directory, timeout);
  }

  Command in(Path newDirectory) {
    return new Command(words, account, environment, newDirectory, timeout);
  }

  Command with(String variable, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(variable, value);
    return new Command(words, account, more, directory, timeout);
  }

  Command within(Duration newTimeout) {
    return new Command(words, account, environment, directory, newTimeout);
  }

  /** Starts it and waits for its end; whoever takes longer than the timeout is ended. */
  Finished run() throws IOException {
    return start().await();
  }

  Running start() throws IOException {
    List<String> all = new ArrayList<>();
    account.ifPresent(a -> all.addAll(a.prefix()));
    // A test run that was started in the background ignores SIGINT, and what it starts would too.
    all.addAll(List.of("env", "--default-signal=INT,QUIT"));
    all.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.directory(directory.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", PATH);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder
        .environment()
        .put("HOME", account.map(a -> a.home().toString()).orElse(System.getProperty("user.home")));
    builder.environment().putAll(environment);
    Path out = Files.createTempFile("jbuild-it-", ".out");
    Path err = Files.createTempFile("jbuild-it-", ".err");
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(out.toFile());
    builder.redirectError(err.toFile());
    return new Running(this, builder.start(), out, err, System.nanoTime());
  }
}

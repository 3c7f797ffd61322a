// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ErrorReport;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.SecretSource;
import dev.jbuild.layer.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The values of secrets: read when one is needed, kept in memory alone, and in no message. */
final class Secrets {
  /** As BuildKit has it. */
  private static final int MAX_BYTES = 500 * 1024;

  private final Map<String, SecretSource> sources;
  private final Map<String, String> environment;
  private final Map<String, byte[]> used = new ConcurrentHashMap<>();

  Secrets(Map<String, SecretSource> sources, Map<String, String> environment) {
    this.sources = sources;
    this.environment = environment;
  }

  /** The value of a secret; empty if none of this id was given. */
  Optional<byte[]> value(String id) {
    SecretSource source = sources.get(id);
    if (source == null) {
      return Optional.empty();
    }
    byte[] value = read(id, source);
    if (value.length > MAX_BYTES) {
      throw failure(id, "it is larger than " + MAX_BYTES / 1024 + " KB");
    }
    used.put(id, value);
    return Optional.of(value);
  }

  /** The values that something has asked for by now. */
  List<byte[]> used() {
    return List.copyOf(used.values());
  }

  private byte[] read(String id, SecretSource source) {
    if (source instanceof SecretSource.Variable variable) {
      String value = environment.get(variable.name());
      if (value == null) {
        throw failure(id, variable.name() + " is not set in the environment");
      }
      return FileNames.toBytes(value);
    }
    if (source instanceof SecretSource.File file) {
      try (InputStream in = Files.newInputStream(file.path())) {
        return in.readNBytes(MAX_BYTES + 1);
      } catch (IOException e) {
        throw failure(id, ErrorReport.describe(e));
      }
    }
    throw new AssertionError(source);
  }

  private static BuildException failure(String id, String why) {
    return new BuildException(ExitCode.COMMAND_LINE, "cannot read secret " + id + ": " + why);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import dev.jbuild.engine.SecretSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.maven.plugin.MojoFailureException;

/** {@code <secrets>}: {@code env=VARIABLE} or {@code src=FILE} for each id. */
final class Secrets {
  private static final String VARIABLE = "env=";
  private static final String FILE = "src=";

  private Secrets() {}

  static Map<String, SecretSource> parse(Map<String, String> texts, Path baseDirectory)
      throws MojoFailureException {
    Map<String, SecretSource> sources = new LinkedHashMap<>();
    for (Map.Entry<String, String> secret : texts.entrySet()) {
      sources.put(secret.getKey(), source(secret.getKey(), secret.getValue(), baseDirectory));
    }
    return sources;
  }

  private static SecretSource source(String id, String text, Path baseDirectory)
      throws MojoFailureException {
    if (text.startsWith(VARIABLE)) {
      String name = text.substring(VARIABLE.length());
      if (System.getenv(name) == null) {
        throw wrong(id, name + " is not set in the environment");
      }
      return new SecretSource.Variable(name);
    }
    if (!text.startsWith(FILE)) {
      // The text is not told: it may be the secret itself.
      throw wrong(id, "it is env=VARIABLE or src=FILE");
    }
    Path file = baseDirectory.resolve(text.substring(FILE.length()));
    if (!Files.isRegularFile(file)) {
      throw wrong(id, "there is no file " + file);
    }
    return new SecretSource.File(file);
  }

  private static MojoFailureException wrong(String id, String reason) {
    return Wrong.parameter("secrets", id + ": " + reason);
  }
}

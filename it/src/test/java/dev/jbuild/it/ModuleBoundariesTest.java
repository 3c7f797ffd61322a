// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may use whom, read from the sources: Maven alone lets everything transitive through. */
final class ModuleBoundariesTest {
  private static final Path CHECKOUT = Lab.checkout();
  private static final String ENGINE = "dev.jbuild.engine";
  private static final String CHECKS = "dev.jbuild.dockerfile.check";
  private static final Pattern OURS = Pattern.compile("\\bdev\\.jbuild(?:\\.[a-z]+)+");

  /** Each package, its module, and which other packages of ours it may name. */
  private static final List<Allowed> TABLE =
      List.of(
          new Allowed("oci-image", "dev.jbuild.oci"),
          new Allowed("registry-client", "dev.jbuild.registry", "dev.jbuild.oci"),
          new Allowed("dockerfile-parser", "dev.jbuild.dockerfile"),
          new Allowed("dockerfile-parser", CHECKS, "dev.jbuild.dockerfile"),
          new Allowed("git-client", "dev.jbuild.git"),
          new Allowed("layer-differ", "dev.jbuild.layer", "dev.jbuild.oci"),
          new Allowed("rootless-exec", "dev.jbuild.rootless"),
          new Allowed(
              "build-engine",
              ENGINE,
              ENGINE + ".plan",
              ENGINE + ".solve",
              "dev.jbuild.oci",
              "dev.jbuild.registry",
              "dev.jbuild.dockerfile",
              CHECKS,
              "dev.jbuild.git",
              "dev.jbuild.layer",
              "dev.jbuild.rootless"),
          new Allowed(
              "build-engine",
              ENGINE + ".plan",
              ENGINE,
              "dev.jbuild.oci",
              "dev.jbuild.dockerfile",
              CHECKS,
              "dev.jbuild.git"),
          new Allowed(
              "build-engine",
              ENGINE + ".solve",
              ENGINE,
              ENGINE + ".plan",
              "dev.jbuild.oci",
              "dev.jbuild.registry",
              "dev.jbuild.dockerfile",
              CHECKS,
              "dev.jbuild.git",
              "dev.jbuild.layer",
              "dev.jbuild.rootless"),
          new Allowed("builder-cli", "dev.jbuild.cli", ENGINE, "dev.jbuild.oci"),
          new Allowed("jbuild-maven-plugin", "dev.jbuild.maven", ENGINE, "dev.jbuild.oci"));

  /** What only these modules may import of other people's. */
  private static final Map<String, Set<String>> LIBRARIES =
      Map.of(
          "picocli.", Set.of("builder-cli"),
          "okhttp3.", Set.of("registry-client"),
          "com.google.cloud.tools.jib.", Set.of("registry-client"),
          "com.github.luben.zstd.", Set.of("layer-differ"),
          "com.jcraft.jsch.", Set.of("build-engine"),
          "org.eclipse.jgit.", Set.of("git-client"),
          "jnr.", Set.of("layer-differ", "rootless-exec"),
          "org.apache.maven.", Set.of("jbuild-maven-plugin"));

  private static final List<String> INPUT_AND_OUTPUT =
      List.of(
          "java.io.",
          "java.nio.file.Files",
          "java.nio.channels.",
          "java.net.",
          "java.lang.Process");

  private record Allowed(String module, String name, Set<String> others) {
    Allowed(String module, String name, String... others) {
      this(module, name, Set.of(others));
    }
  }

  private record Source(String module, String name, Path file, List<String> code) {}

  @Test
  void packagesNameOnlyThoseThatTheyMay() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Source source : sources()) {
      Allowed allowed =
          TABLE.stream()
              .filter(row -> row.name.equals(source.name) && row.module.equals(source.module))
              .findFirst()
              .orElse(new Allowed(source.module, source.name));
      for (String line : source.code) {
        Matcher ours = OURS.matcher(line.replaceAll("\"[^\"]*\"", ""));
        while (ours.find()) {
          String other = ours.group();
          if (!other.equals(source.name) && !allowed.others.contains(other)) {
            faults.add(source.file + ": " + line.strip());
          }
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void everyPackageIsOnTheTableAndInOneModule() throws IOException {
    Map<String, Set<String>> modules = new TreeMap<>();
    for (Source source : sources()) {
      modules.computeIfAbsent(source.name, name -> new TreeSet<>()).add(source.module);
    }
    Map<String, Set<String>> table = new TreeMap<>();
    TABLE.forEach(row -> table.put(row.name, Set.of(row.module)));

    assertThat(table).containsAllEntriesOf(modules);
  }

  @Test
  void planDoesNoInputAndOutput() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Source source : sources()) {
      if (!source.name.equals(ENGINE + ".plan")) {
        continue;
      }
      for (String line : source.code) {
        if (INPUT_AND_OUTPUT.stream().anyMatch(line::contains)) {
          faults.add(source.file + ": " + line.strip());
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void librariesStayInTheirModules() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Source source : sources()) {
      for (String line : source.code) {
        LIBRARIES.forEach(
            (library, modules) -> {
              if (line.startsWith("import " + library) && !modules.contains(source.module)) {
                faults.add(source.file + ": " + line.strip());
              }
            });
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void modulesDependOnEachOtherOnlyAsTheirPackagesMay() throws IOException {
    Pattern dependency =
        Pattern.compile(
            "<groupId>dev\\.jbuild</groupId>\\s*<artifactId>([a-z-]+)</artifactId>"
                // What is only started, in a JVM of its own, is no dependency of the code.
                + "(?!\\s*<scope>runtime</scope>)");
    Map<String, Set<String>> allowed = new LinkedHashMap<>();
    allowed.put("oci-image", Set.of());
    allowed.put("dockerfile-parser", Set.of());
    allowed.put("git-client", Set.of());
    allowed.put("rootless-exec", Set.of());
    allowed.put("registry-client", Set.of("oci-image"));
    allowed.put("layer-differ", Set.of("oci-image"));
    allowed.put(
        "build-engine",
        Set.of(
            "oci-image",
            "registry-client",
            "dockerfile-parser",
            "git-client",
            "layer-differ",
            "rootless-exec"));
    allowed.put("builder-cli", Set.of("build-engine", "oci-image"));
    allowed.put("jbuild-maven-plugin", Set.of("build-engine", "oci-image"));

    for (Map.Entry<String, Set<String>> module : allowed.entrySet()) {
      Path pom = CHECKOUT.resolve(module.getKey()).resolve("pom.xml");
      if (!Files.exists(pom)) {
        continue;
      }
      Matcher found = dependency.matcher(Files.readString(pom));
      while (found.find()) {
        if (!found.group(1).equals("jbuild-parent")) {
          assertThat(found.group(1)).as(module.getKey()).isIn(module.getValue());
        }
      }
    }
  }

  @Test
  void architecturePageNamesEveryModule() throws IOException {
    String page = Files.readString(CHECKOUT.resolve("docs/architecture.md"));

    assertThat(modules()).isNotEmpty().allSatisfy(module -> assertThat(page).contains(module));
  }

  private static List<String> modules() throws IOException {
    Matcher module =
        Pattern.compile("<module>([^<]+)</module>")
            .matcher(Files.readString(CHECKOUT.resolve("pom.xml")));
    return module.results().map(result -> result.group(1)).toList();
  }

  /** The main sources of all modules, without comments. */
  private static List<Source> sources() throws IOException {
    List<Source> result = new ArrayList<>();
    for (String module : modules()) {
      Path top = CHECKOUT.resolve(module).resolve("src/main/java");
      if (!Files.isDirectory(top)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(top)) {
        for (Path file :
            (Iterable<Path>) files.filter(f -> f.toString().endsWith(".java"))::iterator) {
          String name = top.relativize(file.getParent()).toString().replace('/', '.');
          result.add(new Source(module, name, CHECKOUT.relativize(file), code(file)));
        }
      }
    }
    assertThat(result).isNotEmpty();
    return result;
  }

  private static List<String> code(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> !line.strip().startsWith("*") && !line.strip().startsWith("/"))
        .filter(line -> !line.startsWith("package "))
        .toList();
  }
}

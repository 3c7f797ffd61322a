// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A jar of Spring Boot, or a war, whose files are split by how often they change: into directories,
 * one for each layer of the image.
 */
final class LayeredArchive implements AutoCloseable {
  static final List<String> BOOT_LAYERS =
      List.of("dependencies", "spring-boot-loader", "snapshot-dependencies", "application");
  static final List<String> WAR_LAYERS =
      List.of("dependencies", "snapshot-dependencies", "resources", "classes");

  private static final String INDEX = "BOOT-INF/layers.idx";

  private final ZipFile zip;

  LayeredArchive(Path file) throws IOException {
    this.zip = new ZipFile(file.toFile());
  }

  /** A layer's name and what is in it: names of directories, with a slash at the end, and files. */
  private record Layer(String name, List<String> parts) {}

  /** The layers of a Spring Boot jar, those that change least first. */
  Set<String> bootLayers() throws IOException {
    List<Layer> index = index();
    Set<String> names = new LinkedHashSet<>();
    index.forEach(layer -> names.add(layer.name()));
    return names.isEmpty() ? new LinkedHashSet<>(BOOT_LAYERS) : names;
  }

  /** The files of a Spring Boot jar as {@code layer/path}. */
  Map<String, StagedFiles.Source> bootFiles() throws IOException {
    List<Layer> index = index();
    return index.isEmpty()
        ? files(LayeredArchive::bootLayer)
        : files(
            name ->
                index.stream()
                    .filter(layer -> layer.parts().stream().anyMatch(part -> holds(part, name)))
                    .map(Layer::name)
                    .findFirst()
                    .orElse("application"));
  }

  /** The files of a war as {@code layer/path}. */
  Map<String, StagedFiles.Source> warFiles() throws IOException {
    return files(
        name ->
            name.startsWith("WEB-INF/lib/")
                ? library(name)
                : name.startsWith("WEB-INF/classes/") && name.endsWith(".class")
                    ? "classes"
                    : "resources");
  }

  /** What the manifest says is to be started. */
  Optional<String> mainClass() throws IOException {
    ZipEntry manifest = zip.getEntry("META-INF/MANIFEST.MF");
    if (manifest == null) {
      return Optional.empty();
    }
    try (InputStream in = zip.getInputStream(manifest)) {
      return Optional.ofNullable(
          new java.util.jar.Manifest(in).getMainAttributes().getValue("Main-Class"));
    }
  }

  /** As Spring Boot does it where there is no index. */
  private static String bootLayer(String name) {
    return name.startsWith("BOOT-INF/lib/")
        ? library(name)
        : name.startsWith("org/springframework/boot/loader/")
            ? "spring-boot-loader"
            : "application";
  }

  private static String library(String name) {
    return name.contains("-SNAPSHOT") ? "snapshot-dependencies" : "dependencies";
  }

  private static boolean holds(String part, String name) {
    return part.endsWith("/") ? name.startsWith(part) : name.equals(part);
  }

  private Map<String, StagedFiles.Source> files(Function<String, String> layerOf)
      throws IOException {
    Map<String, StagedFiles.Source> result = new TreeMap<>();
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = entry.getName();
      if (entry.isDirectory()) {
        continue;
      }
      if (name.startsWith("/") || List.of(name.split("/", -1)).contains("..")) {
        throw new IOException(zip.getName() + " has an entry that is outside of it: " + name);
      }
      result.put(layerOf.apply(name) + "/" + name, source(entry));
    }
    return result;
  }

  private StagedFiles.Source source(ZipEntry entry) {
    return new StagedFiles.Source() {
      @Override
      public InputStream open() throws IOException {
        return zip.getInputStream(entry);
      }

      @Override
      public String stamp() {
        return entry.getSize() + " " + entry.getCrc() + " " + time();
      }

      @Override
      public FileTime time() {
        return entry.getLastModifiedTime();
      }
    };
  }

  /**
   * Reads {@code layers.idx}, which is YAML of one form; empty if there is none.
   *
   * <pre>
   * - "dependencies":
   *   - "BOOT-INF/lib/"
   * </pre>
   */
  private List<Layer> index() throws IOException {
    ZipEntry entry = zip.getEntry(INDEX);
    if (entry == null) {
      return List.of();
    }
    Map<String, List<String>> layers = new LinkedHashMap<>();
    List<String> parts = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(zip.getInputStream(entry), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String word = line.substring(line.indexOf('"') + 1, Math.max(0, line.lastIndexOf('"')));
        if (line.startsWith("- ")) {
          parts = new ArrayList<>();
          layers.put(word, parts);
        } else if (line.startsWith("  - ")) {
          parts.add(word);
        }
      }
    }
    return layers.entrySet().stream().map(e -> new Layer(e.getKey(), e.getValue())).toList();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Finds the class that starts a program. */
final class MainClass {
  private static final List<String> PROPERTIES =
      List.of("start-class", "exec.mainClass", "mainClass", "main.class");

  private MainClass() {}

  /** What the project says, else the only class of its own that has a main method. */
  static String of(MavenProject project) throws MojoFailureException, IOException {
    Optional<String> said = said(project);
    if (said.isPresent()) {
      return said.get();
    }
    Path classes = Path.of(project.getBuild().getOutputDirectory());
    List<String> found = in(classes);
    if (found.size() == 1) {
      return found.get(0);
    }
    throw Wrong.parameter(
        "mainClass",
        found.isEmpty()
            ? "is missing: no class in " + classes + " has a main method (is it compiled?)"
            : "is missing: several classes have a main method, " + String.join(", ", found));
  }

  private static Optional<String> said(MavenProject project) {
    for (String name : PROPERTIES) {
      String value = project.getProperties().getProperty(name);
      if (value != null && !value.isBlank()) {
        return Optional.of(value);
      }
    }
    Plugin jar = project.getPlugin("org.apache.maven.plugins:maven-jar-plugin");
    Object configuration = jar == null ? null : jar.getConfiguration();
    for (String name : List.of("archive", "manifest", "mainClass")) {
      configuration = configuration instanceof Xpp3Dom dom ? dom.getChild(name) : null;
    }
    return configuration instanceof Xpp3Dom dom
        ? Optional.ofNullable(dom.getValue())
        : Optional.empty();
  }

  /** The classes below a directory that have {@code public static void main(String[])}, sorted. */
  static List<String> in(Path classes) throws IOException {
    List<String> found = new ArrayList<>();
    if (!Files.isDirectory(classes)) {
      return found;
    }
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith(".class")).sorted()::iterator) {
        try (InputStream in = Files.newInputStream(file)) {
          Search search = new Search();
          ClassReader reader = new ClassReader(in);
          reader.accept(
              search, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
          if (search.found) {
            found.add(reader.getClassName().replace('/', '.'));
          }
        }
      }
    }
    return found;
  }

  /** Looks at the methods of one class. */
  private static final class Search extends ClassVisitor {
    private static final int MAIN = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC;

    private boolean found;

    Search() {
      super(Opcodes.ASM9);
    }

    @Override
    @SuppressWarnings("NullAway") // ASM has null for "not interested", and for what a class has not
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      found |=
          name.equals("main")
              && descriptor.equals("([Ljava/lang/String;)V")
              && (access & MAIN) == MAIN;
      return null;
    }
  }
}

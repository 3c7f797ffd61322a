// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Plugin;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * The Dockerfile of a project that has none, each line explained: what the goal {@code init}
 * writes.
 *
 * @param base the base image
 * @param start the program and its arguments
 * @param layers of {@link MavenContexts#LAYERS}, where the kind has them
 * @param healthCheck a command for the shell
 */
record DefaultDockerfile(
    ProjectKind kind,
    String base,
    List<String> start,
    List<String> layers,
    Optional<String> healthCheck) {
  private static final List<Integer> LONG_TERM = List.of(8, 11, 17, 21, 25);
  private static final String HEAD =
      """
      # Made for this project by jbuild-maven-plugin. Its contexts, maven and maven-*, are known where that
      # plugin builds the image.
      """;
  private static final String TOMCAT = "/usr/local/tomcat/webapps/ROOT/";

  /** A line and why it is there. */
  private record Line(String why, String text) {}

  /** How the kind is started; {@code mainClass} is asked for only where it is named. */
  static List<String> start(ProjectKind kind, String mainClass, int java) {
    return switch (kind) {
      case JAR ->
          List.of(
              "java", "-cp", java < 9 ? "/app/classes:/app/lib/*" : "@/app/classpath", mainClass);
      case SPRING_BOOT -> List.of("java", mainClass);
      case QUARKUS ->
          List.of(
              "java",
              "-Dquarkus.http.host=0.0.0.0",
              "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
              "-jar",
              "/app/quarkus-run.jar");
      case WAR -> List.of("catalina.sh", "run");
    };
  }

  /** The image that has the Java that the project is compiled for. */
  static String defaultBase(ProjectKind kind, MavenProject project) {
    int java = javaOf(project);
    int image = LONG_TERM.stream().filter(v -> v >= java).findFirst().orElse(java);
    if (kind != ProjectKind.WAR) {
      return "eclipse-temurin:" + image + "-jre";
    }
    boolean old =
        project.getDependencies().stream()
            .map(Dependency::getGroupId)
            .anyMatch("javax.servlet"::equals);
    return (old ? "tomcat:9.0-jre" : "tomcat:10.1-jre")
        + Math.max(image, old ? 8 : 11)
        + "-temurin";
  }

  /** The Java that the compiler is told; 17 if it is told none. */
  static int javaOf(MavenProject project) {
    List<String> said = new ArrayList<>();
    Plugin compiler = project.getPlugin("org.apache.maven.plugins:maven-compiler-plugin");
    if (compiler != null && compiler.getConfiguration() instanceof Xpp3Dom dom) {
      for (String name : List.of("release", "target")) {
        Optional.ofNullable(dom.getChild(name)).map(Xpp3Dom::getValue).ifPresent(said::add);
      }
    }
    for (String name : List.of("maven.compiler.release", "maven.compiler.target", "java.version")) {
      Optional.ofNullable(project.getProperties().getProperty(name)).ifPresent(said::add);
    }
    for (String version : said) {
      String number = version.startsWith("1.") ? version.substring(2) : version;
      if (number.matches("[0-9]{1,3}")) {
        return Integer.parseInt(number);
      }
    }
    return 17;
  }

  String text() {
    StringBuilder text = new StringBuilder(HEAD);
    for (Line line : lines()) {
      text.append("\n# ").append(line.why()).append('\n').append(line.text()).append('\n');
    }
    return text.toString();
  }

  private List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("The image below: a Java, and what it needs.", "FROM " + base));
    switch (kind) {
      case JAR -> jar(lines);
      case SPRING_BOOT, QUARKUS, WAR -> layered(lines);
    }
    healthCheck.ifPresent(
        command ->
            lines.add(
                new Line(
                    "How to see whether it works, by the image's shell.",
                    "HEALTHCHECK CMD " + command)));
    lines.add(
        new Line(
            "Not root: a number, so that Kubernetes can see that it isn't.", "USER 10001:10001"));
    lines.add(
        new Line(
            "The program itself, no shell around it: it gets the signals. Java also reads JAVA_TOOL_OPTIONS.",
            "ENTRYPOINT " + exec(start)));
    return lines;
  }

  private void jar(List<Line> lines) {
    lines.add(new Line("Where the program starts.", "WORKDIR /app"));
    lines.add(
        new Line(
            "Dependencies that are releases: they change least.",
            "COPY --from=" + MavenContexts.DEPENDENCIES + " . lib/"));
    lines.add(
        new Line(
            "Snapshots and other modules of the build.",
            "COPY --from=" + MavenContexts.SNAPSHOTS + " . lib/"));
    if (start.contains("@/app/classpath")) {
      lines.add(
          new Line(
              "The class path, in Maven's order.",
              "COPY --from=" + MavenContexts.ARTIFACTS + " " + MavenContexts.CLASS_PATH + " ./"));
    }
    lines.add(
        new Line(
            "Resources, then classes, which change most: each line is a layer of its own.",
            "COPY --from="
                + MavenContexts.RESOURCES
                + " . classes/\nCOPY --from="
                + MavenContexts.CLASSES
                + " . classes/"));
  }

  private void layered(List<Line> lines) {
    String to = kind == ProjectKind.WAR ? TOMCAT : "./";
    if (kind != ProjectKind.WAR) {
      lines.add(new Line("Where the program starts.", "WORKDIR /app"));
    }
    StringBuilder copies = new StringBuilder();
    for (String layer : layers) {
      String target = kind == ProjectKind.QUARKUS ? quarkusTarget(layer) : to;
      copies.append(copies.isEmpty() ? "" : "\n");
      copies.append("COPY --from=" + MavenContexts.LAYERS + " " + layer + " " + target);
    }
    lines.add(
        new Line(
            "What changes least first, what changes most last: each line is a layer of its own.",
            copies.toString()));
  }

  private static String quarkusTarget(String layer) {
    return layer.endsWith("/") ? layer : "./";
  }

  /** The parts that Quarkus' fast-jar has, by how often they change. */
  static final List<String> QUARKUS_LAYERS = List.of("lib/", "quarkus-run.jar", "quarkus/", "app/");

  /** The layers of an archive, as a Dockerfile names directories of the context. */
  static List<String> directories(Set<String> names) {
    return names.stream().map(name -> name + "/").toList();
  }

  private static String exec(List<String> words) {
    List<String> quoted = new ArrayList<>();
    words.forEach(w -> quoted.add('"' + w.replace("\\", "\\\\").replace("\"", "\\\"") + '"'));
    return "[" + String.join(", ", quoted) + "]";
  }
}

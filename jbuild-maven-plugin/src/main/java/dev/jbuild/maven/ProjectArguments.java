// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.project.MavenProject;

/**
 * What a project says of itself, for the ARGs that ask for it by name: {@code ARG
 * MAVEN_PROJECT_VERSION} gets {@code project.version}, {@code ARG MAVEN_JAVA_VERSION} the property
 * {@code java.version}.
 */
final class ProjectArguments {
  private static final Pattern ARG =
      Pattern.compile("^[ \\t]*ARG[ \\t]+(.*)$", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);
  private static final Pattern NAME = Pattern.compile("\\bMAVEN_[A-Z0-9_]+\\b");

  private ProjectArguments() {}

  /** Only those that the Dockerfile declares: an ARG nobody declared would be a mistake. */
  static Map<String, String> of(String dockerfile, MavenProject project) {
    Map<String, String> known = known(project);
    Map<String, String> result = new LinkedHashMap<>();
    Matcher args = ARG.matcher(dockerfile);
    while (args.find()) {
      Matcher names = NAME.matcher(args.group(1));
      while (names.find()) {
        String value = known.get(names.group());
        if (value != null) {
          result.put(names.group(), value);
        }
      }
    }
    return result;
  }

  private static Map<String, String> known(MavenProject project) {
    Map<String, String> known = new LinkedHashMap<>();
    Properties properties = project.getProperties();
    for (String name : properties.stringPropertyNames()) {
      known.put(argument(name), properties.getProperty(name));
    }
    known.put(argument("project.groupId"), project.getGroupId());
    known.put(argument("project.artifactId"), project.getArtifactId());
    known.put(argument("project.version"), project.getVersion());
    known.put(argument("project.name"), project.getName());
    known.put(argument("project.packaging"), project.getPackaging());
    known.put(argument("project.build.finalName"), project.getBuild().getFinalName());
    return known;
  }

  /** {@code spring-boot.version}: {@code MAVEN_SPRING_BOOT_VERSION}. */
  private static String argument(String property) {
    return "MAVEN_" + property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}

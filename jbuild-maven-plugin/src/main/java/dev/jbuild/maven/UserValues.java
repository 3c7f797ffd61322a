// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;

/**
 * {@code -Djbuild.*}, and properties of the project of these names, where a parameter has parts
 * that Maven can't set: {@code -Djbuild.buildArg.VERSION=1}.
 */
final class UserValues {
  static final String PREFIX = "jbuild.";

  private final Properties properties = new Properties();

  /** As Maven has it: the command line goes before the POM. */
  UserValues(Properties project, Properties user) {
    properties.putAll(project);
    properties.putAll(user);
  }

  static UserValues of(MavenProject project, MavenSession session) {
    return new UserValues(project.getProperties(), session.getUserProperties());
  }

  Optional<String> of(String name) {
    return Optional.ofNullable(properties.getProperty(PREFIX + name));
  }

  /** {@code map}, with {@code jbuild.<family>.KEY} added or instead; sorted where added. */
  Map<String, String> over(Map<String, String> map, String family) {
    Map<String, String> result = new LinkedHashMap<>();
    // Maven makes an empty element, <A/>, a null.
    map.forEach((key, value) -> result.put(key, value == null ? "" : value));
    String prefix = PREFIX + family + ".";
    for (String name : new TreeSet<>(properties.stringPropertyNames())) {
      if (name.startsWith(prefix) && name.length() > prefix.length()) {
        result.put(name.substring(prefix.length()), properties.getProperty(name));
      }
    }
    return result;
  }
}

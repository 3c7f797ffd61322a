// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.engine.ContextSource;
import dev.jbuild.oci.Platform;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code --build-context} has given names to. A name is matched as that of an image, without
 * what it has by default; {@code name::os/arch} is for stages of that platform only.
 */
final class NamedContexts {
  private final Map<String, Entry> entries = new HashMap<>();

  private record Entry(String name, ContextSource source) {}

  NamedContexts(Map<String, ContextSource> given) {
    given.forEach((name, source) -> entries.putIfAbsent(key(name), new Entry(name, source)));
  }

  private static String key(String name) {
    int platform = name.indexOf("::");
    return platform < 0
        ? familiar(name)
        : familiar(name.substring(0, platform)) + name.substring(platform);
  }

  private Optional<Entry> find(String name, Platform platform) {
    String familiar = familiar(name);
    return Optional.ofNullable(entries.get(familiar + "::" + platform))
        .or(() -> Optional.ofNullable(entries.get(familiar)));
  }

  /** The stage that a name is given to. */
  Optional<String> stage(String name, Platform platform) {
    return find(name, platform)
        .map(Entry::source)
        .filter(ContextSource.Stage.class::isInstance)
        .map(source -> ((ContextSource.Stage) source).name());
  }

  /** What a name that is not that of a stage stands for. */
  Optional<Base> base(String name, Platform platform) {
    return find(name, platform).map(entry -> base(entry, platform));
  }

  private static Base base(Entry entry, Platform platform) {
    if (entry.source() instanceof ContextSource.Image image) {
      return image.name().equals("scratch")
          ? new Base.Scratch()
          : new Base.Image(image.name(), platform);
    }
    return entry.source() instanceof ContextSource.OciLayout layout
        ? new Base.Image(layout.shown(), platform)
        : new Base.NamedContext(entry.name(), platform);
  }

  /** An image name without what it has by default, so that all its spellings are the same. */
  private static String familiar(String name) {
    String result = name;
    for (String prefix : List.of("docker.io/", "index.docker.io/", "library/")) {
      result = result.startsWith(prefix) ? result.substring(prefix.length()) : result;
    }
    return result.endsWith(":latest")
        ? result.substring(0, result.length() - ":latest".length())
        : result;
  }
}

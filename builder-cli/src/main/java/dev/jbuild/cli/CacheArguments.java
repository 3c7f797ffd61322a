// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.CacheLocation;
import dev.jbuild.engine.CacheOptions;
import dev.jbuild.engine.CacheTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the command line says of caches. */
final class CacheArguments {
  private static final String INLINE_ARGUMENT = "BUILDKIT_INLINE_CACHE";

  private final Arguments arguments;
  private final Map<String, String> buildArgs;

  CacheArguments(Arguments arguments, Map<String, String> buildArgs) {
    this.arguments = arguments;
    this.buildArgs = buildArgs;
  }

  CacheOptions parse() {
    List<CacheLocation> from = new ArrayList<>();
    for (String text : arguments.all(Flags.CACHE_FROM)) {
      from.addAll(CacheSpec.from(text));
    }
    List<CacheTarget> to = new ArrayList<>();
    boolean inline = isTrue(buildArgs.getOrDefault(INLINE_ARGUMENT, ""));
    for (String text : arguments.all(Flags.CACHE_TO)) {
      if (CacheSpec.isInline(text)) {
        inline = true;
      } else {
        to.addAll(CacheSpec.to(text));
      }
    }
    return new CacheOptions(
        arguments.isOn(Flags.NO_CACHE), from, to, inline, arguments.isOn(Flags.EXPLAIN_CACHE));
  }

  /** As Go's strconv.ParseBool, by which BuildKit reads it. */
  private static boolean isTrue(String value) {
    return List.of("1", "t", "T", "true", "TRUE", "True").contains(value);
  }
}

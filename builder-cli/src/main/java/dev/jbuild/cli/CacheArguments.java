// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.CacheLocation;
import dev.jbuild.engine.CacheOptions;
import dev.jbuild.engine.CacheTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    addKanikos(from, to);
    Optional<Duration> maxAge = arguments.last(Flags.CACHE_TTL).map(CacheArguments::maxAge);
    return new CacheOptions(
        isOff() || maxAge.filter(Duration::isZero).isPresent(),
        uncachedStages(),
        maxAge,
        from,
        to,
        inline,
        arguments.isOn(Flags.EXPLAIN_CACHE));
  }

  /** In the words of buildx, of kaniko or of buildah. */
  private boolean isOff() {
    return arguments.isOn(Flags.NO_CACHE) || isOff(Flags.CACHE) || isOff(Flags.LAYERS);
  }

  private boolean isOff(Flag flag) {
    return arguments.last(flag).filter("false"::equals).isPresent();
  }

  /** {@code --cache-repo} is a cache to use and to fill, with the steps of all stages. */
  private void addKanikos(List<CacheLocation> from, List<CacheTarget> to) {
    for (Flag flag : List.of(Flags.CACHE_RUN_LAYERS, Flags.CACHE_COPY_LAYERS)) {
      if (isOff(flag)) {
        throw CommandLineError.of(
            "flag " + flag.longName() + "=false is not supported: jbuild caches all steps alike");
      }
    }
    for (String text : arguments.all(Flags.CACHE_REPO)) {
      CacheLocation location = CacheSpec.repository(Flags.CACHE_REPO.longName(), text);
      from.add(location);
      if (!arguments.isOn(Flags.NO_PUSH_CACHE)) {
        to.add(new CacheTarget(location, false, Optional.empty()));
      }
    }
  }

  private List<String> uncachedStages() {
    List<String> stages = new ArrayList<>();
    for (String text : arguments.all(Flags.NO_CACHE_FILTER)) {
      for (String stage : CommaFields.of(Flags.NO_CACHE_FILTER.longName(), text)) {
        if (stage.isEmpty()) {
          throw CommandLineError.of(
              "flag --no-cache-filter \"" + text + "\": the name of a stage is missing");
        }
        stages.add(stage);
      }
    }
    return stages;
  }

  private static Duration maxAge(String text) {
    try {
      return CacheOptions.parseMaxAge(text);
    } catch (IllegalArgumentException e) {
      throw CommandLineError.of("flag --cache-ttl: " + e.getMessage());
    }
  }

  /** As Go's strconv.ParseBool, by which BuildKit reads it. */
  private static boolean isTrue(String value) {
    return List.of("1", "t", "T", "true", "TRUE", "True").contains(value);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Frontend;
import dev.jbuild.dockerfile.GoBoolean;
import dev.jbuild.dockerfile.Nearest;
import dev.jbuild.dockerfile.Source;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.dockerfile.Word;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The values given to {@code --build-arg}, and which of them an ARG asked for. */
public final class BuildArgs {
  private static final String EPOCH = "SOURCE_DATE_EPOCH";
  private static final String BUILDKIT = "BUILDKIT_";
  private static final String CACHE_NAMESPACE = "BUILDKIT_CACHE_MOUNT_NS";
  private static final String SYNTAX = "BUILDKIT_SYNTAX";
  private static final String INLINE_CACHE = "BUILDKIT_INLINE_CACHE";
  private static final String KEEP_GIT_DIR = "BUILDKIT_CONTEXT_KEEP_GIT_DIR";
  private static final String HOSTNAME = "BUILDKIT_SANDBOX_HOSTNAME";

  /** HOST_NAME_MAX of Linux, in bytes. */
  private static final int LONGEST_HOSTNAME = 64;

  /** What they ask for is done without an ARG. */
  private static final Set<String> SETTINGS =
      Set.of(
          EPOCH,
          CACHE_NAMESPACE,
          HOSTNAME,
          SYNTAX,
          INLINE_CACHE,
          KEEP_GIT_DIR,
          DockerfileChecks.BUILD_ARGUMENT);

  /** What these ARGs ask for is not for the programs that RUN starts. */
  private static final Set<String> NOT_IN_ENV =
      Set.of("BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE");

  /** Handed to RUN without an ARG, and kept out of history and cache keys. */
  private static final List<String> PROXIES =
      List.of("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY");

  private final Map<String, String> given;
  private final Map<String, String> effective;
  private final Set<String> declared = new LinkedHashSet<>();

  BuildArgs(PlanOptions options) {
    given = options.buildArgs();
    effective = new LinkedHashMap<>(given);
    options
        .sourceDateEpoch()
        .ifPresent(t -> effective.putIfAbsent(EPOCH, Long.toString(t.getEpochSecond())));
  }

  /** Where a value is on the command line. */
  public static Span place(String name, String value) {
    Source source = Source.of("--build-arg", name + "=" + value);
    return source.span(name.length() + 1, source.text().length());
  }

  /** Whether the build context keeps its {@code .git}, if it is a repository. */
  public static boolean keepsGitDirectory(Map<String, String> given) {
    String value = given.getOrDefault(KEEP_GIT_DIR, "");
    return !value.isEmpty()
        && GoBoolean.parse(value)
            .orElseThrow(
                () ->
                    new DockerfileException(
                        Diagnostic.error(
                            place(KEEP_GIT_DIR, value), KEEP_GIT_DIR + " is true or false")));
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(effective.get(name));
  }

  /** The value for an ARG of this name, which is noted as used. */
  Optional<String> declared(String name) {
    declared.add(name);
    return value(name);
  }

  /** Whether the value of an ARG gets into the environment of RUN. */
  static boolean isVariable(String name) {
    return !NOT_IN_ENV.contains(name);
  }

  void noteDeclared(String name) {
    declared.add(name);
  }

  /** Proxy settings that no ARG has made part of the environment. */
  Map<String, String> proxies(StageState state) {
    Map<String, String> proxies = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          if (isProxy(name) && state.variable(name).isEmpty()) {
            proxies.put(name, value);
          }
        });
    return proxies;
  }

  private static boolean isProxy(String name) {
    return PROXIES.stream()
        .anyMatch(p -> p.equals(name) || p.toLowerCase(Locale.ROOT).equals(name));
  }

  /** Warns of a frontend that is not used, and of arguments that nothing reads. */
  List<Diagnostic> warnings(GlobalArgs globals) {
    Stream<Diagnostic> frontend =
        Optional.ofNullable(given.get(SYNTAX))
            .flatMap(image -> Frontend.unused(new Word(image, place(SYNTAX, image))))
            .stream();
    return Stream.concat(frontend, unused(globals)).toList();
  }

  private Stream<Diagnostic> unused(GlobalArgs globals) {
    return given.keySet().stream()
        .filter(n -> !declared.contains(n) && globals.value(n).isEmpty() && !isProxy(n))
        .filter(n -> !SETTINGS.contains(n))
        .map(n -> n.startsWith(BUILDKIT) ? withoutEffect(n) : unused(n));
  }

  private static Diagnostic withoutEffect(String name) {
    return warning(name, name + " has no effect: what it asks BuildKit for is not supported yet");
  }

  private static Diagnostic warning(String name, String message) {
    Source source = Source.of("--build-arg", name);
    return Diagnostic.warning(source.span(0, source.text().length()), message);
  }

  private Diagnostic unused(String name) {
    Diagnostic warning = warning(name, "no ARG declares " + name);
    return Nearest.to(name, declared)
        .map(n -> warning.withHint("did you mean " + n + "?"))
        .orElse(warning);
  }

  /** What stands before the ids of cache mounts. */
  Optional<String> cacheNamespace() {
    return value(CACHE_NAMESPACE);
  }

  /** The host name that programs see, if it is not to be the usual one. */
  Optional<String> hostname() {
    Optional<String> name = value(HOSTNAME).filter(n -> !n.isEmpty());
    if (name.isPresent() && !isHostname(name.get())) {
      throw new DockerfileException(
          Diagnostic.error(
              place(HOSTNAME, name.get()),
              "a host name has at most "
                  + LONGEST_HOSTNAME
                  + " letters, digits, '-', '.' and '_' in Linux"));
    }
    return name;
  }

  /** It becomes a word of {@code /etc/hosts}. */
  private static boolean isHostname(String name) {
    return name.length() <= LONGEST_HOSTNAME
        && name.chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-._".indexOf(c) >= 0));
  }

  /** The time of {@code SOURCE_DATE_EPOCH}, of the option or of the argument. */
  Optional<Instant> epoch(PlanOptions options) {
    Optional<String> text = Optional.ofNullable(given.get(EPOCH)).filter(t -> !t.isEmpty());
    if (options.sourceDateEpoch().isPresent() || text.isEmpty()) {
      return options.sourceDateEpoch();
    }
    try {
      return text.map(Long::parseLong).map(Instant::ofEpochSecond);
    } catch (NumberFormatException | DateTimeException e) {
      throw new DockerfileException(
          Diagnostic.error(
              place(EPOCH, text.get()),
              EPOCH + " is a number of seconds since 1970, not " + text.get()));
    }
  }
}

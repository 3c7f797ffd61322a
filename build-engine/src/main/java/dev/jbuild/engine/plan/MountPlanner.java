// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.MountFlag;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.UnixPath;
import dev.jbuild.dockerfile.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The mounts of one RUN. */
final class MountPlanner {
  private static final String SECRETS = "/run/secrets/";
  private static final String AGENTS = "/run/buildkit/ssh_agent.";

  private final Function<Word, Base> names;
  private final Function<Word, String> expand;
  private final String cwd;
  private final Optional<String> cacheNamespace;
  private final Problems problems;
  private int agents;

  /**
   * For a RUN in {@code cwd}.
   *
   * @param names resolves what {@code from} says
   * @param cacheNamespace stands before the ids of caches
   */
  MountPlanner(
      Function<Word, Base> names,
      Function<Word, String> expand,
      String cwd,
      Optional<String> cacheNamespace,
      Problems problems) {
    this.names = names;
    this.expand = expand;
    this.cwd = cwd;
    this.cacheNamespace = cacheNamespace;
    this.problems = problems;
  }

  List<Mount> plan(List<MountFlag> flags) {
    List<Mount> mounts = new ArrayList<>();
    for (MountFlag flag : flags) {
      problems.collect(() -> mounts.add(plan(flag)));
    }
    return mounts;
  }

  private Mount plan(MountFlag flag) {
    MountOptions options = new MountOptions(flag, expand);
    String type = options.type();
    refuse(options, type);
    return switch (type) {
      case "bind" -> bind(flag, options);
      case "cache" -> cache(flag, options);
      case "tmpfs" ->
          new Mount.Tmpfs(
              flag.text().span(), options.size(), target(options), options.readOnly(false));
      case "secret" -> secret(flag, options);
      case "ssh" -> ssh(flag, options);
      default -> throw new AssertionError(type);
    };
  }

  /** Options that the type doesn't have: errors where BuildKit has them, else warnings. */
  private void refuse(MountOptions options, String type) {
    for (String key : List.of("mode", "uid", "gid", "size", "required", "sharing", "env")) {
      List<String> types =
          switch (key) {
            case "size" -> List.of("tmpfs");
            case "required" -> List.of("secret", "ssh");
            case "sharing" -> List.of("cache");
            case "env" -> List.of("secret");
            default -> List.of("cache", "secret", "ssh");
          };
      if (options.has(key) && !types.contains(type)) {
        throw options.error(
            key, key + " is not for mounts of type " + type + " but " + String.join(", ", types));
      }
    }
    if (type.equals("secret") && options.has("from")) {
      throw options.error("from", "a secret is not from anywhere but the command line");
    }
    List<String> unused =
        switch (type) {
          case "bind" -> List.of("id");
          case "tmpfs" -> List.of("id", "from", "source");
          case "ssh" -> List.of("from", "source");
          default -> List.of();
        };
    for (String key : unused) {
      if (options.has(key)) {
        options
            .error(key, key + " has no effect on a mount of type " + type)
            .diagnostics()
            .forEach(d -> problems.warn(d.span(), d.message()));
      }
    }
  }

  private Mount bind(MountFlag flag, MountOptions options) {
    Base from = from(options).orElseGet(Base.BuildContext::new);
    Mount.Read read = new Mount.Read(from, source(options));
    return new Mount.Bind(flag.text().span(), read, target(options), options.readOnly(true));
  }

  private Mount cache(MountFlag flag, MountOptions options) {
    Optional<Base> from = from(options).filter(base -> !(base instanceof Base.Scratch));
    String id =
        options.text("id").orElseGet(() -> UnixPath.clean(options.text("target").orElse("")));
    String source = source(options);
    return new Mount.Cache(
        flag.text().span(),
        cacheNamespace.map(namespace -> namespace + "/" + id).orElse(id),
        from.map(base -> new Mount.Read(base, source)),
        from.isPresent() ? "/" : source,
        target(options),
        sharing(options),
        options.readOnly(false),
        source.equals("/") ? options.access() : Mount.Access.UNSAID);
  }

  private static Mount.Sharing sharing(MountOptions options) {
    String written = options.text("sharing").orElse("shared");
    for (Mount.Sharing sharing : Mount.Sharing.values()) {
      if (sharing.name().equalsIgnoreCase(written)) {
        return sharing;
      }
    }
    throw options.error("sharing", "sharing is shared, private or locked, not " + written);
  }

  private Mount secret(MountFlag flag, MountOptions options) {
    Optional<String> source = options.text("source");
    Optional<String> id = options.text("id");
    Optional<String> target = options.text("target");
    if (source.isPresent() && id.isPresent()) {
      throw options.error("source", "source is another name for id, and both are given");
    }
    String name =
        id.or(() -> source)
            .or(() -> target.map(MountPlanner::lastName))
            .filter(n -> !n.isEmpty())
            .orElseThrow(() -> StagePlanner.error(flag.text(), "a secret needs an id"));
    Optional<String> env = options.text("env");
    Optional<String> file =
        target.or(() -> env.isPresent() ? Optional.empty() : Optional.of(SECRETS + lastName(name)));
    return new Mount.Secret(
        flag.text().span(),
        name,
        file.map(f -> absolute(options, f)),
        env,
        options.required(),
        options.access());
  }

  private Mount ssh(MountFlag flag, MountOptions options) {
    String target = options.text("target").orElse(AGENTS + agents);
    agents++;
    return new Mount.Ssh(
        flag.text().span(),
        options.text("id").orElse("default"),
        absolute(options, target),
        options.required(),
        options.access());
  }

  private Optional<Base> from(MountOptions options) {
    return options
        .word("from")
        .map(word -> word.text().equals("scratch") ? new Base.Scratch() : names.apply(word));
  }

  private static String source(MountOptions options) {
    return UnixPath.clean("/" + options.text("source").orElse(""));
  }

  /** Without a target it is the working directory, as in BuildKit. */
  private String target(MountOptions options) {
    return absolute(options, options.text("target").orElse(""));
  }

  private String absolute(MountOptions options, String path) {
    String target = UnixPath.clean(path.startsWith("/") ? path : cwd + "/" + path);
    if (target.equals("/")) {
      throw options.error("target", "nothing can be mounted on /: say where by target=…");
    }
    return target;
  }

  private static String lastName(String path) {
    String clean = UnixPath.clean(path);
    return clean.substring(clean.lastIndexOf('/') + 1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Comments;
import dev.jbuild.dockerfile.Dockerfile;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Expander;
import dev.jbuild.dockerfile.Expansion;
import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.MountFlag;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.Stage;
import dev.jbuild.dockerfile.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads out of a Dockerfile alone, without any image, what a build of a stage can be given. */
public final class OutlineReader {
  private final Dockerfile dockerfile;
  private final BuildArgs buildArgs;
  private final GlobalArgs globals;
  private final Names names;
  private final Expander expander;
  private final Map<String, Outline.Arg> globalArgs = new HashMap<>();
  private final Map<String, Set<String>> usedByGlobals = new HashMap<>();
  private final Map<Integer, Map<String, String>> ends = new HashMap<>();
  private final Map<String, Outline.Arg> args = new LinkedHashMap<>();
  private final Map<String, Outline.Use> secrets = new LinkedHashMap<>();
  private final Map<String, Outline.Use> ssh = new LinkedHashMap<>();
  private final Map<String, Outline.Use> caches = new LinkedHashMap<>();

  private OutlineReader(Dockerfile dockerfile, PlanOptions options) {
    this.dockerfile = dockerfile;
    this.buildArgs = new BuildArgs(options);
    this.globals = GlobalArgs.of(dockerfile, buildArgs, options, new Problems());
    this.names = new Names(dockerfile, options, globals);
    this.expander = new Expander(dockerfile.directives().escape());
    for (Instruction.Arg arg : dockerfile.metaArgs()) {
      for (Instruction.Arg.Declaration declaration : arg.declarations()) {
        String name = declaration.name().text();
        globalArgs.put(name, described(arg, name, globals.value(name)));
        usedByGlobals.put(name, declaration.value().map(this::used).orElse(Set.of()));
      }
    }
  }

  /** The outline of the target of {@code options}; a DockerfileException if there is no such. */
  public static Outline read(Dockerfile dockerfile, PlanOptions options) {
    return new OutlineReader(dockerfile, options).read();
  }

  private Outline read() {
    int target = names.target();
    boolean[] needed = new boolean[target + 1];
    needed[target] = true;
    for (int i = target; i >= 0; i--) {
      if (needed[i]) {
        sources(dockerfile.stages().get(i)).forEach(source -> needed[source] = true);
      }
    }
    // A stage goes on with the values of its base, but what it says itself comes first.
    List<Stage> stages = new ArrayList<>();
    List<Map<String, Outline.Arg>> own = new ArrayList<>();
    for (int i = 0; i <= target; i++) {
      if (needed[i]) {
        stages.add(dockerfile.stages().get(i));
        own.add(readArgs(dockerfile.stages().get(i)));
      }
    }
    for (int i = stages.size() - 1; i >= 0; i--) {
      Map<String, Outline.Arg> local = own.get(i);
      local.forEach(args::putIfAbsent);
      local.keySet().forEach(this::useDefaults);
      used(stages.get(i).from()).forEach(this::use);
      readMounts(stages.get(i));
    }
    Stage stage = dockerfile.stages().get(target);
    return new Outline(
        stage.name(),
        description(stage),
        sorted(args),
        List.copyOf(secrets.values()),
        List.copyOf(ssh.values()),
        List.copyOf(caches.values()));
  }

  private Optional<String> description(Stage stage) {
    List<Word> comments = Comments.above(dockerfile, stage.from().origin());
    return stage.name().flatMap(name -> Comments.description(comments, name));
  }

  private static List<Outline.Arg> sorted(Map<String, Outline.Arg> args) {
    return args.values().stream().sorted(Comparator.comparingInt(a -> a.place().start())).toList();
  }

  /** The earlier stages that a stage reads. */
  private Set<Integer> sources(Stage stage) {
    Set<Integer> sources = new TreeSet<>();
    new Problems()
        .collect(
            () -> {
              if (names.base(stage).base() instanceof Base.OtherStage other) {
                sources.add(other.index());
              }
            });
    for (Instruction instruction : stage.instructions()) {
      List<String> from = new ArrayList<>();
      if (instruction instanceof Instruction.Copy copy) {
        copy.from().ifPresent(word -> from.add(word.text()));
      } else if (instruction instanceof Instruction.Run run) {
        run.mounts().forEach(m -> text(m, "from").ifPresent(from::add));
      }
      from.forEach(name -> names.copiedStage(stage.index(), name).ifPresent(sources::add));
    }
    return sources;
  }

  private Map<String, Outline.Arg> readArgs(Stage stage) {
    Map<String, String> values = new HashMap<>();
    new Problems()
        .collect(
            () -> {
              if (names.base(stage).base() instanceof Base.OtherStage other) {
                values.putAll(ends.getOrDefault(other.index(), Map.of()));
              }
            });
    Map<String, Outline.Arg> own = new LinkedHashMap<>();
    for (Instruction instruction : stage.instructions()) {
      if (instruction instanceof Instruction.Arg arg) {
        arg.declarations().forEach(d -> declare(arg, d, values, own));
      } else if (instruction instanceof Instruction.Env env) {
        env.pairs()
            .forEach(p -> expand(p.value(), values).ifPresent(v -> values.put(p.key().text(), v)));
      }
    }
    ends.put(stage.index(), values);
    return own;
  }

  private void declare(
      Instruction.Arg arg,
      Instruction.Arg.Declaration declaration,
      Map<String, String> values,
      Map<String, Outline.Arg> own) {
    String name = declaration.name().text();
    Optional<String> given = buildArgs.value(name);
    boolean inherited = given.isEmpty() && declaration.value().isEmpty();
    Optional<String> value =
        given
            .or(() -> declaration.value().flatMap(v -> expand(v, values)))
            .or(() -> globals.value(name));
    value.ifPresent(v -> values.put(name, v));
    if (!inherited || globals.value(name).isEmpty()) {
      own.put(name, described(arg, name, value));
    } else if (globalArgs.containsKey(name)) {
      own.put(name, globalArgs.getOrDefault(name, described(arg, name, value)));
    }
  }

  /** Notes an ARG before the first FROM, and those that its default asks for. */
  private void use(String name) {
    Optional<Outline.Arg> arg = Optional.ofNullable(globalArgs.get(name));
    if (arg.isPresent() && args.putIfAbsent(name, arg.get()) == null) {
      useDefaults(name);
    }
  }

  private void useDefaults(String name) {
    if (Optional.ofNullable(args.get(name)).equals(Optional.ofNullable(globalArgs.get(name)))) {
      usedByGlobals.getOrDefault(name, Set.of()).forEach(this::use);
    }
  }

  private Set<String> used(Instruction.From from) {
    Set<String> used = new TreeSet<>(used(from.image()));
    from.platform().ifPresent(platform -> used.addAll(used(platform)));
    return used;
  }

  private Set<String> used(Word word) {
    try {
      Expansion expansion = expander.expand(word, globals::value);
      Set<String> used = new TreeSet<>(expansion.used());
      used.addAll(expansion.unset());
      return used;
    } catch (DockerfileException e) {
      return Set.of(); // A build would tell it.
    }
  }

  private Optional<String> expand(Word word, Map<String, String> values) {
    try {
      return Optional.of(
          expander.expand(word, name -> Optional.ofNullable(values.get(name))).text());
    } catch (DockerfileException e) {
      return Optional.empty(); // A build would tell it.
    }
  }

  private Outline.Arg described(Instruction.Arg arg, String name, Optional<String> value) {
    List<Word> comments = Comments.above(dockerfile, arg.origin());
    return new Outline.Arg(name, value, Comments.description(comments, name), arg.origin().span());
  }

  private void readMounts(Stage stage) {
    for (Instruction instruction : stage.instructions()) {
      if (instruction instanceof Instruction.Run run) {
        run.mounts().forEach(mount -> note(mount, run));
      }
    }
  }

  private void note(MountFlag mount, Instruction.Run run) {
    Optional<String> target = text(mount, "target");
    Optional<String> id = text(mount, "id").or(() -> text(mount, "source"));
    switch (text(mount, "type").orElse("bind")) {
      case "secret" -> note(secrets, id.or(() -> target.map(OutlineReader::lastName)), mount, run);
      case "ssh" -> note(ssh, id.or(() -> Optional.of("default")), mount, run);
      case "cache" -> note(caches, text(mount, "id").or(() -> target), mount, run);
      default -> {}
    }
  }

  private static void note(
      Map<String, Outline.Use> uses, Optional<String> id, MountFlag mount, Instruction.Run run) {
    boolean required =
        mount.options().stream()
            .anyMatch(
                option ->
                    option.key().equals("required")
                        && option.value().map(Word::text).orElse("true").equals("true"));
    id.ifPresent(
        name -> uses.putIfAbsent(name, new Outline.Use(name, required, run.origin().span())));
  }

  /** The value of an option, variables not expanded. */
  private static Optional<String> text(MountFlag mount, String key) {
    return mount.value(key).map(Word::text);
  }

  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.CommandLine;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Expansion;
import dev.jbuild.dockerfile.Heredoc;
import dev.jbuild.dockerfile.IgnorePatterns;
import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Instruction.KeyValue;
import dev.jbuild.dockerfile.Instruction.Origin;
import dev.jbuild.dockerfile.Instruction.Transfer;
import dev.jbuild.dockerfile.MountFlag;
import dev.jbuild.dockerfile.Nearest;
import dev.jbuild.dockerfile.Span;
import dev.jbuild.dockerfile.UnixPath;
import dev.jbuild.dockerfile.Word;
import dev.jbuild.dockerfile.check.Findings;
import dev.jbuild.dockerfile.check.Rule;
import dev.jbuild.dockerfile.check.SecretNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Rules about instructions that need the values of variables; each leaves its mark on a scope. */
final class InstructionRules {
  /** Known to the builder, and no part of any environment. */
  private static final Set<String> SETTINGS =
      Set.of("BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE");

  /** Guessing among more would take longer than all the rest. */
  private static final int MOST_NAMES = 1000;

  private final PlanContext context;
  private final IgnorePatterns ignored;
  private final Findings findings;

  InstructionRules(PlanContext context, IgnorePatterns ignored, Findings findings) {
    this.context = context;
    this.ignored = ignored;
    this.findings = findings;
  }

  void check(Instruction instruction, Scope scope) {
    if (instruction instanceof Instruction.Arg arg) {
      arg(arg, scope);
    } else if (instruction instanceof Instruction.Env env) {
      env(env, scope);
    } else if (instruction instanceof Instruction.Label label) {
      for (KeyValue pair : label.pairs()) {
        expand(label, scope, pair.key());
        expand(label, scope, pair.value());
      }
    } else if (instruction instanceof Instruction.Copy copy) {
      transfer("Copy", copy, copy.transfer(), copy.from(), scope);
    } else if (instruction instanceof Instruction.Add add) {
      transfer("Add", add, add.transfer(), Optional.empty(), scope);
    } else if (instruction instanceof Instruction.Run run) {
      run.mounts().forEach(mount -> mount(run, mount, scope));
    } else if (instruction instanceof Instruction.Workdir workdir) {
      workdir(workdir, scope);
    } else if (instruction instanceof Instruction.User user) {
      scope.user = expand(user, scope, user.user());
    } else if (instruction instanceof Instruction.Volume volume) {
      volume.paths().forEach(p -> expand(volume, scope, p).ifPresent(scope.volumes::add));
    } else if (instruction instanceof Instruction.Stopsignal stopsignal) {
      expand(stopsignal, scope, stopsignal.signal());
    } else if (instruction instanceof Instruction.Expose expose) {
      expose(expose, scope);
    } else if (instruction instanceof Instruction.Shell) {
      scope.hasShell = true;
    } else if (instruction instanceof Instruction.Cmd cmd) {
      command("CMD", cmd, cmd.command(), scope);
    } else if (instruction instanceof Instruction.Entrypoint entrypoint) {
      command("ENTRYPOINT", entrypoint, entrypoint.command(), scope);
    }
  }

  private void arg(Instruction.Arg arg, Scope scope) {
    for (Instruction.Arg.Declaration declaration : arg.declarations()) {
      String name = declaration.name().text();
      checkSecret("ARG", arg, declaration.name(), name);
      Optional<String> given = context.buildArgs().value(name);
      Optional<String> value =
          given.isPresent()
              ? given
              : declaration.value().isPresent()
                  ? expand(arg, scope, declaration.value().get())
                  : context.globals().value(name);
      if (value.isPresent()) {
        scope.values.put(name, value.get());
      }
      scope.declared.add(name);
    }
  }

  private void env(Instruction.Env env, Scope scope) {
    Map<String, String> values = new LinkedHashMap<>();
    for (KeyValue pair : env.pairs()) {
      String name = expand(env, scope, pair.key()).orElse(pair.key().text());
      checkSecret("ENV", env, pair.key(), name);
      values.put(name, expand(env, scope, pair.value()).orElse(""));
    }
    scope.values.putAll(values);
  }

  private void checkSecret(String keyword, Instruction instruction, Word word, String name) {
    if (SecretNames.isSecret(name)) {
      findings.add(
          Rule.SECRETS_USED_IN_ARG_OR_ENV,
          instruction.origin(),
          word.span(),
          keyword + " \"" + name + "\" looks like a secret");
    }
  }

  private void mount(Instruction.Run run, MountFlag mount, Scope scope) {
    for (MountFlag.Option option : mount.options()) {
      if (option.value().isPresent()) {
        expand(run, scope, option.value().get());
      }
    }
  }

  private void transfer(
      String verb, Instruction instruction, Transfer transfer, Optional<Word> from, Scope scope) {
    for (Word source : transfer.sources()) {
      Optional<String> path = expand(instruction, scope, source);
      if (from.isEmpty() && path.isPresent() && isPath(path.get()) && ignored.hides(path.get())) {
        ignoredFile(verb, instruction, source, path.get());
      }
    }
    Optional<String> destination = expand(instruction, scope, transfer.destination());
    if (transfer.chown().isPresent()) {
      expand(instruction, scope, transfer.chown().get());
    }
    if (transfer.chmod().isPresent()) {
      expand(instruction, scope, transfer.chmod().get());
    }
    for (Heredoc heredoc : transfer.heredocs()) {
      if (heredoc.expands()) {
        expand(instruction, scope, heredoc);
      }
    }
    if (findings.wantsAdvice()) {
      destination.ifPresent(d -> checkVolume(instruction, transfer.destination(), d, scope));
      from.filter(f -> isImage(f.text()))
          .ifPresent(f -> checkPin(instruction.origin(), f.span(), f.text()));
    }
  }

  /** Stages have no such names. */
  private boolean isImage(String from) {
    return (from.indexOf(':') >= 0 || from.indexOf('/') >= 0)
        && !context.options().namedContexts().containsKey(from);
  }

  private void ignoredFile(String verb, Instruction instruction, Word source, String path) {
    findings.add(
        Rule.COPY_IGNORED_FILE,
        instruction.origin(),
        source.span(),
        verb.toUpperCase(Locale.ROOT)
            + " of \""
            + UnixPath.clean(path)
            + "\", which .dockerignore excludes");
  }

  private static boolean isPath(String source) {
    return !source.contains("://") && !source.startsWith("git@");
  }

  private void checkVolume(Instruction instruction, Word place, String written, Scope scope) {
    String destination = UnixPath.clean(written) + "/";
    for (String volume : new TreeSet<>(scope.volumes)) {
      if (volume.startsWith("/") && destination.startsWith(UnixPath.clean(volume) + "/")) {
        findings.add(
            Rule.COPY_INTO_VOLUME,
            instruction.origin(),
            place.span(),
            written + " is in the volume " + volume);
      }
    }
  }

  /** Whether an image is named so that it is the same tomorrow. */
  void checkPin(Origin at, Span place, String image) {
    if (image.indexOf('@') >= 0 || !findings.wantsAdvice()) {
      return;
    }
    String tag = image.substring(image.lastIndexOf('/') + 1);
    int colon = tag.indexOf(':');
    boolean latest = colon < 0 || tag.substring(colon + 1).equals("latest");
    findings.add(
        latest ? Rule.LATEST_TAG : Rule.UNPINNED_BASE,
        at,
        place,
        latest ? image + " is whatever is the latest" : image + " has no digest");
  }

  private void workdir(Instruction.Workdir workdir, Scope scope) {
    Optional<String> path = expand(workdir, scope, workdir.path());
    if (!scope.hasWorkdir && path.isPresent() && !path.get().startsWith("/")) {
      findings.add(
          Rule.WORKDIR_RELATIVE_PATH,
          workdir.origin(),
          workdir.path().span(),
          "\"" + path.get() + "\" is relative to the working directory of the base image");
    }
    scope.hasWorkdir = true;
  }

  private void expose(Instruction.Expose expose, Scope scope) {
    for (Word word : expose.ports()) {
      List<String> ports;
      try {
        ports = context.expander().expand(word, scope::value).words();
      } catch (DockerfileException e) {
        continue; // The planner tells it.
      }
      for (String port : ports) {
        checkPort(expose, word, port);
      }
    }
  }

  private void checkPort(Instruction.Expose expose, Word word, String port) {
    String protocol = port.substring(port.lastIndexOf('/') + 1);
    if (port.indexOf('/') >= 0 && !protocol.equals(protocol.toLowerCase(Locale.ROOT))) {
      findings.add(
          Rule.EXPOSE_PROTO_CASING,
          expose.origin(),
          word.span(),
          "the protocol of '" + port + "' is not in lowercase");
    }
    if (port.indexOf(':') >= 0) {
      findings.add(
          Rule.EXPOSE_INVALID_FORMAT,
          expose.origin(),
          word.span(),
          "'" + port + "' names an address or a port of the host");
    }
  }

  private void command(String keyword, Instruction instruction, CommandLine command, Scope scope) {
    if (!(command instanceof CommandLine.Exec) && !scope.hasShell) {
      findings.add(
          Rule.JSON_ARGS_RECOMMENDED,
          instruction.origin(),
          instruction.origin().keyword(),
          "a shell stands between " + keyword + " and signals from outside");
    }
  }

  private Optional<String> expand(Instruction instruction, Scope scope, Word word) {
    return expanded(
        instruction, scope, word.span(), () -> context.expander().expand(word, scope::value));
  }

  private void expand(Instruction instruction, Scope scope, Heredoc heredoc) {
    expanded(
        instruction,
        scope,
        heredoc.opener(),
        () -> context.expander().expand(heredoc, scope::value));
  }

  private Optional<String> expanded(
      Instruction instruction, Scope scope, Span place, Supplier<Expansion> expanding) {
    Expansion expansion;
    try {
      expansion = expanding.get();
    } catch (DockerfileException e) {
      return Optional.empty(); // The planner tells it.
    }
    if (!expansion.unset().isEmpty()) {
      for (String name : new TreeSet<>(expansion.unset())) {
        checkDefined(instruction, scope, place, name);
      }
    }
    return Optional.of(expansion.text());
  }

  /** A name that is nothing like a known one may be a variable of a base that is not at hand. */
  private void checkDefined(Instruction instruction, Scope scope, Span place, String name) {
    if (scope.declared.contains(name) || SETTINGS.contains(name)) {
      return;
    }
    Optional<String> nearest =
        scope.values.size() <= MOST_NAMES
            ? Nearest.to(name, scope.values.keySet())
            : Optional.empty();
    if (scope.complete || nearest.isPresent()) {
      findings.add(
          Rule.UNDEFINED_VAR,
          instruction.origin(),
          place,
          "the variable '$" + name + "' is not defined here",
          nearest.map(n -> "$" + n));
    }
  }
}

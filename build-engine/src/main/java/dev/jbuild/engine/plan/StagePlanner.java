// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.CommandLine;
import dev.jbuild.dockerfile.DeviceFlag;
import dev.jbuild.dockerfile.Diagnostic;
import dev.jbuild.dockerfile.DockerfileException;
import dev.jbuild.dockerfile.Expander;
import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Instruction.Network;
import dev.jbuild.dockerfile.Problems;
import dev.jbuild.dockerfile.Redacted;
import dev.jbuild.dockerfile.UnixPath;
import dev.jbuild.dockerfile.Word;
import dev.jbuild.oci.Healthcheck;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Folds the instructions of one stage: each changes the state, and gives its entry of the history.
 *
 * <p>All variables of an instruction have the values from before it; only ARG goes left to right.
 */
final class StagePlanner implements Instruction.Visitor<HistoryEntry> {
  /** PATH_MAX of Linux. */
  private static final int LONGEST_PATH = 4096;

  /** MAX_ARG_STRLEN of Linux, without the byte that ends it. */
  private static final int LONGEST_ARGUMENT = 128 * 1024 - 1;

  private final StageState state;
  private final StepNames stepNames;
  private final CopyPlanner copies;
  private final Expander expander;
  private final Heredocs heredocs;
  private final GlobalArgs globals;
  private final BuildArgs buildArgs;
  private final Optional<String> hostname;
  private final Network network;
  private final boolean insecureAllowed;
  private final Problems problems;

  StagePlanner(
      StageState state,
      StepNames stepNames,
      CopyPlanner copies,
      PlanContext context,
      Problems problems) {
    this.state = state;
    this.stepNames = stepNames;
    this.copies = copies;
    this.expander = context.expander();
    this.heredocs = new Heredocs(expander, state::variable);
    this.globals = context.globals();
    this.buildArgs = context.buildArgs();
    this.hostname = buildArgs.hostname();
    this.network = context.options().network();
    this.insecureAllowed = context.options().insecureAllowed();
    this.problems = problems;
  }

  @Override
  public HistoryEntry from(Instruction.From from) {
    throw new AssertionError("a FROM inside a stage");
  }

  @Override
  public HistoryEntry arg(Instruction.Arg arg) {
    List<String> shown = new ArrayList<>();
    for (Instruction.Arg.Declaration declaration : arg.declarations()) {
      String name = name(declaration.name(), "ARG");
      Optional<String> given = buildArgs.declared(name);
      Optional<String> value =
          given
              .or(() -> declaration.value().map(this::expand))
              .or(() -> globals.value(name).filter(v -> declaration.value().isEmpty()));
      state.setArg(name, value);
      shown.add(name + value.map(v -> "=" + v).orElse(""));
    }
    return empty("ARG " + String.join(" ", shown));
  }

  @Override
  public HistoryEntry run(Instruction.Run run) {
    Optional<InlineFile> script = Heredocs.script(run.command());
    List<String> args =
        script
            .map(f -> state.withShell(Step.Run.SCRIPTS + f.name()))
            .orElseGet(() -> words(run.command()));
    args.forEach(arg -> checkLength(run, arg));
    Map<String, String> env = state.runEnv();
    RunText createdBy = new RunText(state.args(), env, String.join(" ", args));
    requireAllowed(run);
    MountPlanner mounts =
        new MountPlanner(
            copies::from, this::expand, state.cwd(), buildArgs.cacheNamespace(), problems);
    Network chosen = run.network().filter(n -> n != Network.DEFAULT).orElse(network);
    return step(
        new Step.Run(
            origin(run, stepText(run) + Heredocs.summary(run.command()), createdBy),
            args,
            script,
            env,
            buildArgs.proxies(state),
            state.cwd(),
            state.user,
            hostname,
            chosen == Network.DEFAULT ? Network.HOST : chosen,
            mounts.plan(run.mounts()),
            run.insecure().isPresent()));
  }

  private void requireAllowed(Instruction.Run run) {
    if (run.insecure().isPresent() && !insecureAllowed) {
      problems.add(
          Diagnostic.error(
                  run.insecure().get(), "RUN --security=insecure runs outside of the sandbox")
              .withHint("allow it by --allow security.insecure"));
    }
    for (DeviceFlag device : run.devices()) {
      problems.error(
          device.name().span(),
          "RUN --device is not supported: no device of the host, such as "
              + device.name()
              + ", is given to a build");
    }
  }

  @Override
  public HistoryEntry copy(Instruction.Copy copy) {
    CopyPlanner.Parts parts =
        copies.copy(copy, heredocs.files(copy.transfer()), this::expand, state.cwd());
    return step(parts.step(origin(copy, stepText(copy), parts.text())));
  }

  @Override
  public HistoryEntry add(Instruction.Add add) {
    CopyPlanner.Parts parts =
        copies.add(add, heredocs.files(add.transfer()), this::expand, state.cwd());
    return step(parts.step(origin(add, stepText(add), parts.text())));
  }

  @Override
  public HistoryEntry env(Instruction.Env env) {
    Map<String, String> pairs = pairs(env.pairs(), "ENV");
    pairs.forEach(state::setEnv);
    return empty("ENV " + text(pairs));
  }

  @Override
  public HistoryEntry label(Instruction.Label label) {
    Map<String, String> pairs = pairs(label.pairs(), "LABEL");
    state.labels.putAll(pairs);
    return empty("LABEL " + text(pairs));
  }

  @Override
  public HistoryEntry workdir(Instruction.Workdir workdir) {
    String path = expand(workdir.path());
    String absolute = path.startsWith("/") ? path : state.cwd() + "/" + path;
    if (absolute.length() > LONGEST_PATH) {
      throw error(workdir.path(), "the path is longer than " + LONGEST_PATH + " characters");
    }
    state.workingDir = UnixPath.clean(absolute);
    String text = "WORKDIR " + state.workingDir;
    return state.workingDir.equals("/")
        ? empty(text)
        : step(new Step.Workdir(origin(workdir, text, text), state.workingDir, state.user));
  }

  @Override
  public HistoryEntry user(Instruction.User user) {
    state.user = expand(user.user());
    return empty("USER " + state.user);
  }

  @Override
  public HistoryEntry cmd(Instruction.Cmd cmd) {
    List<String> words = words(cmd.command());
    state.cmd = Optional.of(words).filter(w -> !w.isEmpty());
    state.argsEscaped = true;
    state.cmdIsOurs = true;
    return empty("CMD " + quoted(words));
  }

  /** A CMD of the base belongs to the ENTRYPOINT of the base: a new one does without it. */
  @Override
  public HistoryEntry entrypoint(Instruction.Entrypoint entrypoint) {
    List<String> words = words(entrypoint.command());
    state.entrypoint = Optional.of(words).filter(w -> !w.isEmpty());
    if (!state.cmdIsOurs) {
      state.cmd = Optional.empty();
    }
    return empty("ENTRYPOINT " + quoted(words));
  }

  @Override
  public HistoryEntry expose(Instruction.Expose expose) {
    TreeSet<String> shown = new TreeSet<>();
    for (Word word : expose.ports()) {
      for (String spec : expander.expand(word, state::variable).words()) {
        state.exposedPorts.addAll(checked(word, () -> Ports.parse(spec)));
        shown.add(spec);
      }
    }
    return empty("EXPOSE " + bracketed(shown));
  }

  @Override
  public HistoryEntry volume(Instruction.Volume volume) {
    List<String> paths = new ArrayList<>();
    for (Word word : volume.paths()) {
      String path = expand(word);
      if (path.isBlank()) {
        throw error(word, "the path of a VOLUME is empty");
      }
      paths.add(path);
    }
    state.volumes.addAll(paths);
    return empty("VOLUME " + bracketed(paths));
  }

  @Override
  public HistoryEntry shell(Instruction.Shell shell) {
    List<String> words = shell.words().stream().map(Word::text).toList();
    state.shell = Optional.of(words);
    return empty("SHELL " + bracketed(words));
  }

  @Override
  public HistoryEntry stopsignal(Instruction.Stopsignal stopsignal) {
    String signal = expand(stopsignal.signal());
    if (!Signals.isSignal(signal)) {
      throw error(stopsignal.signal(), "\"" + signal + "\" is not a signal");
    }
    state.stopSignal = Optional.of(signal);
    return empty("STOPSIGNAL " + signal);
  }

  @Override
  public HistoryEntry healthcheck(Instruction.Healthcheck check) {
    List<String> test = new ArrayList<>();
    if (check.command().isEmpty()) {
      test.add("NONE");
    } else if (check.command().get() instanceof CommandLine.Exec exec) {
      test.add("CMD");
      test.addAll(exec.arguments());
    } else if (check.command().get() instanceof CommandLine.Shell text) {
      test.addAll(List.of("CMD-SHELL", text.text().text()));
    }
    Healthcheck result =
        new Healthcheck(
            test,
            check.interval(),
            check.timeout(),
            check.startPeriod(),
            check.startInterval(),
            check.retries());
    state.healthcheck = Optional.of(result);
    return empty("HEALTHCHECK " + quoted(test));
  }

  @Override
  public HistoryEntry onbuild(Instruction.Onbuild onbuild) {
    state.onBuild.add(onbuild.text());
    return empty("ONBUILD " + onbuild.text());
  }

  @Override
  public HistoryEntry maintainer(Instruction.Maintainer maintainer) {
    state.author = Optional.of(maintainer.name().text());
    return empty("MAINTAINER " + maintainer.name());
  }

  private static void checkLength(Instruction.Run run, String arg) {
    boolean maybe = arg.length() > LONGEST_ARGUMENT / 3;
    if (maybe && arg.getBytes(StandardCharsets.UTF_8).length > LONGEST_ARGUMENT) {
      Diagnostic error =
          Diagnostic.error(
              run.origin().keyword(),
              "the command is longer than the 128 KiB that Linux hands to a program");
      throw new DockerfileException(
          run.command() instanceof CommandLine.Script
              ? error.withHint("begin the heredoc with #!/bin/sh: then it is run as a file")
              : error.withHint("COPY it as a script, or make it several steps"));
    }
  }

  private String expand(Word word) {
    return expander.expand(word, state::variable).text();
  }

  private String name(Word word, String instruction) {
    String name = expand(word);
    if (name.isEmpty()) {
      throw error(word, instruction + " names can't be blank");
    }
    return name;
  }

  private Map<String, String> pairs(List<Instruction.KeyValue> pairs, String instruction) {
    Map<String, String> result = new LinkedHashMap<>();
    pairs.forEach(p -> result.put(name(p.key(), instruction), expand(p.value())));
    return result;
  }

  private List<String> words(CommandLine command) {
    if (command instanceof CommandLine.Exec exec) {
      return exec.arguments();
    }
    return command instanceof CommandLine.Script script
        ? state.withShell(script.document().content().text())
        : state.withShell(((CommandLine.Shell) command).text().text());
  }

  private Step.Origin origin(Instruction instruction, String shown, CharSequence createdBy) {
    return new Step.Origin(instruction.origin().span(), stepNames.next(shown), createdBy);
  }

  /** RUN and what it runs, as written: what the shell is and what ARGs there are is known. */
  private static String stepText(Instruction instruction) {
    String keyword = instruction.origin().keywordText();
    return Redacted.urls(
        keyword.toUpperCase(Locale.ROOT) + instruction.origin().text().substring(keyword.length()));
  }

  private static HistoryEntry step(Step step) {
    return new HistoryEntry(step.origin().createdBy(), Optional.of(step));
  }

  private static HistoryEntry empty(String createdBy) {
    return new HistoryEntry(createdBy, Optional.empty());
  }

  private static String text(Map<String, String> pairs) {
    return pairs.entrySet().stream()
        .map(p -> p.getKey() + "=" + p.getValue())
        .collect(Collectors.joining(" "));
  }

  private static String bracketed(Iterable<String> words) {
    return "[" + String.join(" ", words) + "]";
  }

  private static String quoted(List<String> words) {
    return words.stream()
        .map(w -> "\"" + w.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
        .collect(Collectors.joining(" ", "[", "]"));
  }

  private static <T> T checked(Word word, Supplier<T> parsing) {
    try {
      return parsing.get();
    } catch (IllegalArgumentException e) {
      throw error(word, String.valueOf(e.getMessage()));
    }
  }

  static DockerfileException error(Word word, String message) {
    return new DockerfileException(Diagnostic.error(word.span(), message));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes instructions as s-expressions, in the form that BuildKit's own golden files have. */
final class Dump implements Instruction.Visitor<String> {

  static String of(Dockerfile dockerfile) {
    StringBuilder out = new StringBuilder();
    Dump dump = new Dump();
    dockerfile.metaArgs().forEach(arg -> out.append(arg.accept(dump)).append('\n'));
    for (Stage stage : dockerfile.stages()) {
      out.append(stage.from().accept(dump)).append('\n');
      stage.instructions().forEach(i -> out.append(i.accept(dump)).append('\n'));
    }
    return out.toString();
  }

  private static String list(Instruction instruction, List<String> items) {
    String name = instruction.origin().keywordText().toLowerCase(Locale.ROOT);
    return "(" + (items.isEmpty() ? name : name + " " + String.join(" ", items)) + ")";
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          boolean lone = c >= '\uDC80' && c <= '\uDCFF' && !Character.isHighSurrogate(last(out));
          out.append(c < ' ' || lone ? String.format("\\x%02x", c & 0xFF) : String.valueOf(c));
        }
      }
    }
    return out.append('"').toString();
  }

  private static char last(StringBuilder text) {
    return text.charAt(text.length() - 1);
  }

  private static List<String> words(List<Word> words) {
    return words.stream().map(w -> quote(w.text())).toList();
  }

  private static List<String> command(CommandLine command) {
    if (command instanceof CommandLine.Script script) {
      return List.of(heredoc(script.document()));
    }
    return command instanceof CommandLine.Exec exec
        ? words(exec.words())
        : words(List.of(((CommandLine.Shell) command).text()));
  }

  private static String heredoc(Heredoc heredoc) {
    return "(heredoc "
        + quote(heredoc.name())
        + (heredoc.expands() ? "" : " literal")
        + " "
        + quote(heredoc.content().text())
        + ")";
  }

  private static List<String> pairs(List<Instruction.KeyValue> pairs) {
    List<String> items = new ArrayList<>();
    for (Instruction.KeyValue pair : pairs) {
      items.add(quote(pair.key().text()));
      items.add(quote(pair.value().text()));
      Span key = pair.key().span();
      boolean legacy = key.source().text().charAt(key.end()) != '=';
      items.add(legacy ? "\"\"" : "\"=\"");
    }
    return items;
  }

  private static List<String> transfer(Optional<Word> from, Instruction.Transfer transfer) {
    List<String> flags = new ArrayList<>();
    from.ifPresent(f -> flags.add("--from=" + f));
    transfer.chown().ifPresent(f -> flags.add("--chown=" + f));
    transfer.chmod().ifPresent(f -> flags.add("--chmod=" + f));
    if (transfer.link()) {
      flags.add("--link");
    }
    List<String> items = new ArrayList<>(flags(flags));
    items.addAll(words(transfer.sources()));
    transfer.heredocs().forEach(h -> items.add(heredoc(h)));
    items.add(quote(transfer.destination().text()));
    return items;
  }

  private static List<String> flags(List<String> flags) {
    return flags.isEmpty()
        ? List.of()
        : List.of(flags.stream().map(Dump::quote).collect(Collectors.joining(" ", "[", "]")));
  }

  @Override
  public String from(Instruction.From from) {
    List<String> items =
        new ArrayList<>(flags(from.platform().map(p -> "--platform=" + p).stream().toList()));
    items.add(quote(from.image().text()));
    from.name().ifPresent(n -> items.addAll(List.of("\"AS\"", quote(n.text()))));
    return list(from, items);
  }

  @Override
  public String arg(Instruction.Arg arg) {
    return list(
        arg,
        arg.declarations().stream()
            .map(d -> quote(d.name() + d.value().map(v -> "=" + v).orElse("")))
            .toList());
  }

  @Override
  public String run(Instruction.Run run) {
    List<String> items =
        new ArrayList<>(
            flags(
                run.network().map(n -> "--network=" + n.name().toLowerCase(Locale.ROOT)).stream()
                    .toList()));
    items.addAll(command(run.command()));
    return list(run, items);
  }

  @Override
  public String copy(Instruction.Copy copy) {
    return list(copy, transfer(copy.from(), copy.transfer()));
  }

  @Override
  public String add(Instruction.Add add) {
    return list(add, transfer(Optional.empty(), add.transfer()));
  }

  @Override
  public String env(Instruction.Env env) {
    return list(env, pairs(env.pairs()));
  }

  @Override
  public String label(Instruction.Label label) {
    return list(label, pairs(label.pairs()));
  }

  @Override
  public String workdir(Instruction.Workdir workdir) {
    return list(workdir, words(List.of(workdir.path())));
  }

  @Override
  public String user(Instruction.User user) {
    return list(user, words(List.of(user.user())));
  }

  @Override
  public String cmd(Instruction.Cmd cmd) {
    return list(cmd, command(cmd.command()));
  }

  @Override
  public String entrypoint(Instruction.Entrypoint entrypoint) {
    return list(entrypoint, command(entrypoint.command()));
  }

  @Override
  public String expose(Instruction.Expose expose) {
    return list(expose, words(expose.ports()));
  }

  @Override
  public String volume(Instruction.Volume volume) {
    return list(volume, words(volume.paths()));
  }

  @Override
  public String shell(Instruction.Shell shell) {
    return list(shell, words(shell.words()));
  }

  @Override
  public String stopsignal(Instruction.Stopsignal stopsignal) {
    return list(stopsignal, words(List.of(stopsignal.signal())));
  }

  @Override
  public String healthcheck(Instruction.Healthcheck check) {
    List<String> flags = new ArrayList<>();
    flags.add("--interval=" + check.interval());
    flags.add("--timeout=" + check.timeout());
    flags.add("--start-period=" + check.startPeriod());
    flags.add("--start-interval=" + check.startInterval());
    flags.removeIf(f -> f.endsWith("=PT0S"));
    if (check.retries() > 0) {
      flags.add("--retries=" + check.retries());
    }
    List<String> items = new ArrayList<>(flags(flags));
    items.add(check.command().isPresent() ? "\"CMD\"" : "\"NONE\"");
    check.command().ifPresent(c -> items.addAll(command(c)));
    return list(check, items);
  }

  @Override
  public String onbuild(Instruction.Onbuild onbuild) {
    return list(onbuild, List.of(onbuild.trigger().accept(this)));
  }

  @Override
  public String maintainer(Instruction.Maintainer maintainer) {
    return list(maintainer, words(List.of(maintainer.name())));
  }
}

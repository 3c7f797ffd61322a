// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile;

import dev.jbuild.dockerfile.Instruction.Arg;
import dev.jbuild.dockerfile.Instruction.KeyValue;
import dev.jbuild.dockerfile.Instruction.Network;
import dev.jbuild.dockerfile.Instruction.Origin;
import dev.jbuild.dockerfile.Instruction.Transfer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One logical line → one typed instruction. */
final class InstructionParser {
  private static final String NUL = "a NUL character, which no path, argument or variable can hold";

  private static final Set<Keyword> NO_TRIGGERS =
      EnumSet.of(Keyword.ONBUILD, Keyword.FROM, Keyword.MAINTAINER);

  private final char escape;
  private final Problems problems;

  InstructionParser(char escape, Problems problems) {
    this.escape = escape;
    this.problems = problems;
  }

  /** The name that a line begins with, or nothing if it names no instruction. */
  static Optional<Keyword> keyword(Slice line) {
    return Keyword.of(line.to(line.blankAfter(0)).text());
  }

  /** The instruction that a line names, or the nearest to what it names. */
  static Optional<Keyword> meant(Slice line) {
    String name = line.to(line.blankAfter(0)).text();
    return Keyword.of(name).or(() -> Keyword.nearest(name).flatMap(Keyword::of));
  }

  /** Throws what makes it impossible to go on with this line, notes all else that is wrong. */
  Instruction parse(Slice line, List<Heredoc> heredocs) {
    int nul = line.text().indexOf('\0');
    if (nul >= 0) {
      throw new DockerfileException(Diagnostic.error(line.span(nul, nul + 1), NUL));
    }
    int end = line.blankAfter(0);
    Span name = line.span(0, end);
    Keyword keyword =
        keyword(line).orElseThrow(() -> UnknownInstruction.error(line.to(end).word()));
    Flags flags = Flags.parse(keyword.name(), Flag.of(keyword), line.from(end), problems);
    return parse(keyword, new Origin(span(line, heredocs), name, line.text()), flags, heredocs);
  }

  private static Span span(Slice line, List<Heredoc> heredocs) {
    Span span = line.span();
    return heredocs.isEmpty()
        ? span
        : span.source().span(span.start(), heredocs.get(heredocs.size() - 1).terminator().end());
  }

  private Instruction parse(Keyword keyword, Origin origin, Flags flags, List<Heredoc> heredocs) {
    Slice args = flags.rest();
    return switch (keyword) {
      case FROM -> from(origin, flags);
      case ARG -> arg(origin, args);
      case RUN -> run(origin, flags, heredocs);
      case COPY ->
          new Instruction.Copy(origin, transfer(origin, flags, heredocs), flags.text("from"));
      case ADD -> add(origin, flags, heredocs);
      case ENV -> new Instruction.Env(origin, pairs(origin, args));
      case LABEL -> new Instruction.Label(origin, pairs(origin, args));
      case WORKDIR -> new Instruction.Workdir(origin, one(origin, args));
      case USER -> new Instruction.User(origin, one(origin, args));
      case CMD -> new Instruction.Cmd(origin, command(args));
      case ENTRYPOINT -> new Instruction.Entrypoint(origin, command(args));
      case EXPOSE -> new Instruction.Expose(origin, some(origin, Words.atBlanks(args)));
      case VOLUME -> new Instruction.Volume(origin, volumes(origin, args));
      case SHELL -> new Instruction.Shell(origin, shell(origin, args));
      case STOPSIGNAL -> new Instruction.Stopsignal(origin, one(origin, args));
      case HEALTHCHECK -> new HealthcheckParser(origin, flags, this::command).parse();
      case ONBUILD -> onbuild(origin, args, heredocs);
      case MAINTAINER -> new Instruction.Maintainer(origin, one(origin, args));
    };
  }

  private Instruction from(Origin origin, Flags flags) {
    List<Word> words = Words.atBlanks(flags.rest());
    boolean named = words.size() == 3 && words.get(1).text().equalsIgnoreCase("as");
    if (words.size() != 1 && !named) {
      Diagnostic error =
          Diagnostic.error(origin.keyword(), "FROM takes an image, or an image AS a name");
      throw new DockerfileException(
          words.stream().anyMatch(w -> w.text().startsWith("--"))
              ? error.withHint("flags stand right after FROM")
              : error);
    }
    Optional<Word> name = named ? Optional.of(words.get(2)) : Optional.empty();
    name.filter(n -> !isStageName(n.text().toLowerCase(Locale.ROOT)))
        .ifPresent(
            n ->
                problems.add(
                    Diagnostic.error(n.span(), "invalid name for a build stage: " + n.text())
                        .withHint("it starts with a letter; letters, digits, - _ . follow")));
    return new Instruction.From(
        origin, words.get(0), name, flags.text("platform"), flags.list("after"));
  }

  private static boolean isStageName(String name) {
    return name.charAt(0) >= 'a'
        && name.charAt(0) <= 'z'
        && name.chars()
            .allMatch(
                c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-_.".indexOf(c) >= 0);
  }

  private Instruction arg(Origin origin, Slice args) {
    List<Arg.Declaration> declarations = new ArrayList<>();
    for (Slice word : Words.quoted(args, escape)) {
      int equals = word.text().indexOf('=');
      Slice name = equals < 0 ? word : word.to(equals);
      if (name.isEmpty()) {
        throw new DockerfileException(Diagnostic.error(word.span(), "ARG names can't be blank"));
      }
      declarations.add(
          new Arg.Declaration(
              name.word(),
              equals < 0 ? Optional.empty() : Optional.of(word.from(equals + 1).word())));
    }
    return new Arg(origin, some(origin, declarations));
  }

  private List<KeyValue> pairs(Origin origin, Slice args) {
    String instruction = name(origin);
    List<Slice> words = some(origin, Words.quoted(args, escape));
    if (words.get(0).text().indexOf('=') < 0) {
      int end = args.blankAfter(0);
      Slice value = args.from(end).trim();
      if (value.isEmpty()) {
        throw error(
            origin, instruction + " takes a name and a value: " + instruction + " name=value");
      }
      return List.of(new KeyValue(args.to(end).word(), value.word()));
    }
    List<KeyValue> pairs = new ArrayList<>();
    for (Slice word : words) {
      int equals = word.text().indexOf('=');
      if (equals < 0) {
        throw new DockerfileException(
            Diagnostic.error(
                    word.span(), "no = in " + word.text() + " where name=value is expected")
                .withHint("put a value with blanks in quotes"));
      }
      if (equals == 0) {
        throw new DockerfileException(
            Diagnostic.error(word.span(), instruction + " names can't be blank"));
      }
      pairs.add(new KeyValue(word.to(equals).word(), word.from(equals + 1).word()));
    }
    return pairs;
  }

  private Transfer transfer(Origin origin, Flags flags, List<Heredoc> heredocs) {
    Slice args = flags.rest();
    List<Word> words = withoutNul(json(args).orElseGet(() -> Words.atBlanks(args)));
    if (words.size() < 2) {
      throw error(
          origin,
          words.isEmpty()
              ? name(origin) + " takes at least one source and a destination"
              : name(origin) + " takes at least two arguments, the destination is missing");
    }
    Word destination = words.get(words.size() - 1);
    warnOfLateFlags(origin, words);
    NavigableMap<Integer, Integer> openers = new TreeMap<>();
    heredocs.forEach(h -> openers.put(h.opener().start(), h.opener().end()));
    if (isHeredoc(destination, openers)) {
      throw new DockerfileException(
          Diagnostic.error(
              destination.span(),
              "a heredoc can be a source of " + name(origin) + ", not the destination"));
    }
    return new Transfer(
        words.subList(0, words.size() - 1).stream().filter(w -> !isHeredoc(w, openers)).toList(),
        heredocs,
        destination,
        flags.text("chown"),
        flags.text("chmod"),
        flags.yesNo("link").orElse(false),
        flags.yesNo("parents").orElse(false),
        flags.list("exclude"));
  }

  private Instruction add(Origin origin, Flags flags, List<Heredoc> heredocs) {
    return new Instruction.Add(
        origin,
        transfer(origin, flags, heredocs),
        flags.yesNo("unpack"),
        flags.yesNo("keep-git-dir"),
        flags.text("checksum"));
  }

  /** As in BuildKit a flag among the paths is a path, which nobody means. */
  private void warnOfLateFlags(Origin origin, List<Word> words) {
    String instruction = name(origin);
    List<String> known =
        Flag.of(Keyword.of(instruction).orElseThrow()).stream().map(f -> "--" + f.name()).toList();
    for (Word word : words) {
      int equals = word.text().indexOf('=');
      String flag = equals < 0 ? word.text() : word.text().substring(0, equals);
      if (flag.startsWith("--") && known.contains(flag)) {
        problems.add(
            Diagnostic.warning(word.span(), flag + " is taken for a path here")
                .withHint("flags stand right after " + instruction));
      }
    }
  }

  private static boolean isHeredoc(Word word, NavigableMap<Integer, Integer> openers) {
    Map.Entry<Integer, Integer> opener = openers.floorEntry(word.span().start());
    return opener != null && word.span().end() <= opener.getValue();
  }

  private Instruction run(Origin origin, Flags flags, List<Heredoc> heredocs) {
    List<MountFlag> mounts = new ArrayList<>();
    for (Word mount : flags.list("mount")) {
      problems.collect(() -> mounts.add(MountFlag.parse(mount)));
    }
    List<DeviceFlag> devices = new ArrayList<>();
    for (Word device : flags.list("device")) {
      problems.collect(() -> devices.add(DeviceFlag.parse(device)));
    }
    return new Instruction.Run(
        origin,
        runCommand(origin, flags.rest(), heredocs),
        network(flags),
        mounts,
        insecure(flags),
        devices);
  }

  private Optional<Span> insecure(Flags flags) {
    Optional<Word> value = flags.text("security");
    value
        .filter(v -> !v.text().equals("sandbox") && !v.text().equals("insecure"))
        .ifPresent(
            v -> problems.error(v.span(), "--security is sandbox or insecure, not " + v.text()));
    return value.filter(v -> v.text().equals("insecure")).map(Word::span);
  }

  private CommandLine runCommand(Origin origin, Slice args, List<Heredoc> heredocs) {
    if (!heredocs.isEmpty()) {
      return withHeredocs(args, heredocs);
    }
    CommandLine command = command(args);
    if (command instanceof CommandLine.Exec exec) {
      withoutNul(exec.words());
    }
    boolean empty =
        command instanceof CommandLine.Exec exec ? exec.words().isEmpty() : args.isEmpty();
    if (empty) {
      throw error(origin, "RUN takes a command");
    }
    return command;
  }

  private static CommandLine withHeredocs(Slice args, List<Heredoc> heredocs) {
    for (Heredoc heredoc : heredocs) {
      int nul = heredoc.body().text().indexOf('\0');
      if (nul >= 0) {
        Span body = heredoc.body().span();
        Span place = body.source().span(body.start() + nul, body.start() + nul + 1);
        throw new DockerfileException(Diagnostic.error(place, NUL));
      }
    }
    Heredoc first = heredocs.get(0);
    if (first.opener().equals(args.span())) {
      return new CommandLine.Script(first);
    }
    StringBuilder text = new StringBuilder(args.text());
    heredocs.forEach(h -> text.append(h.asText()));
    return new CommandLine.Shell(new Word(text.toString(), args.span()));
  }

  private CommandLine command(Slice args) {
    Optional<List<Word>> words = json(args);
    if (words.isEmpty() && args.startsWith("['", 0) && args.charAt(args.length() - 1) == ']') {
      problems.add(
          Diagnostic.warning(args.span(), "this is no JSON, so it is a command for the shell")
              .withHint("JSON has double quotes"));
    }
    return words.isPresent()
        ? new CommandLine.Exec(words.get())
        : new CommandLine.Shell(args.word());
  }

  /** The words of a JSON array; nothing if it is none. What follows an array is not looked at. */
  private Optional<List<Word>> json(Slice args) {
    Optional<JsonArray.Parsed> array = JsonArray.parse(args);
    array.ifPresent(
        a -> {
          Slice after = args.from(a.end()).trim();
          if (!after.isEmpty()) {
            problems.warn(after.span(), "what follows the JSON array has no effect");
          }
        });
    return array.map(JsonArray.Parsed::words);
  }

  /** JSON can write a character that no line of a Dockerfile may hold. */
  private static List<Word> withoutNul(List<Word> words) {
    for (Word word : words) {
      if (word.text().indexOf('\0') >= 0) {
        throw new DockerfileException(Diagnostic.error(word.span(), NUL));
      }
    }
    return words;
  }

  private Optional<Network> network(Flags flags) {
    Optional<Word> value = flags.text("network");
    for (Network network : Network.values()) {
      if (value.filter(v -> v.text().equals(network.name().toLowerCase(Locale.ROOT))).isPresent()) {
        return Optional.of(network);
      }
    }
    value.ifPresent(
        v -> problems.error(v.span(), "--network is default, none or host, not " + v.text()));
    return Optional.empty();
  }

  private List<Word> volumes(Origin origin, Slice args) {
    List<Word> paths = some(origin, json(args).orElseGet(() -> Words.atBlanks(args)));
    for (Word path : paths) {
      if (path.text().isBlank()) {
        problems.error(path.span(), "a VOLUME can't be an empty string");
      }
    }
    return paths;
  }

  private List<Word> shell(Origin origin, Slice args) {
    if (args.isEmpty()) {
      throw noArguments(origin);
    }
    Optional<List<Word>> words = json(args);
    if (words.isEmpty()) {
      throw new DockerfileException(
          Diagnostic.error(args.span(), "SHELL takes a JSON array")
              .withHint("SHELL [\"/bin/bash\", \"-c\"], with double quotes"));
    }
    return some(origin, withoutNul(words.get()));
  }

  private Instruction onbuild(Origin origin, Slice args, List<Heredoc> heredocs) {
    if (args.isEmpty()) {
      throw noArguments(origin);
    }
    Optional<Keyword> keyword = keyword(args);
    if (keyword.filter(NO_TRIGGERS::contains).isPresent()) {
      throw new DockerfileException(
          Diagnostic.error(
              args.span(0, args.blankAfter(0)),
              keyword.get() + " is not allowed as an ONBUILD trigger"));
    }
    StringBuilder text = new StringBuilder(args.text());
    heredocs.forEach(h -> text.append(h.asText()));
    return new Instruction.Onbuild(origin, parse(args, heredocs), text.toString());
  }

  private static Word one(Origin origin, Slice args) {
    if (args.isEmpty()) {
      throw error(origin, name(origin) + " takes exactly one argument");
    }
    return args.word();
  }

  private static <T> List<T> some(Origin origin, List<T> items) {
    if (items.isEmpty()) {
      throw noArguments(origin);
    }
    return items;
  }

  private static DockerfileException noArguments(Origin origin) {
    return error(origin, name(origin) + " takes at least one argument");
  }

  static DockerfileException error(Origin origin, String message) {
    return new DockerfileException(Diagnostic.error(origin.keyword(), message));
  }

  private static String name(Origin origin) {
    return origin.keywordText().toUpperCase(Locale.ROOT);
  }
}
